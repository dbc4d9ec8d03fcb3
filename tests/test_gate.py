"""The gate sees what is wrong where words repeat, and wrong functions train as on whole matrices."""

import functools

import numpy as np
import pytest
from conftest import COURSE

from autograder import public
from autograder.checks.misconceptions import misconceptions
from w2v_lib import gathering, parallel, parity, training, treebank
from w2v_lib.descent import Descent, stream_of
from w2v_lib.sampling import Windows

minibatch_step = public("minibatch_step")
SMALL = dict(steps=12, dim=6, batch=10, negatives=5, step=1.0, threshold=1e-2, anneal_every=5)
NEGATIVE, SKIPGRAM = "negative_sampling_loss_and_gradient", "skipgram_loss_and_gradient"
WRONG = {m.id: m for m in misconceptions(COURSE) if m.target in (NEGATIVE, SKIPGRAM)}
ON_WHOLE = {
    "negatives-drawn-again",
    "center-gradient-in-every-row",
}  # they use rows of words not in the window


@pytest.fixture(scope="module")
def corpus():
    return treebank.toy_corpus(size=200)


def window_with(pair, center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs):
    """The sum over a window's pairs, with a function for the pair."""
    loss, to_center, to_outside = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for outside_idx, drawn in zip(outside_idxs, negative_idxs, strict=True):
        part = pair(center_vecs[center_idx], outside_idx, outside_vecs, drawn)
        loss += part[0]
        to_center[center_idx] += part[1]
        to_outside += part[2]
    return loss, to_center, to_outside


def skipgram_of(wrong):
    """The skipgram of somebody with this misconception."""
    function = getattr(wrong.library, wrong.target)
    return function if wrong.target == SKIPGRAM else functools.partial(window_with, function)


def trained(corpus, skipgram, folder, monkeypatch, **changes):
    monkeypatch.setattr(Descent, "skipgram", skipgram, raising=False)
    return training.train(corpus, folder=folder, **{**SMALL, **changes})


def dense(corpus, skipgram):
    """The vectors after the loop that the student's function itself would give, on whole matrices."""
    settings = training.settings("picture", SMALL)
    work, V = Descent(corpus, settings), len(corpus.words)
    stream, x = stream_of(corpus, settings), work.x
    for step in range(1, settings["steps"] + 1):
        each, gradient = stream.draw(step).each(), np.zeros_like(x)
        for center, outsides, negatives in each:
            _, to_center, to_outside = skipgram(center, outsides, x[:V], x[V:], negatives)
            gradient += np.concatenate([to_center, to_outside])
        x = x - work.rate(step) * gradient / len(each)
    return x


@pytest.mark.parametrize("id", WRONG)
@pytest.mark.parametrize("processes", [1, 2])
def test_a_wrong_function_is_seen_and_trains_as_on_whole_matrices(
    corpus, tmp_path, monkeypatch, capsys, id, processes
):
    monkeypatch.setattr(parallel, "processes", lambda: processes)
    skipgram = skipgram_of(WRONG[id])
    run = trained(corpus, staticmethod(skipgram), tmp_path, monkeypatch)
    said = capsys.readouterr().out
    assert "Your functions and the batched step differ in minibatch" in said
    assert ("whole matrices" in said) == ("whole matrices" in run.trained_by) == (id in ON_WHOLE)
    expected = dense(corpus, skipgram)
    np.testing.assert_allclose(
        np.concatenate([run.center_vecs, run.outside_vecs]), expected, rtol=0, atol=1e-12
    )
    assert np.abs(expected).max() > 0.01


def test_at_least_ten_misconceptions_are_compared():
    assert len(WRONG) >= 10 and WRONG.keys() > ON_WHOLE


@pytest.mark.parametrize("id", ["center-word-skipped-in-its-window", "repeated-outside-words-dropped"])
def test_what_the_training_itself_never_draws_is_seen(corpus, tmp_path, monkeypatch, capsys, id):
    """In the handouts' stream no outside word is the center; with a reach of one, there are no repeats."""
    skipgram = staticmethod(skipgram_of(WRONG[id]))
    trained(corpus, skipgram, tmp_path, monkeypatch, stream="handout", window=1)
    assert "differ in minibatch 2, in which words repeat: " in capsys.readouterr().out


def test_an_sgd_of_ones_own_gets_gradients_of_whole_matrices(corpus):
    """A student's sgd asks the descent for gradients; here rows would not suffice for them."""
    settings = training.settings("picture", {**SMALL, "steps": 1})
    work = Descent(corpus, settings)
    work.skipgram = skipgram_of(WRONG["center-gradient-in-every-row"])
    work.gradient = gathering.on_whole
    _, gradient = work(work.x + 0.1)
    assert gradient[: work.V].any(axis=1).all()


def windows_of(pairs, negatives=4, V=50):
    """Windows of the given sizes, whose words are drawn at random; no negative is its pair's true word."""
    rng = np.random.default_rng(0)
    words = np.array([rng.permutation(V)[: 1 + negatives] for _ in range(sum(pairs))])
    return Windows(rng.integers(0, V, len(pairs)), np.array(pairs), words)


def test_repeats_are_of_every_kind():
    before = windows_of([3, 1, 4, 2])
    kept = before.words.copy()
    crowded = parity.with_repeats(before, V=50)
    np.testing.assert_array_equal(before.words, kept)
    np.testing.assert_array_equal(crowded.centers, before.centers)
    np.testing.assert_array_equal(crowded.sizes, before.sizes)
    for number, (center, outsides, negatives) in enumerate(crowded.each()):
        assert outsides[0] == outsides[-1]
        assert (center == outsides[0]) == (number % 2 == 0)
        assert all(len(set(drawn.tolist())) < len(drawn) for drawn in negatives)
        assert not (negatives == outsides[:, None]).any()
        if len(outsides) > 2:
            assert negatives[1, 2] == outsides[0] != outsides[1]


@pytest.mark.parametrize("negatives", [0, 1, 2])
def test_repeats_fit_into_few_negatives(negatives):
    crowded = parity.with_repeats(windows_of([2, 3], negatives, V=4), V=4)
    assert crowded.words.shape == (5, 1 + negatives)
    assert not (crowded.words[:, 1:] == crowded.words[:, :1]).any()


def test_a_function_that_stops_on_rows_gets_whole_matrices(corpus, tmp_path, monkeypatch, capsys):
    V = len(corpus.words)
    pair = getattr(WRONG["repeats-counted-once"].library, NEGATIVE)

    def only_whole(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
        center_vecs = center_vecs.reshape(V, -1)
        return window_with(pair, center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs)

    run = trained(corpus, staticmethod(only_whole), tmp_path, monkeypatch)
    assert run.trained_by == "your own functions on whole matrices, in 1 process"
