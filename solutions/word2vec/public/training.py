"""Train in a terminal: the final notebook's run, with the functions in the w2v_lib that is here.

w2v_lib is imported by name when it is known which one is meant, so its types (Corpus, Run) are `Any` here.
"""

import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.course import CourseError
from autograder.notebook.local import work_here

CORPORA = ("sst", "vader", "toy", "sst-sentences")
CORPUS_OF = {"handout": "sst-sentences"}  # the text of which a recipe speaks


class WrongCall(Exception):
    """What was asked for cannot be done; the text says why."""


def use_library() -> None:
    """Have `w2v_lib` imported from this folder, or else from the course's release.

    Raises WrongCall where there is none.
    """
    try:
        folder, course = work_here()
    except CourseError as problem:
        raise WrongCall(str(problem)) from problem
    if not (folder / course.library / "__init__.py").is_file():
        raise WrongCall(f"there is no {course.library} here: run this where the notebooks are")
    sys.path.insert(0, str(folder))


def make_folder(out: Path) -> None:
    """Make the folder for what is learned. Raises WrongCall where that is not possible."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongCall(f"{out} cannot be a folder for what is learned: {problem.strerror}") from problem


def open_corpus(named: str | None, recipe: str) -> Any:
    """Open the corpus that is named, or a text file, or else the recipe's own corpus.

    Returns None without it, which has been said by then. Raises WrongCall for a file that cannot be
    read.
    """
    treebank, waiting = _given("treebank"), _given("waiting")
    try:
        if named and named not in CORPORA:
            return treebank.read_text(Path(named).resolve())
        return treebank.open_corpus(named or CORPUS_OF.get(recipe))
    except waiting.Trouble as problem:
        raise WrongCall(str(problem)) from problem


def _given(name: str) -> ModuleType:
    """Import a given module of the library."""
    return importlib.import_module(f"w2v_lib.{name}")


def train(corpus: Any, out: Path, recipe: str = "picture", **how: object) -> dict[str, Any] | None:
    """Train with w2v_lib and write pictures, vectors.txt, vectors.npz and summary.json to the folder `out`.

    Returns the summary, None if something is unwritten or wrong (which has been said by then). Raises
    KeyboardInterrupt after a training that was stopped; its checkpoint is kept.
    """
    import matplotlib  # noqa: PLC0415  not at the top: `w2v` starts sooner without it

    matplotlib.use("Agg")
    plotting = _given("plotting")
    run = _given("training").train(corpus, recipe, folder=out / "checkpoints", **how)
    if run is None:
        return None
    if len(run.losses) < run.settings["steps"]:
        raise KeyboardInterrupt
    plotting.plot_loss(run, save=[out / "loss.png", out / "loss.svg"])
    words = shown_words(plotting.WORDS, corpus)
    plotting.plot_words(run, words, save=[out / "words.png", out / "words.svg"])
    save_vectors(run, out)
    summary = summarize(run, recipe)
    (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    return summary


def summarize(run: Any, recipe: str) -> dict[str, Any]:
    """Return what summary.json holds of a run."""
    labelled = _given("evaluation").on_labelled(run)
    return {
        "corpus": run.corpus.name,
        "note": run.corpus.note,
        "recipe": recipe,
        "trained_by": run.trained_by,
        "sentences": len(run.corpus.sentences),
        "words": len(run.corpus.words),
        "steps": len(run.losses),
        "pairs": int(run.pairs.sum()),
        "seconds": round(float(run.seconds), 1),
        "loss_a_window": float(run.losses[-1000:].mean()),
        "loss_a_pair": float(run.smooth_loss()[-1]),
        "accuracy_2": accuracy(labelled, 2),
        "accuracy_5": accuracy(labelled, 5),
    }


def shown_words(course_words: Mapping[str, Sequence[str]], corpus: Any) -> dict[str, list[str]] | list[str]:
    """Return the course's words that the corpus has; of a text without them, some frequent ones."""
    found = {name: [word for word in group if word in corpus.index] for name, group in course_words.items()}
    if sum(map(len, found.values())) >= 12:
        return found
    return [word for word in corpus.words if len(word) > 3 and word.isalpha()][:30]


def accuracy(run: Any, classes: int) -> float | None:
    """Return the test accuracy of the strength that was chosen on dev.

    None without a run on labelled sentences, or if one of the student's functions for it is missing.
    """
    if run is None:
        return None
    evaluation = _given("evaluation")
    chosen = evaluation.choose(evaluation.sweep(run, classes))
    return chosen["test"] if chosen else None


def save_vectors(run: Any, out: Path) -> None:
    """Write vectors.npz with both kinds of vectors, and vectors.txt.

    The text has the center vectors in word2vec's text format, every digit of them.
    """
    import numpy as np  # noqa: PLC0415  not at the top: `w2v` starts sooner without it

    words, vectors = run.corpus.words, run.center_vecs
    np.savez(out / "vectors.npz", words=words, center_vecs=vectors, outside_vecs=run.outside_vecs)
    with open(out / "vectors.txt", "w", encoding="utf-8", newline="\n") as file:
        file.write("{} {}\n".format(*vectors.shape))
        file.writelines(
            f"{word} {' '.join(map(repr, vector))}\n"
            for word, vector in zip(words, vectors.tolist(), strict=True)
        )


def described(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a summary for people: (name, text)."""
    yield "corpus", f"{summary['sentences']:,} sentences, {summary['words']:,} words"
    yield "trained by", summary["trained_by"]
    yield "training", f"{summary['steps']:,} steps, {summary['pairs']:,} pairs in {summary['seconds']:.0f} s"
    yield "loss per pair", f"{summary['loss_a_pair']:.3f}"
    for classes, words in ((2, "two classes"), (5, "five classes")):
        if summary[f"accuracy_{classes}"] is not None:
            yield f"test, {words}", f"{summary[f'accuracy_{classes}']:.3f}"
