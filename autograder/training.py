"""`w2v train`: the final notebook's run in a terminal, with the functions in the w2v_lib that lies here."""

import importlib
import json
import pathlib
import sys

from .course import Course


def run(args):
    """Trains, draws and evaluates; returns an exit code. Files go to args.out."""
    folder = library_folder()
    if folder is None:
        print("w2v: there is no w2v_lib here: run this where the notebooks lie", file=sys.stderr)
        return 2
    sys.path.insert(0, str(folder))
    corpus = importlib.import_module("w2v_lib.treebank").open_corpus(args.corpus)
    if corpus is None:
        return 3
    summary = train(corpus, pathlib.Path(args.out), args.steps)
    if summary is None:
        return 1
    print("\n".join(f"{name:<24}{value}" for name, value in described(summary)))
    return 0


def library_folder():
    """The folder whose w2v_lib is meant: this one, or the course's release."""
    here = pathlib.Path.cwd()
    folders = [here, Course.around(here).release]
    return next((folder for folder in folders if (folder / "w2v_lib" / "__init__.py").is_file()), None)


def train(corpus, out, steps=None):
    """Trains with w2v_lib and writes loss.png, words.png, vectors.npz and summary.json to `out`.

    Returns the summary, None if something is unwritten or wrong (which has been said by then).
    """
    import matplotlib

    matplotlib.use("Agg")
    given = {name: importlib.import_module(f"w2v_lib.{name}") for name in ("training", "plotting", "evaluation")}
    out.mkdir(parents=True, exist_ok=True)
    chosen = {} if steps is None else {"steps": steps, "anneal_every": max(steps // 3, 1)}
    learned = given["training"].train(corpus, folder=out / "checkpoints", **chosen)
    if learned is None or len(learned.losses) < learned.settings["steps"]:
        return None
    given["plotting"].plot_loss(learned, save=out / "loss.png")
    given["plotting"].plot_words(learned, save=out / "words.png")
    save_vectors(learned, out / "vectors.npz")
    summary = {
        "corpus": corpus.name,
        "note": corpus.note,
        "sentences": len(corpus.sentences),
        "words": len(corpus.words),
        "steps": len(learned.losses),
        "pairs": int(learned.pairs.sum()),
        "seconds": round(float(learned.seconds), 1),
        "loss_a_pair": float(learned.smooth_loss()[-1]),
        **{f"accuracy_{classes}": accuracy(given["evaluation"], learned, classes) for classes in (2, 5)},
    }
    (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    return summary


def accuracy(evaluation, learned, classes):
    """Test accuracy of the run that was chosen on dev; None if a function for it is missing."""
    chosen = evaluation.choose(evaluation.sweep(learned, classes))
    return None if chosen is None else chosen["test"]


def save_vectors(learned, path):
    import numpy as np

    np.savez(path, words=learned.corpus.words, center_vecs=learned.center_vecs, outside_vecs=learned.outside_vecs)


def described(summary):
    """The summary for people: (name, text)."""
    yield "corpus", f"{summary['sentences']:,} sentences, {summary['words']:,} words"
    yield "training", f"{summary['steps']:,} steps, {summary['pairs']:,} pairs in {summary['seconds']:.0f} s"
    yield "loss a pair", f"{summary['loss_a_pair']:.3f}"
    for classes, words in ((2, "two classes"), (5, "five classes")):
        if summary[f"accuracy_{classes}"] is not None:
            yield f"test, {words}", f"{summary[f'accuracy_{classes}']:.3f}"
