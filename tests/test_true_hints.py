"""What checks say of wrong answers is true: on a sample of what `make report-hints` goes through."""

import inspect
import random
import warnings

import numpy as np
import pytest
from conftest import COURSE

from autograder.checks.checker import Checker
from autograder.checks.diagnosis import consistency, parts
from autograder.checks.oracle import Reference
from autograder.checks.reference import Library, load, reference_of
from autograder.report import true_hints
from autograder.report.mutants import doubles, mutants
from autograder.report.true_hints import Bank, Replaced

IDS = [question.id for question in COURSE.catalogue.checked]
SINGLES, DOUBLES = 6, 2
DRAWS = 25  # `make report-hints` takes more of all
SECRETS = 4


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("id", IDS)
def test_mutants_lose_points_and_hear_nothing_false(id, monkeypatch):
    monkeypatch.setattr(true_hints, "FRESH", DRAWS)
    monkeypatch.setattr(true_hints, "MANY", DRAWS)
    told = true_hints.report(COURSE, COURSE.catalogue[id], SINGLES, DOUBLES)
    assert len(told) >= SINGLES
    assert not [(one.trouble, one.source) for one in told if one.trouble]


def test_mutants_are_programs_that_differ():
    source = inspect.getsource(load(COURSE).softmax)
    made = list(mutants(source))
    assert len(set(made)) == len(made) > 30 and source not in made
    assert len(list(doubles(source, 3, random.Random(0)))) == 3


@pytest.mark.parametrize("id", IDS)
def test_the_same_code_gets_the_same_points_under_every_secret(id, bank):
    reference = Reference(reference_of(COURSE), COURSE)
    wrong = [m.library for m in bank.values() if m.question == id]
    for library in random.Random(id).sample(wrong, min(6, len(wrong))):
        points = {
            tuple(
                r.points for r in Checker(COURSE, Library(library, COURSE), reference, (0,), key).results(id)
            )
            for key in range(SECRETS)
        }
        assert len(points) == 1, (library, points)


NAIVE = """
def naive_softmax_loss_and_gradient(v, o, U):
    z = U @ v; y = np.exp(z - z.max()); y /= y.sum(); d = y.copy(); d[o] -= 1
    return {}
"""


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (
            "-np.log10(y[o]), U.T @ d, np.outer(d, v)",
            "loss is in another logarithm: the natural one is meant.",
        ),
        (
            "-np.log(y[o]), U.T @ y, np.outer(d, v)",
            "In grad_center, what comes from the true word is missing.",
        ),
        (
            "-np.log(y[o]), U.T @ y + U[o], np.outer(d, v)",
            "In grad_center, what comes from the true word has the opposite sign.",
        ),
        ("-np.log(y[o]), U.T @ d, np.outer(d, v) / len(U)", "grad_outside is divided by V."),
        ("-np.log(y[o]), 2 * U.T @ d, np.outer(d, v)", "grad_center is 2 times what it should be."),
    ],
)
def test_the_part_that_is_off_is_named(returned, said):
    id, function = "naive-softmax", "naive_softmax_loss_and_gradient"
    bank = Bank(COURSE, COURSE.catalogue[id])
    caller = Library(Replaced(bank.package, function, NAIVE.format(returned)), COURSE)
    found = [off.text for off in parts.find(COURSE, id, caller, bank.interface, bank.table)]
    assert said in found, found


def test_values_in_another_order_are_told():
    id, function = "naive-softmax", "naive_softmax_loss_and_gradient"
    bank = Bank(COURSE, COURSE.catalogue[id])
    source = NAIVE.format("-np.log(y[o]), np.outer(d, v), U.T @ d")
    caller = Library(Replaced(bank.package, function, source), COURSE)
    said = consistency.find(COURSE, id, caller, bank.interface, bank.table)
    assert "in another order" in said and "yours are loss, grad_outside, grad_center" in said
    assert not bank.told(function, source).false


WRONG = {
    "sgd_begins_anew": (
        "sgd",
        "sgd",
        """
def sgd(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    x = x0.copy()
    for t in range(1, num_steps + 1):
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * loss_and_gradient(x)[1]
        x = postprocess(x) if postprocess else x
    return x
""",
    ),
    "checkpoint_before_postprocess": (
        "sgd",
        "sgd",
        """
def sgd(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * loss_and_gradient(x)[1]
        checkpoints.save(t, x)
        x = postprocess(x) if postprocess else x
    return x
""",
    ),
    "center_zero_is_nothing": (
        "skipgram",
        "skipgram_loss_and_gradient",
        """
def skipgram_loss_and_gradient(center, outside, Vs, U, negatives=None):
    loss, grad, by_U = 0.0, np.zeros_like(Vs), np.zeros_like(U)
    for m, o in enumerate(outside):
        drawn = None if negatives is None else negatives[m]
        l, g, G = _pair(Vs[center], o, U, drawn)
        loss, by_U = loss + l, by_U + G
        grad[center or 1] += g
    return loss, grad, by_U
""",
    ),
    "within_one_standard_error": (
        "sentiment",
        "choose_regularization",
        """
def choose_regularization(results):
    best = max(run["dev"] for run in results)
    return max((run for run in results if run["dev"] > best - 0.01), key=lambda run: run["regularization"])
""",
    ),
    "center_in_float32": (
        "naive-softmax",
        "naive_softmax_loss_and_gradient",
        NAIVE.format("-np.log(y[o]), (U.T @ d).astype(np.float32).astype(float), np.outer(d, v)"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_students_write_wrong_loses_points_under_every_secret(name):
    id, function, source = WRONG[name]
    reference = Reference(reference_of(COURSE), COURSE)
    caller = Library(Replaced(load(COURSE), function, source), COURSE)
    points = {
        sum(r.points for r in Checker(COURSE, caller, reference, (0,), key).results(id)) for key in range(8)
    }
    assert len(points) == 1 and points.pop() < COURSE.catalogue[id].check_points
