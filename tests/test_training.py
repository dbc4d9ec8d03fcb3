"""The trainer computes what dense matrices would, never loses work, and says what it waits for."""

import functools
import importlib
import json
import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
import time
import types

import numpy as np
import pytest
from conftest import SOLUTIONS
from treebanks import real_treebank

import w2v_lib
from autograder import public
from w2v_lib import (
    checkpoints,
    descent,
    evaluation,
    neighbors,
    parallel,
    plotting,
    recipes,
    training,
    treebank,
)
from w2v_lib.descent import Descent
from w2v_lib.sampling import Sampler

minibatch_step = public("minibatch_step")
SMALL = dict(steps=60, dim=6, batch=10, negatives=5, step=1.0, threshold=1e-2, anneal_every=25)
# of skipgram: five windows of two minibatches, on whole matrices and on rows; then 20 minibatches of ten
GATE_CALLS = 2 * 2 * 5 + 20 * 10
IN_STEP_50 = GATE_CALLS + 505


@pytest.fixture(scope="module")
def corpus():
    return treebank.toy_corpus(size=200)


@pytest.fixture(scope="module")
def whole(corpus, tmp_path_factory):
    """The run of `train` when nothing happens to it; trained once, since every test would train the same."""
    with pytest.MonkeyPatch.context() as patched:
        return small_training(corpus, tmp_path_factory.mktemp("whole"), patched)()


@pytest.fixture
def train(corpus, tmp_path, monkeypatch):
    """Trains on the toy, with checkpoints in a folder of the test."""
    return small_training(corpus, tmp_path / "checkpoints", monkeypatch)


def small_training(corpus, folder, monkeypatch):
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", {"compiled": 20, "batched": 20, "yours": 20})
    monkeypatch.setattr(training.parallel, "processes", lambda: 1)
    return functools.partial(training.train, corpus, folder=folder, trainer="yours", **SMALL)


@pytest.fixture
def replace(monkeypatch):
    """Puts another function in the place of a student's."""

    def put(name, function):
        getattr(w2v_lib, name)  # read once, so that nothing is read again
        monkeypatch.setattr(importlib.import_module(f"w2v_lib.{w2v_lib.home_of(name)}"), name, function)

    return put


def same(one, other):
    for name in ("center_vecs", "outside_vecs", "losses", "pairs"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def interrupting(function, call, error=KeyboardInterrupt):
    """The function, but its `call`-th call ends in an error."""
    calls = iter(range(1, 10**9))

    def interrupted(*arguments):
        if next(calls) == call:
            raise error
        return function(*arguments)

    return interrupted


# ---------------------------------------------------------------- what is computed


def test_gathered_rows_give_what_dense_matrices_give(corpus, whole):
    """The dense loop: whole matrices through minibatch and sgd, on the same windows."""
    settings, V = SMALL, len(corpus.words)
    sampler = Sampler(corpus, 5, settings["batch"], 5, settings["threshold"], seed=0)
    steps = iter(range(1, settings["steps"] + 1))
    losses = []

    def dense(x):
        centers, contexts, negatives = zip(*sampler.draw(next(steps)).each(), strict=True)
        loss, *grads = w2v_lib.minibatch_loss_and_gradient(centers, contexts, x[:V], x[V:], negatives)
        losses.append(loss)
        return loss, np.concatenate(grads)

    x = np.zeros((2 * V, settings["dim"]))
    x[:V] = (np.random.default_rng([0, 0]).random((V, settings["dim"])) - 0.5) / settings["dim"]
    x = w2v_lib.sgd(dense, x, settings["step"], settings["steps"], anneal_every=settings["anneal_every"])
    np.testing.assert_allclose(whole.center_vecs, x[:V], rtol=0, atol=1e-12)
    np.testing.assert_allclose(whole.outside_vecs, x[V:], rtol=0, atol=1e-12)
    np.testing.assert_allclose(whole.losses, losses, rtol=0, atol=1e-12)


def test_a_run_holds_its_vectors_losses_and_settings_and_depends_on_the_seed(corpus, train):
    run = train()
    V = len(corpus.words)
    assert run.center_vecs.shape == run.outside_vecs.shape == (V, 6)
    assert run.word_vecs.shape == (V, 12)
    assert len(run.losses) == len(run.pairs) == len(run.smooth_loss()) == 60
    assert run.smooth_loss()[0] == pytest.approx(6 * np.log(2))  # where every curve begins
    assert repr(run) == f"Run({V} words in 6 dimensions, 60 of 60 steps)"
    same(run, train(fresh=True))
    assert not np.array_equal(run.losses, train(seed=1).losses)


def test_a_loss_of_shape_one_is_accepted(train, whole, replace):
    skipgram = w2v_lib.skipgram_loss_and_gradient

    def boxed(*arguments):
        loss, *grads = skipgram(*arguments)
        return np.array([loss]), *grads

    replace("skipgram_loss_and_gradient", boxed)
    same(whole, train())


def test_words_of_one_group_of_the_toy_become_neighbors(tmp_path):
    toy = treebank.toy_corpus()
    run = training.train(toy, steps=400, threshold=1e-2, folder=tmp_path)
    group = {word: name for name, words in treebank.GROUPS.items() for word in words.split()}
    units = run.word_vecs / np.linalg.norm(run.word_vecs, axis=1, keepdims=True)
    closeness = units @ units.T
    np.fill_diagonal(closeness, -1)
    hits = [
        group.get(toy.words[other]) == name
        for word, name in group.items()
        for other in np.argsort(-closeness[toy.index[word]])[:3]
    ]
    assert np.mean(hits) > 0.85  # by chance 0.08


# ---------------------------------------------------------------- who takes the steps


def test_the_batched_step_gives_what_the_students_functions_give(train, capsys):
    yours, fast = train(), train(trainer="auto")
    assert "your own functions, in 1 process" in yours.trained_by
    assert "agrees with your functions on 20 minibatches" in fast.trained_by
    assert capsys.readouterr().out.splitlines() == [f"Trained by {run.trained_by}." for run in (yours, fast)]
    for name in ("center_vecs", "outside_vecs", "losses"):
        np.testing.assert_allclose(getattr(fast, name), getattr(yours, name), rtol=0, atol=1e-12)


def test_two_processes_give_what_one_gives_to_the_last_bit(train, whole, monkeypatch):
    fast = train(trainer="auto")
    monkeypatch.setattr(training.parallel, "processes", lambda: 2)
    two = train()
    assert "in 2 processes" in two.trained_by
    same(whole, two)
    same(fast, train(fresh=True, trainer="auto"))  # its windows drawn by the other process
    assert not multiprocessing.active_children()


def test_student_code_that_loops_over_pairs_is_accepted(train, whole, replace):
    """A student's window, pair by pair and negative by negative."""

    def window(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
        loss, to_center, to_outside = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
        for o, drawn in zip(outside_idxs, negative_idxs, strict=True):
            for sign, word in [(1, o), *((-1, k) for k in drawn)]:
                p = 1 / (1 + np.exp(-sign * (outside_vecs[word] @ center_vecs[center_idx])))
                loss -= np.log(p)
                to_center[center_idx] += sign * (p - 1) * outside_vecs[word]
                to_outside[word] += sign * (p - 1) * center_vecs[center_idx]
        return loss, to_center, to_outside

    replace("skipgram_loss_and_gradient", window)
    looped = train(trainer="auto")
    assert "batched step" in looped.trained_by
    np.testing.assert_allclose(looped.word_vecs, whole.word_vecs, rtol=0, atol=1e-12)


def test_functions_that_differ_from_the_batched_step_train_and_the_difference_is_named(
    train, replace, capsys
):
    skipgram = w2v_lib.skipgram_loss_and_gradient

    def halved(*arguments):
        loss, to_center, to_outside = skipgram(*arguments)
        return loss, to_center / 2, to_outside

    replace("skipgram_loss_and_gradient", halved)
    run, out = train(trainer="auto"), capsys.readouterr().out
    assert "differ in minibatch 2, in which words repeat: the gradient for the center vector of '" in out
    assert 'check("skipgram") tells more' in out
    assert len(run.losses) == 60 and run.trained_by == "your own functions, in 1 process"


def test_an_sgd_that_differs_takes_the_steps_itself(train, replace, capsys):
    def never_halved(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
        for _ in range(num_steps):
            x0 = x0 - step * loss_and_gradient(x0)[1]
        return x0

    right = train(trainer="auto")
    replace("sgd", never_halved)
    run, out = train(trainer="auto", fresh=True), capsys.readouterr().out
    assert "Your sgd and the expected steps differ: after 20 steps" in out
    assert "your sgd included" in run.trained_by
    np.testing.assert_allclose(run.losses[:25], right.losses[:25], atol=1e-12)
    assert not np.allclose(run.losses[26:], right.losses[26:])


def test_the_naive_softmax_trains(train, capsys):
    yours, fast = (train(negatives=0, step=0.5, trainer=trainer) for trainer in ("yours", "auto"))
    assert "batched step" in fast.trained_by
    np.testing.assert_allclose(fast.word_vecs, yours.word_vecs, rtol=0, atol=1e-12)
    longer = train(negatives=0, step=2.0, steps=900, anneal_every=600, trainer="auto")
    assert longer.smooth_loss()[0] == pytest.approx(np.log(76))
    assert longer.smooth_loss()[-1] < 3.6  # word counts alone: 3.9
    assert plotting.plot_loss(fast) is not None


@pytest.mark.parametrize(
    "kind, negatives, scipys", [("Negative", 4, True), ("Negative", 4, False), ("Naive", 0, False)]
)
def test_a_batched_step_follows_its_gradient(corpus, monkeypatch, kind, negatives, scipys):
    assert minibatch_step.csc_matvecs is not None  # a SciPy in which it has moved makes training slower
    if not scipys:
        monkeypatch.setattr(minibatch_step, "csc_matvecs", None)
    sampler, V = Sampler(corpus, 5, 30, negatives, 1e-2, 0), len(corpus.words)
    x, fast = np.random.default_rng(0).normal(size=(2 * V, 3)), getattr(minibatch_step, kind)(V, 3)
    for step in range(5):
        loss, gradient = fast.gradient(x, sampler.draw(step))
        expected = x - 0.3 * gradient
        assert fast.step(x, sampler.draw(step), 0.3) == loss
        np.testing.assert_allclose(x, expected, rtol=0, atol=1e-14)


def test_a_batched_loss_is_right_where_scores_are_large(corpus):
    """Eight of its factors multiplied overflow, while their logarithms add up to a few thousand."""
    windows, V = Sampler(corpus, 5, 30, 4, 1e-2, 0).draw(0), len(corpus.words)
    x = np.random.default_rng(0).normal(size=(2 * V, 3)) * 12
    signs = np.array([-1, 1, 1, 1, 1])  # the true word's score should be high
    scores = np.einsum("pwd,pd->pw", x[V + windows.words], x[windows.centers.repeat(windows.sizes)])
    terms = np.logaddexp(0, signs * scores)
    assert np.sort(terms, axis=None)[-8:].sum() > 709 > terms.max()
    with np.errstate(over="ignore"):  # as in training
        loss, gradient = minibatch_step.Negative(V, 3).gradient(x, windows)
    assert loss == pytest.approx(terms.sum() / 30, rel=1e-12) and np.isfinite(gradient).all()


@pytest.mark.parametrize(
    "wrong, said",
    [
        (dict(recipe="fast"), "There is no recipe 'fast'"),
        (dict(dims=3), "no setting dims"),
        (dict(trainer="mine"), "not 'mine'"),
    ],
)
def test_unknown_settings_are_named(corpus, wrong, said, capsys):
    assert training.train(corpus, **wrong) is None
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        dict(dim=0),
        dict(steps=0),
        dict(steps=50.0),
        dict(steps="50"),
        dict(negatives=-1),
        dict(seed=None),
        dict(step=-1),
        dict(threshold=np.nan),
        dict(stream="x"),
    ],
)
def test_invalid_values_of_settings_are_named(corpus, wrong, capsys):
    assert training.train(corpus, **wrong) is None
    ((name, value),) = wrong.items()
    said = capsys.readouterr().out
    assert said.startswith(f"{name} is ") and said.endswith(f"not {value!r}\n")


def test_too_large_steps_are_not_reported_as_a_difference(corpus, tmp_path, capsys):
    assert training.train(corpus, folder=tmp_path, **{**SMALL, "steps": 500, "step": 1e6}) is None
    said = capsys.readouterr().out
    assert "differ" not in said and "the step is too large" in said


def test_a_gradient_of_nan_is_not_blamed_on_sgd(train, replace, capsys):
    skipgram = w2v_lib.skipgram_loss_and_gradient

    def spoiled(*arguments):
        loss, grad_center, grad_outside = skipgram(*arguments)
        return loss, grad_center * np.nan, grad_outside

    replace("skipgram_loss_and_gradient", spoiled)
    train(trainer="auto")
    said = capsys.readouterr().out
    assert "functions and the batched step differ in minibatch 1: the gradient for the center vector" in said
    assert "Your sgd" not in said


def test_a_file_saved_during_training_does_not_change_the_run(train, replace):
    sgd, edited = w2v_lib.sgd, iter(range(10**9))

    def hasty(f, x0, step, steps, **named):
        def at_30_the_file_is_saved(x):
            if next(edited) == 50:  # 20 of them are the comparison's
                replace("skipgram_loss_and_gradient", None)
            return f(x)

        return sgd(at_30_the_file_is_saved, x0, 0.9 * step, steps, **named)

    replace("sgd", lambda f, x0, step, steps, **named: sgd(f, x0, 0.9 * step, steps, **named))
    calm = train()
    replace("sgd", hasty)
    same(calm, train(fresh=True))
    assert next(edited) > 60


def test_an_sgd_with_a_wrong_result_is_named_before_the_training(train, replace, capsys):
    sgd = w2v_lib.sgd
    replace("sgd", lambda *arguments, **named: [sgd(*arguments, **named), None][1])
    assert train(steps=100_000) is None
    said = capsys.readouterr().out
    assert (
        said
        == 'Your sgd returned something of shape (), and x has shape (152, 6). check("sgd") tells more.\n'
    )


# ---------------------------------------------------------------- nothing is lost

TRAINING = """
import json, sys, time
solutions, folder, processes, pause, settings = sys.argv[1:]
sys.path.insert(0, solutions)
from w2v_lib import treebank, training
from w2v_lib.descent import Descent
def and_pause(work, losses, pairs, remember=Descent._remember):
    time.sleep(float(pause))
    return remember(work, losses, pairs)
Descent._remember = and_pause
training.CHECKPOINT_EVERY = {"compiled": 20, "batched": 20, "yours": 20}
training.parallel.processes = lambda: int(processes)
training.train(treebank.toy_corpus(size=200), folder=folder, **json.loads(settings))
"""


def training_elsewhere(folder, processes, settings, pause=0.0):
    """A process that trains, with a pause after each step; it has kept a checkpoint by now."""
    command = [sys.executable, "-c", TRAINING, SOLUTIONS, folder, processes, pause, json.dumps(settings)]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    wait_until(lambda: list(folder.glob("*/step-*.npz")) or process.poll() is not None)
    return process


def wait_until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def runs(pid):
    """Tell whether a process has not ended; one that has ended may stay as a zombie until PID 1 looks."""
    try:
        return "State:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_killed_training_resumes_and_ends_in_the_same_place(corpus, tmp_path, monkeypatch, capsys):
    """SIGKILL at an arbitrary moment; then the run, shortened in neither case, is finished."""
    folder, settings = tmp_path / "checkpoints", {**SMALL, "steps": 400, "trainer": "yours"}
    process = training_elsewhere(folder, 2, settings, pause=0.005)  # two seconds at least: it is not done yet
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

    monkeypatch.setattr(training, "CHECKPOINT_EVERY", {"compiled": 1000, "batched": 1000, "yours": 1000})
    resumed = training.train(corpus, folder=folder, **settings)
    assert "Going on from step" in capsys.readouterr().out
    same(resumed, training.train(corpus, folder=tmp_path / "other", **settings))
    again = training.train(corpus, folder=folder, **settings)
    assert "This training is complete" in capsys.readouterr().out
    same(resumed, again)


@pytest.mark.parametrize("trainer", ["auto", "yours"])
def test_no_helper_outlives_a_killed_training(tmp_path, trainer):
    process = training_elsewhere(tmp_path, 2, {**SMALL, "steps": 10**7, "trainer": trainer})
    (helper,) = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert runs(helper)
    process.kill()
    process.wait()
    wait_until(lambda: not runs(helper))


# the batched step's helper has drawn hundreds of steps ahead when it is killed
@pytest.mark.parametrize("trainer, steps, killed_at", [("auto", 1500, 350), ("yours", 200, 150)])
def test_a_training_whose_helper_was_killed_resumes_when_run_again(
    corpus, tmp_path, monkeypatch, capsys, trainer, steps, killed_at
):
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    monkeypatch.setattr(parallel, "PATIENCE", 0.2)
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", {"compiled": 100, "batched": 100, "yours": 100})
    settings = {**SMALL, "steps": steps, "trainer": trainer}
    remember, killed = Descent._remember, []

    def and_kill(work, losses, pairs):
        if len(work.losses) >= killed_at and not killed:
            killed.extend(multiprocessing.active_children())
            killed[0].kill()
        return remember(work, losses, pairs)

    monkeypatch.setattr(Descent, "_remember", and_kill)
    assert training.train(corpus, folder=tmp_path, **settings) is None
    assert "The second process of the training ended: run this again" in capsys.readouterr().out
    resumed = training.train(corpus, folder=tmp_path, **settings)
    assert "Going on from step" in capsys.readouterr().out
    same(resumed, training.train(corpus, folder=tmp_path / "other", **settings))


def test_a_finished_run_is_kept(train, replace, monkeypatch, capsys):
    skipgram, clock = w2v_lib.skipgram_loss_and_gradient, types.SimpleNamespace(now=0)
    monkeypatch.setattr(descent, "time", types.SimpleNamespace(perf_counter=lambda: clock.now))

    def takes_a_second(*arguments):
        clock.now += 1
        return skipgram(*arguments)

    replace("skipgram_loss_and_gradient", takes_a_second)
    whole = train()
    assert "complete" not in capsys.readouterr().out
    replace("skipgram_loss_and_gradient", None)  # nobody asks for it
    kept = train()
    said = capsys.readouterr().out
    assert said == "This training is complete: taken from its checkpoint (fresh=True trains again).\n"
    same(whole, kept)
    assert kept.settings == whole.settings and kept.seconds == whole.seconds >= 600


def test_a_run_may_end_where_a_checkpoint_is_due(train):
    same(train(steps=40), train(steps=40))


def test_a_full_disk_does_not_lose_a_finished_run(train, monkeypatch, capsys):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(training, "CHECKPOINT_EVERY", {"compiled": 1000, "batched": 1000, "yours": 1000})
    monkeypatch.setattr(training.checkpoints.Checkpoints, "_write", full)
    assert len(train().losses) == 60
    assert capsys.readouterr().out.count("could not be written (no space left)") == 1


def test_a_disk_that_fills_up_leaves_the_last_good_checkpoint(train, whole, replace, monkeypatch, capsys):
    write, skipgram = training.checkpoints.Checkpoints._write, w2v_lib.skipgram_loss_and_gradient

    def filling(self, step, x):
        if step > 20:
            (self.folder / "unfinished").write_bytes(b"half a checkpoint")
            raise OSError(28, "No space left on device")
        write(self, step, x)

    monkeypatch.setattr(training.checkpoints.Checkpoints, "_write", filling)
    replace("skipgram_loss_and_gradient", interrupting(skipgram, call=IN_STEP_50))
    train()
    monkeypatch.setattr(training.checkpoints.Checkpoints, "_write", write)
    same(whole, train())
    out = capsys.readouterr().out
    assert "checkpoint of step 40 could not be written" in out and "Going on from step 20 of 60." in out


def test_an_interrupt_keeps_what_was_learned(train, whole, replace, capsys):
    replace("skipgram_loss_and_gradient", interrupting(w2v_lib.skipgram_loss_and_gradient, call=IN_STEP_50))
    run = train()
    out = capsys.readouterr().out
    assert "Stopped in step 50 of 60" in out and "goes on after step 40" in out
    np.testing.assert_array_equal(run.losses, whole.losses[:50])
    assert plotting.plot_loss(run) is not None
    assert "after 50 of 60 steps" in plotting.plot_words(run).axes[0].get_title("left")
    assert "steps" not in plotting.plot_words(whole).axes[0].get_title("left")
    same(whole, train())  # the cell, run again
    assert "Going on from step 40 of 60." in capsys.readouterr().out


def test_an_interrupt_in_the_first_step_gives_an_empty_run(train, replace):
    replace("skipgram_loss_and_gradient", interrupting(w2v_lib.skipgram_loss_and_gradient, call=1))
    run = train()
    assert len(run.losses) == 0
    assert plotting.plot_loss(run) is not None


def test_a_damaged_checkpoint_gives_way_to_the_older(train, whole, replace, tmp_path, capsys):
    replace("skipgram_loss_and_gradient", interrupting(w2v_lib.skipgram_loss_and_gradient, call=IN_STEP_50))
    train()
    newest = max(tmp_path.glob("checkpoints/*/step-*.npz"))
    newest.write_bytes(newest.read_bytes()[:1000])
    same(whole, train())
    out = capsys.readouterr().out
    assert out.count("cannot be read") == 1 and "Going on from step 20 of 60." in out


@pytest.mark.parametrize(
    "change", [dict(seed=1), dict(step=0.9), dict(steps=61), dict(window=4), dict(fresh=True)]
)
def test_a_run_with_other_settings_does_not_resume_a_checkpoint(train, replace, change, capsys):
    skipgram = w2v_lib.skipgram_loss_and_gradient
    replace("skipgram_loss_and_gradient", interrupting(skipgram, call=IN_STEP_50))
    train()
    train(**change)
    assert "Going on" not in capsys.readouterr().out


def test_another_corpus_or_edited_code_does_not_resume_a_checkpoint(
    train, replace, tmp_path, monkeypatch, capsys
):
    skipgram = w2v_lib.skipgram_loss_and_gradient
    replace("skipgram_loss_and_gradient", interrupting(skipgram, call=IN_STEP_50))
    train()
    training.train(treebank.toy_corpus(seed=1, size=200), folder=tmp_path / "checkpoints", **SMALL)
    assert "Going on" not in capsys.readouterr().out
    monkeypatch.setattr(training, "STUDENT_FILES", ("word2vec.py",))
    train()
    out = capsys.readouterr().out
    assert "were edited" in out and "Going on" not in out


def test_an_sgd_that_does_not_resume_starts_from_the_beginning(train, replace, tmp_path):
    """It takes the steps itself, since it never halves them; it keeps checkpoints, but never reads them."""

    def forgetful(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
        for taken in range(1, num_steps + 1):
            x0 = x0 - step * loss_and_gradient(x0)[1]
            checkpoints.save(taken, x0)
        return x0

    replace("sgd", forgetful)
    whole, skipgram = train(folder=tmp_path / "whole"), w2v_lib.skipgram_loss_and_gradient
    replace("skipgram_loss_and_gradient", interrupting(skipgram, call=IN_STEP_50))
    train()
    assert list(tmp_path.glob("checkpoints/*/step-*40.npz"))
    again = train()
    assert "your sgd included" in again.trained_by and len(again.losses) == 60
    same(whole, again)


# ---------------------------------------------------------------- what is missing or wrong


def unwritten(*_, **__):
    raise NotImplementedError("sgd is not written yet: it belongs in w2v_lib/learning.py.")


@pytest.mark.parametrize("name", ["sgd", "skipgram_loss_and_gradient", "negative_sampling_loss_and_gradient"])
def test_an_unwritten_function_is_named_and_waited_for(train, replace, capsys, name):
    replace(name, unwritten)
    assert train() is None
    assert capsys.readouterr().out == (
        "sgd is not written yet: it belongs in w2v_lib/learning.py; this cell waits for it.\n"
    )


def test_functions_without_a_training_say_what_they_wait_for(capsys):
    assert plotting.plot_words(None) is None
    assert neighbors.nearest(None, "good") is None
    assert evaluation.confusion(None, None) is None
    assert capsys.readouterr().out.splitlines() == [
        "plot_words waits for the training.",
        "nearest waits for the training.",
        "confusion waits for the training and the choice.",
    ]


def test_numbers_that_are_not_finite_stop_the_run(train, replace, tmp_path, capsys):
    skipgram, calls = w2v_lib.skipgram_loss_and_gradient, iter(range(10**6))

    def failing(*arguments):
        loss, *grads = skipgram(*arguments)
        return (loss if next(calls) < IN_STEP_50 - 50 else float("nan")), *grads

    replace("skipgram_loss_and_gradient", failing)
    assert train() is None
    out = capsys.readouterr().out
    assert "Stopped at step 46: the loss of a pair is nan" in out and "length" in out and "step=0.25" in out
    assert not list(tmp_path.glob("checkpoints/*"))


def test_a_loss_that_runs_away_stops_the_run(train, replace, capsys):
    skipgram = w2v_lib.skipgram_loss_and_gradient

    def uphill(*arguments):
        loss, *grads = skipgram(*arguments)
        return loss, -grads[0], -grads[1]

    replace("skipgram_loss_and_gradient", uphill)
    assert train(steps=2000, step=5.0) is None
    assert 'check("negative-sampling")' in capsys.readouterr().out


def test_a_crash_names_the_function_and_its_check(train, replace, monkeypatch, capsys):
    replace("sigmoid", lambda x: np.zeros(3))
    monkeypatch.setattr(importlib.import_module("w2v_lib.word2vec"), "sigmoid", lambda x: np.zeros(3))
    assert train() is None
    out = capsys.readouterr().out
    assert "negative_sampling_loss_and_gradient stopped in w2v_lib/word2vec.py, line" in out
    assert 'check("negative-sampling") tells more' in out and "Traceback" not in out


@pytest.mark.parametrize(
    "wrong", [lambda *_: None, lambda *_: (1.0, np.zeros(3), np.zeros(3)), lambda *_: ("much", None, None)]
)
def test_results_of_the_wrong_shape_are_named(train, replace, capsys, wrong):
    replace("skipgram_loss_and_gradient", wrong)
    assert train() is None
    assert 'check("skipgram") tells more' in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [lambda *_, **__: None, lambda f, x, *_, **__: x, lambda *_, **__: 1 / 0])
def test_a_wrong_sgd_is_named(train, replace, capsys, wrong):
    replace("sgd", wrong)
    assert train() is None
    assert 'check("sgd") tells more' in capsys.readouterr().out


# ---------------------------------------------------------------- the treebank itself


def test_the_default_recipe_gives_its_loss_accuracy_and_picture(tmp_path):
    """Loss, sentiment and picture of what the final notebook does by default."""
    corpus = treebank.read_sst_zip(real_treebank())
    run = training.train(corpus, folder=tmp_path)
    recipe = recipes.RECIPES["picture"]
    assert run.losses[-1000:].mean() == pytest.approx(recipe.loss[0], abs=recipe.loss[1])
    two, five = (evaluation.choose(evaluation.sweep(run, classes))["test"] for classes in (2, 5))
    assert abs(two - recipe.sst2[0]) < recipe.sst2[1] and five > 0.33  # random vectors .576 and .283
    labels = [text.get_text() for text in plotting.plot_words(run).axes[0].texts]
    assert sorted(labels) == sorted(word for group in plotting.WORDS.values() for word in group)
    assert len(labels) == 24
