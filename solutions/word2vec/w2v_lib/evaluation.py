"""Measure what word vectors know about sentiment, by logistic regression on sentence vectors (given)."""

import contextlib
import warnings
from dataclasses import replace

import numpy as np

from .runs import Run, Sweep, uncertainty
from .tables import Table
from .treebank import CLASSES, SPLITS, Corpus, read_sst_zip
from .waiting import Trouble, student, trouble_in, waits_for

REGULARIZATIONS = tuple(10.0**power for power in range(-2, 6))
NAMES = {2: ("negative", "positive"), 5: CLASSES}  # of the classes, by how many there are


@waits_for("the training")
def sweep(run: Run, classes: int = 5) -> Sweep:
    """Measure the accuracies for each strength of the regularization.

    Args:
        run: what `train` returned.
        classes: 5, or 2 (negative and positive; neutral sentences are left out).

    Returns:
        A list of dicts with the keys "regularization", "train", "dev" and "test"; its `sentences` says how
        many sentences each split has.
    """
    return _sweep(run.corpus, run.word_vecs, classes)


@waits_for("the sweep")
def choose(results: list[dict]) -> dict:
    """Return the entry of a sweep that the student's `choose_regularization` picks."""
    return _choose(results)


@waits_for("the training")
def compare(run: Run, seed: int = 0) -> Table:
    """Compare the test accuracy of the commonest class, of random vectors and of your vectors.

    The title says how uncertain your accuracies are.
    """
    random = np.random.default_rng(seed).normal(size=run.word_vecs.shape)
    rows = [["the commonest class", *(_commonest(run.corpus, classes) for classes in NAMES)]]
    for name, vectors in (("random vectors", random), ("your vectors", run.word_vecs)):
        rows.append([name, *_accuracies(run.corpus, vectors)])
    two, five = (
        uncertainty(accuracy, len(_task(run.corpus, classes, "test")[0]))
        for classes, accuracy in zip(NAMES, rows[-1][1:], strict=True)
    )
    title = f"Accuracy on the test sentences, uncertain by ±{two:.3f} (two classes) and ±{five:.3f} (five)"
    return Table(title, ["classified by", "two classes", "five classes"], rows)


@waits_for("both trainings")
def beside(run: Run, other: Run, name: str) -> Table:
    """Compare the test accuracy of your vectors with that of other vectors on the same corpus."""
    rows = [
        ["your vectors", *_accuracies(run.corpus, run.word_vecs)],
        [name, *_accuracies(run.corpus, other.word_vecs)],
    ]
    return Table("Accuracy on the test sentences", ["classified by", "two classes", "five classes"], rows)


def _accuracies(corpus, vectors):
    """Return the test accuracies for two and for five classes."""
    return [_choose(_sweep(corpus, vectors, classes))["test"] for classes in NAMES]


@waits_for("the training and the choice")
def confusion(run: Run, chosen: dict, classes: int = 5, split: str = "dev") -> np.ndarray:
    """Count the sentences by true class (row) and predicted class (column): (classes, classes)."""
    _, truth, probabilities = _predictions(run, chosen, classes, split)
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (truth, probabilities.argmax(axis=1)), 1)
    return matrix


@waits_for("the training and the choice")
def surest_errors(run: Run, chosen: dict, classes: int = 5, k: int = 3, split: str = "dev") -> Table:
    """Show the k wrong predictions that the classifier was surest of."""
    rows, truth, probabilities = _predictions(run, chosen, classes, split)
    guess, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(guess != truth)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:k]
    names = NAMES[classes]
    lines = []
    for place in worst:
        sentence = " ".join(run.corpus.sentences[rows[place]])
        lines.append((sentence, names[truth[place]], names[guess[place]], f"{sure[place]:.0%}"))
    return Table(f"The surest errors on {split}", ["sentence", "true", "predicted", "how sure"], lines)


def on_labelled(run: Run) -> Run | None:
    """Return the run on sentences with classes: its own, or those of the treebank; None without either."""
    if len(set(run.corpus.labels)) > 1:
        return run
    if run.corpus.name != "sst-sentences":
        return None
    from autograder import public  # noqa: PLC0415  w2v_lib starts sooner without it

    path = public("data").where("sst")
    return moved(run, read_sst_zip(path)) if path else None


def moved(run: Run, corpus: Corpus) -> Run:
    """Return the run with a row for each word of another corpus; an unknown word gets the last row."""
    decoded = {_decoded(word): row for row, word in enumerate(run.corpus.words)}
    rows = [decoded.get(word, len(run.corpus.words) - 1) for word in corpus.words]
    return replace(run, corpus=corpus, center_vecs=run.center_vecs[rows], outside_vecs=run.outside_vecs[rows])


def _decoded(word):
    """Return a word of datasetSentences.txt as the trees write it: decoded once more, brackets as signs."""
    with contextlib.suppress(UnicodeError):  # raised by a word that was encoded only once
        word = word.encode("latin-1").decode("utf-8")
    return {"-lrb-": "(", "-rrb-": ")"}.get(word, word)


def features(corpus: Corpus, vectors: np.ndarray) -> np.ndarray:
    """Return the student's `sentence_features` of all N sentences, (N, D), for word vectors (V, D)."""
    mean, D = student("sentence_features"), vectors.shape[1]
    found = np.empty((len(corpus.tokens), D))
    try:
        for n, tokens in enumerate(corpus.tokens):
            feature = mean(tokens, vectors)
            if np.shape(feature) != (D,):
                raise ValueError(f"it returned shape {np.shape(feature)}; a sentence vector has shape ({D},)")
            found[n] = feature
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("sentence_features", problem) from problem
    if not np.isfinite(found).all():
        raise Trouble(
            'sentence_features returned infinite numbers or nan. check("sentence-features") tells more.'
        )
    return found


def _choose(results):
    """Call the student's function, and say plainly what is wrong if it fails."""
    try:
        chosen = student("choose_regularization")(results)
    except (NotImplementedError, Trouble):
        raise
    except Exception as problem:
        raise trouble_in("choose_regularization", problem) from problem
    if not any(chosen is run or chosen == run for run in results):
        raise Trouble(
            'choose_regularization must return one of the given runs. check("sentiment") tells more.'
        )
    return chosen


def _sweep(corpus, vectors, classes):
    """Fit and measure one classifier per strength, on word vectors (V, D)."""
    x = features(corpus, vectors)
    split = {name: _task(corpus, classes, name) for name in SPLITS}
    results = []
    for strength in REGULARIZATIONS:
        model = _fit(x, *split["train"], strength)
        accuracy = {
            name: float(np.mean(model.predict(x[rows]) == truth)) for name, (rows, truth) in split.items()
        }
        results.append({"regularization": strength, **accuracy})
    return Sweep(results, {name: len(rows) for name, (rows, _) in split.items()})


def _task(corpus, classes, split):
    """Return the sentences of a split that take part (n,), and their classes (n,)."""
    rows = corpus.rows(split)
    labels = np.asarray(corpus.labels)[rows]
    if classes == 5:
        return rows, labels
    if classes != 2:
        raise Trouble(f"The sentences have 2 or 5 classes, not {classes}.")
    return rows[labels != 2], (labels[labels != 2] > 2).astype(int)


def _fit(x, rows, truth, strength):
    """Fit a logistic regression to some rows of x (N, D), with standardized features."""
    # imported here, because scikit-learn takes a second to load
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    model = make_pipeline(StandardScaler(), LogisticRegression(C=1 / strength, max_iter=2000))
    with (
        warnings.catch_warnings(),
        threadpool_limits(1),
    ):  # for a problem this small, several cores are slower
        warnings.simplefilter("ignore")  # a fit that stops at max_iter is as good as one that does not
        return model.fit(x[rows], truth)


def _predictions(run, chosen, classes, split):
    """Return sentences of the split (n,), their true classes (n,), and probabilities (n, classes)."""
    x = features(run.corpus, run.word_vecs)
    model = _fit(x, *_task(run.corpus, classes, "train"), chosen["regularization"])
    rows, truth = _task(run.corpus, classes, split)
    probabilities = np.zeros((len(rows), classes))
    probabilities[:, model.classes_] = model.predict_proba(x[rows])
    return rows, truth, probabilities


def _commonest(corpus, classes):
    """Return the test accuracy of always answering with the commonest class of train."""
    (_, train), (_, test) = (_task(corpus, classes, split) for split in ("train", "test"))
    return float(np.mean(test == np.bincount(train).argmax()))
