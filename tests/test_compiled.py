"""Numba's loops compute what NumPy computes, and are used where numba is installed."""

import contextlib
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from conftest import SOLUTIONS
from treebanks import real_treebank

from autograder import public
from w2v_lib import kernels, recipes, training, treebank
from w2v_lib.handout import HandoutStream
from w2v_lib.sampling import Sampler

compiled, minibatch_step = public("compiled"), public("minibatch_step")


@pytest.fixture(scope="module")
def corpus():
    return treebank.toy_corpus(size=200)


@contextlib.contextmanager
def in_numpy():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernels, "compiled", lambda: None)
        yield


def same_windows(one, other):
    for name in ("centers", "sizes", "words"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype


@pytest.mark.parametrize("K, D", [(1, 1), (4, 3), (10, 10), (5, 50)])
def test_a_step_is_numpys_to_1e_12(corpus, K, D):
    """On a toy every minibatch has repeats among negatives, and centers among the outside words."""
    sampler, V = Sampler(corpus, 5, 30, K, 1e-2, 0), len(corpus.words)
    ours, numpys = compiled.Negative(V, D), minibatch_step.Negative(V, D)
    x = np.random.default_rng(0).normal(size=(2 * V, D))
    y = x.copy()
    for step in range(40):
        windows = sampler.draw(step)
        loss, gradient = ours.gradient(x, windows)
        numpys_loss, numpys_gradient = numpys.gradient(x, windows)
        assert loss == pytest.approx(numpys_loss, rel=1e-12)
        np.testing.assert_allclose(gradient, numpys_gradient, rtol=0, atol=1e-12)
        assert ours.step(x, windows, 0.1) == loss
        numpys.step(y, windows, 0.1)
    np.testing.assert_allclose(x, y, rtol=0, atol=1e-12)


@pytest.mark.parametrize("size", [12, 60, 1e3, np.nan])
def test_a_step_is_numpys_where_scores_are_large(corpus, size):
    """Products of exponentials overflow first, then exponentials alone; both then say that it is lost."""
    windows, V = Sampler(corpus, 5, 30, 4, 1e-2, 0).draw(0), len(corpus.words)
    x = np.random.default_rng(0).normal(size=(2 * V, 3)) * size
    with np.errstate(all="ignore"):  # as in training
        (loss, gradient), (numpys_loss, numpys_gradient) = (
            kind.Negative(V, 3).gradient(x, windows) for kind in (compiled, minibatch_step)
        )
    np.testing.assert_allclose(loss, numpys_loss, rtol=1e-12)
    np.testing.assert_allclose(gradient, numpys_gradient, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("K, threshold", [(0, 1e9), (5, 1e9), (10, 1e-2)])
def test_draws_are_numpys(corpus, K, threshold):
    samplers = [Sampler(corpus, 5, 50, K, threshold, seed=3) for _ in range(2)]
    for step in range(0, 1000, 50):
        ours = samplers[0].draw(step)
        with in_numpy():
            same_windows(ours, samplers[1].draw(step))


@pytest.mark.parametrize("K", [0, 4])
def test_the_handouts_windows_are_those_of_the_readers(K):
    corpus = treebank.HandoutCorpus("mine", treebank.toy_corpus(size=60).sentences, None, None)
    streams = [HandoutStream(corpus, 5, 20, K, 0.01, 31415) for _ in range(2)]
    for step in range(1, 400):
        ours = streams[0].draw(step)
        with in_numpy():
            same_windows(ours, streams[1].draw(step))


def test_the_readers_of_a_long_text_lose_nothing():
    """A hundred of them at a time, on the treebank; the loop reads a window after the other."""
    corpus = treebank.read_sentences(real_treebank("sst-sentences"))
    wanted = ("window", "batch", "negatives", "threshold", "seed")
    settings = {name: recipes.RECIPES["handout"].settings[name] for name in wanted}
    streams = [HandoutStream(corpus, **settings) for _ in range(2)]
    for step in (1, 300, 700, 701, 1500):
        ours = streams[0].draw(step)
        with in_numpy():
            same_windows(ours, streams[1].draw(step))


def test_a_run_is_numpys_to_1e_12_and_says_what_took_the_steps(corpus, tmp_path):
    settings = dict(steps=60, dim=6, batch=10, negatives=5, step=1.0, threshold=1e-2, anneal_every=25)
    ours = training.train(corpus, folder=tmp_path / "ours", **settings)
    with in_numpy():
        numpys = training.train(corpus, folder=tmp_path / "numpys", **settings)
    assert ours.trained_by.startswith("the batched step, compiled by numba, which agrees with your functions")
    assert numpys.trained_by.startswith("the batched step, which agrees with your functions")
    for name in ("center_vecs", "outside_vecs", "losses"):
        np.testing.assert_allclose(getattr(ours, name), getattr(numpys, name), rtol=0, atol=1e-12)


def test_what_was_compiled_is_on_disk(corpus):
    Sampler(corpus, 5, 10, 5, 1e9, 0).draw(0)
    folder = pathlib.Path(compiled.thinned.stats.cache_path)
    assert list(folder.glob("draws.thinned-*.nbc"))


HIDDEN = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "numba": raise {problem}
sys.meta_path.insert(0, Finder())
sys.path.insert(0, {solutions!r})
"""


def said_where_numba_raises(problem, code):
    """Return what this code prints in a process where numba raises a problem when it is imported."""
    code = HIDDEN.format(problem=problem, solutions=str(SOLUTIONS)) + code
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def found(problem):
    return said_where_numba_raises(
        problem, "from w2v_lib import kernels\nprint(kernels.compiled(), kernels.compiled())"
    )


def test_without_numba_numpy_trains_and_nothing_is_said():
    assert found("ModuleNotFoundError('No module named numba', name='numba')") == "None None\n"


def test_a_numba_that_does_not_work_is_said_once_and_numpy_trains():
    said = found("ImportError('Numba needs NumPy 2.4 or less.')").splitlines()
    assert said == [
        "numba is installed but does not work here (Numba needs NumPy 2.4 or less.), so NumPy trains.",
        "None None",
    ]


def test_the_doctor_says_where_compiled_loops_are_kept():
    finding = public("doctor").numba()
    assert (finding.what, finding.status) == ("numba", "ok")
    folder = pathlib.Path(finding.detail.removeprefix("compiles the training, and keeps the result in "))
    assert list(folder.glob("steps.loop_for.locals.add_gradients_10-*.nbc"))


def test_loops_for_other_dimensions_have_names_of_their_own():
    """Kept under one name by two processes, they met in a third, and the second one failed there."""
    loop_for = public("compiled.steps").loop_for
    kept = {next(iter(loop_for(D).overloads.values())).fndesc.qualname for D in (1, 3, 10)}
    assert len(kept) == 3


@pytest.mark.parametrize(
    "problem, said",
    [
        (
            "ModuleNotFoundError('No module named numba', name='numba')",
            ["not installed: NumPy trains, which takes longer", "pip install 'w2v-autograder[fast]'"],
        ),
        (
            "ImportError('Numba needs NumPy 2.4 or less.')",
            [
                "installed, but it does not work, so NumPy trains: Numba needs NumPy 2.4 or less.",
                "pip install -U 'w2v-autograder[fast]', or let NUMBA_CACHE_DIR name a folder of yours",
            ],
        ),
    ],
)
def test_the_doctor_says_what_to_do_without_numba_or_where_it_does_not_work(problem, said):
    code = "from autograder import public\nprint(*public('doctor').numba(), sep='\\n')"
    assert said_where_numba_raises(problem, code).splitlines() == ["numba", "missing", *said]
