"""The known recipes, at their whole budget: what the course's sampler and loss give on the real treebank.

Forty thousand steps with a student's functions take most of ten minutes, so a batched step takes
them here, after it has been held against those functions on the same windows.
"""

import numpy as np
import pytest
from treebanks import real_treebank

K, D, BATCH = 10, 10, 50
SIGNS = np.where(np.arange(K + 1) == 0, 1.0, -1.0)


def batched(windows, x, V):
    """Loss and sparse gradient of the windows: (loss, rows, gradients of those rows)."""
    centers = np.concatenate([np.full(len(outsides), center) for center, outsides, _ in windows])  # (P,)
    outside = np.concatenate([np.column_stack([outsides, negatives]) for _, outsides, negatives in windows]) + V  # (P, K+1)
    v, U = x[centers], x[outside]
    p = 1 / (1 + np.exp(-SIGNS * np.einsum("pkd,pd->pk", U, v)))
    weights = SIGNS * (p - 1) / len(windows)
    grads = np.einsum("pk,pkd->pd", weights, U), (weights[..., None] * v[:, None]).reshape(-1, D)
    return -np.log(p).sum() / len(windows), np.concatenate([centers, outside.ravel()]), np.concatenate(grads)


@pytest.fixture(scope="module")
def corpus():
    from w2v_lib import treebank

    return treebank.read_sst_zip(real_treebank())


def sampler_and_start(corpus, threshold):
    from w2v_lib.sampling import Sampler

    V, rng = len(corpus.words), np.random.default_rng([0, 0])
    x = np.concatenate([(rng.random((V, D)) - 0.5) / D, np.zeros((V, D))])
    return Sampler(corpus, window=5, batch=BATCH, negatives=K, threshold=threshold, seed=0), x


def trained(corpus, threshold, step, steps=40_000):
    """A Run of the recipe; the step is halved once, after 20,000 steps."""
    from w2v_lib.descent import Run

    (sampler, x), V, losses, pairs = sampler_and_start(corpus, threshold), len(corpus.words), [], []
    for t in range(1, steps + 1):
        windows = sampler.draw(t)
        loss, rows, grads = batched(windows, x, V)
        np.add.at(x, rows, -step * 0.5 ** ((t - 1) // 20_000) * grads)
        losses.append(loss)
        pairs.append(sum(len(outsides) for _, outsides, _ in windows))
    return Run(x[:V], x[V:], np.array(losses), np.array(pairs), corpus, 0.0, {"steps": steps, "batch": BATCH})


def accuracy(run):
    from w2v_lib import evaluation

    return evaluation.choose(evaluation.sweep(run, classes=2))["test"]


def test_the_batched_step_is_the_students_step(corpus):
    import w2v_lib
    from w2v_lib.gathering import batch_loss_and_gradient

    (sampler, x), V = sampler_and_start(corpus, 1e-3), len(corpus.words)
    for t in range(1, 21):
        windows = sampler.draw(t)
        loss, gradient = batch_loss_and_gradient(w2v_lib.skipgram_loss_and_gradient, windows, x, V)
        fast, rows, grads = batched(windows, x, V)
        dense = np.zeros_like(x)
        np.add.at(dense, rows, grads)
        assert np.isclose(loss, fast, rtol=1e-12) and np.abs(gradient - dense).max() < 1e-12
        x = x - 2.5 * gradient


def test_the_handouts_recipe_reaches_its_loss_and_knows_no_sentiment(corpus):
    run = trained(corpus, threshold=1e-5, step=0.3)
    assert 5.6e6 < run.pairs.sum() < 5.8e6
    assert run.losses[-1000:].mean() == pytest.approx(9.47, abs=0.15)
    assert accuracy(run) == pytest.approx(0.549, abs=0.03)


def test_larger_steps_and_fewer_dropped_words_know_some(corpus):
    assert accuracy(trained(corpus, threshold=1e-3, step=2.5)) > 0.68  # .700 and .71 were seen
