"""`w2v train`: the final notebook's run in a terminal, with the functions in the w2v_lib that lies here."""

import importlib
import json
import pathlib
import sys

from autograder.course import Course

CORPORA = ("sst", "vader", "toy", "sst-sentences")
CORPUS_OF = {"handout": "sst-sentences"}  # the text of which a recipe speaks


def run(args):
    """Trains, draws and evaluates; returns an exit code. Files go to args.out."""
    folder = library_folder()
    if folder is None:
        print("w2v: there is no w2v_lib here: run this where the notebooks lie", file=sys.stderr)
        return 2
    out = pathlib.Path(args.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        print(f"w2v: {out} cannot be a folder for what is learned: {problem.strerror}", file=sys.stderr)
        return 2
    corpus_file = pathlib.Path(args.corpus).resolve() if args.corpus and args.corpus not in CORPORA else None
    sys.path.insert(0, str(folder))
    treebank = importlib.import_module("w2v_lib.treebank")
    try:
        corpus = treebank.read_text(corpus_file) if corpus_file else treebank.open_corpus(args.corpus or CORPUS_OF.get(args.recipe))
    except importlib.import_module("w2v_lib.waiting").Trouble as problem:
        print(f"w2v: {problem}", file=sys.stderr)
        return 2
    if corpus is None:
        return 3
    changes = {name: getattr(args, name) for name in ("steps", "seed", "step", "threshold") if getattr(args, name) is not None}
    summary = train(corpus, out, args.recipe, fresh=args.fresh, trainer=args.trainer, **changes)
    if summary is None:
        return 1
    print("\n".join(f"{name:<24}{value}" for name, value in described(summary)))
    print(f"{'vectors':<24}{out / 'vectors.txt'}")
    return 0


def library_folder():
    """The folder whose w2v_lib is meant: this one, or the course's release."""
    here = pathlib.Path.cwd()
    folders = [here, Course.around(here).release]
    return next((folder for folder in folders if (folder / "w2v_lib" / "__init__.py").is_file()), None)


def train(corpus, out, recipe="picture", **how):
    """Trains with w2v_lib and writes pictures, vectors.txt, vectors.npz and summary.json to the folder `out`.

    Returns the summary, None if something is unwritten or wrong (which has been said by then).
    """
    import matplotlib

    matplotlib.use("Agg")
    given = {name: importlib.import_module(f"w2v_lib.{name}") for name in ("training", "plotting", "evaluation")}
    learned = given["training"].train(corpus, recipe, folder=out / "checkpoints", **how)
    if learned is None or len(learned.losses) < learned.settings["steps"]:
        return None
    given["plotting"].plot_loss(learned, save=[out / "loss.png", out / "loss.svg"])
    given["plotting"].plot_words(learned, shown_words(given["plotting"].WORDS, corpus), save=[out / "words.png", out / "words.svg"])
    save_vectors(learned, out)
    labelled = given["evaluation"].on_labelled(learned)
    summary = {
        "corpus": corpus.name,
        "note": corpus.note,
        "recipe": recipe,
        "trained_by": learned.trained_by,
        "sentences": len(corpus.sentences),
        "words": len(corpus.words),
        "steps": len(learned.losses),
        "pairs": int(learned.pairs.sum()),
        "seconds": round(float(learned.seconds), 1),
        "loss_a_window": float(learned.losses[-1000:].mean()),
        "loss_a_pair": float(learned.smooth_loss()[-1]),
        **{f"accuracy_{classes}": accuracy(given["evaluation"], labelled, classes) for classes in (2, 5)},
    }
    (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    return summary


def shown_words(course_words, corpus):
    """The course's words, as far as the corpus has them; of a text without them, some that are neither very common nor rare."""
    found = {name: [word for word in group if word in corpus.index] for name, group in course_words.items()}
    if sum(map(len, found.values())) >= 12:
        return found
    return [word for word in corpus.words if len(word) > 3 and word.isalpha()][:30]


def accuracy(evaluation, run, classes):
    """Test accuracy of the run that was chosen on dev; None without a run on labelled sentences, or if a function for it is missing."""
    chosen = run and evaluation.choose(evaluation.sweep(run, classes))
    return chosen["test"] if chosen else None


def save_vectors(learned, out):
    """vectors.npz with both kinds of vectors, and vectors.txt, the center vectors in word2vec's text format, every digit of them."""
    import numpy as np

    words, vectors = learned.corpus.words, learned.center_vecs
    np.savez(out / "vectors.npz", words=words, center_vecs=vectors, outside_vecs=learned.outside_vecs)
    with open(out / "vectors.txt", "w", encoding="utf-8", newline="\n") as file:
        file.write("{} {}\n".format(*vectors.shape))
        for word, vector in zip(words, vectors.tolist()):
            file.write(f"{word} {' '.join(map(repr, vector))}\n")


def described(summary):
    """The summary for people: (name, text)."""
    yield "corpus", f"{summary['sentences']:,} sentences, {summary['words']:,} words"
    yield "trained by", summary["trained_by"]
    yield "training", f"{summary['steps']:,} steps, {summary['pairs']:,} pairs in {summary['seconds']:.0f} s"
    yield "loss a pair", f"{summary['loss_a_pair']:.3f}"
    for classes, words in ((2, "two classes"), (5, "five classes")):
        if summary[f"accuracy_{classes}"] is not None:
            yield f"test, {words}", f"{summary[f'accuracy_{classes}']:.3f}"
