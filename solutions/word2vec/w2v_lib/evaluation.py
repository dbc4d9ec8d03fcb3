"""What word vectors know about sentiment: logistic regression on sentence vectors (given)."""

import contextlib
import warnings
from dataclasses import replace

import numpy as np

from .tables import Table
from .treebank import CLASSES, SPLITS, read_sst_zip
from .waiting import Trouble, student, trouble_in, waits_for

REGULARIZATIONS = tuple(10.0**power for power in range(-2, 6))
NAMES = {2: ("negative", "positive"), 5: CLASSES}


@waits_for("the training")
def sweep(run, classes=5):
    """Accuracies for each strength of the regularization.

    Args:
        classes: 5, or 2: negative or positive, with the neutral sentences left out.

    Returns:
        A list of dicts with the keys "regularization", "train", "dev" and "test".
    """
    return _sweep(run.corpus, run.word_vecs, classes)


@waits_for("the sweep")
def choose(results):
    """The run that the student's `choose_regularization` picks."""
    return _choose(results)


@waits_for("the training")
def compare(run, seed=0):
    """Test accuracies beside those of the commonest class and of random vectors; each chosen on dev."""
    random = np.random.default_rng(seed).normal(size=run.word_vecs.shape)
    rows = [["the commonest class", *(_commonest(run.corpus, classes) for classes in NAMES)]]
    for name, vectors in (("random vectors", random), ("your vectors", run.word_vecs)):
        rows.append([name, *(_choose(_sweep(run.corpus, vectors, classes))["test"] for classes in NAMES)])
    return Table("Accuracy on the test sentences", ["", "two classes", "five classes"], rows)


@waits_for("the training and the choice")
def confusion(run, chosen, classes=5, split="dev"):
    """(classes, classes) how many sentences of the true class (row) were given to each class (column)."""
    _, truth, given = _predictions(run, chosen, classes, split)
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (truth, given.argmax(axis=1)), 1)
    return matrix


@waits_for("the training and the choice")
def surest_errors(run, chosen, classes=5, k=3, split="dev"):
    """The k sentences whose wrong class the classifier was surest of."""
    rows, truth, given = _predictions(run, chosen, classes, split)
    guess, sure = given.argmax(axis=1), given.max(axis=1)
    wrong = np.flatnonzero(guess != truth)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:k]
    names = NAMES[classes]
    sentences = [" ".join(run.corpus.sentences[rows[n]]) for n in worst]
    lines = [(text, names[truth[n]], names[guess[n]], f"{sure[n]:.0%}") for text, n in zip(sentences, worst)]
    return Table(f"The surest errors on {split}", ["sentence", "true", "predicted", "how sure"], lines)


def on_labelled(run):
    """The run, with its vectors moved to the treebank's trees if its own text has no classes; None where there are none to be had."""
    if len(set(run.corpus.labels)) > 1:
        return run
    if run.corpus.name != "sst-sentences":
        return None
    from autograder import public  # not at the top: w2v_lib starts sooner without it

    path = public("data").where("sst")
    return moved(run, read_sst_zip(path)) if path else None


def moved(run, corpus):
    """The run, with a row for each word of another corpus; a word that was not trained on gets the last row's vectors."""
    decoded = {_decoded(word): row for row, word in enumerate(run.corpus.words)}
    rows = [decoded.get(word, len(run.corpus.words) - 1) for word in corpus.words]
    return replace(run, corpus=corpus, center_vecs=run.center_vecs[rows], outside_vecs=run.outside_vecs[rows])


def _decoded(word):
    """As the trees write it: datasetSentences.txt was encoded twice, and has names for brackets."""
    with contextlib.suppress(UnicodeError):  # a word that was encoded once
        word = word.encode("latin-1").decode("utf-8")
    return {"-lrb-": "(", "-rrb-": ")"}.get(word, word)


def features(corpus, vectors):
    """(N, D) the student's `sentence_features` of every sentence."""
    mean, D = student("sentence_features"), vectors.shape[1]
    found = np.empty((len(corpus.tokens), D))
    try:
        for n, tokens in enumerate(corpus.tokens):
            feature = mean(tokens, vectors)
            if np.shape(feature) != (D,):
                raise ValueError(f"a sentence vector of shape {np.shape(feature)}, where ({D},) is meant")
            found[n] = feature
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("sentence_features", problem) from problem
    if not np.isfinite(found).all():
        raise Trouble('sentence_features gave numbers that are not finite: check("sentence-features") tells more.')
    return found


def _choose(results):
    try:
        chosen = student("choose_regularization")(results)
    except (NotImplementedError, Trouble):
        raise
    except Exception as problem:
        raise trouble_in("choose_regularization", problem) from problem
    if not any(chosen is run or chosen == run for run in results):
        raise Trouble('choose_regularization should return one of the runs it is given: check("sentiment") tells more.')
    return chosen


def _sweep(corpus, vectors, classes):
    x = features(corpus, vectors)
    split = {name: _task(corpus, classes, name) for name in SPLITS}
    results = []
    for strength in REGULARIZATIONS:
        model = _fit(x, *split["train"], strength)
        accuracy = {name: float(np.mean(model.predict(x[rows]) == truth)) for name, (rows, truth) in split.items()}
        results.append({"regularization": strength, **accuracy})
    return results


def _task(corpus, classes, split):
    """Sentences of a split that take part (n,), and their classes (n,)."""
    rows = corpus.rows(split)
    labels = np.asarray(corpus.labels)[rows]
    if classes == 5:
        return rows, labels
    if classes != 2:
        raise Trouble(f"there are two or five classes, not {classes}")
    return rows[labels != 2], (labels[labels != 2] > 2).astype(int)


def _fit(x, rows, truth, strength):
    """Logistic regression on standardised features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    model = make_pipeline(StandardScaler(), LogisticRegression(C=1 / strength, max_iter=2000))
    with warnings.catch_warnings(), threadpool_limits(1):  # so small a problem only gets slower on several cores
        warnings.simplefilter("ignore")  # a fit that stops at max_iter is as good as one that does not
        return model.fit(x[rows], truth)


def _predictions(run, chosen, classes, split):
    """Sentences of the split (n,), true classes (n,), probabilities (n, classes)."""
    x = features(run.corpus, run.word_vecs)
    model = _fit(x, *_task(run.corpus, classes, "train"), chosen["regularization"])
    rows, truth = _task(run.corpus, classes, split)
    given = np.zeros((len(rows), classes))
    given[:, model.classes_] = model.predict_proba(x[rows])
    return rows, truth, given


def _commonest(corpus, classes):
    """Accuracy on test of always answering the class that is commonest in train."""
    (_, train), (_, test) = (_task(corpus, classes, split) for split in ("train", "test"))
    return float(np.mean(test == np.bincount(train).argmax()))
