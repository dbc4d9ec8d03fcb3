"""Checks of sgd."""

import numpy as np

from autograder.checks import Failed, Fn, agree, check, same

TOLERANCE = 1e-9
AGAIN = "after a crash the run begins anew, and does not go on from the last checkpoint"


def a_descent(draw, *shape):
    """Draw a loss whose minimum moves with every call, so that its calls are counted, and a start."""
    bowl = {"middle": draw.normal(*shape), "drift": draw.normal(*shape)}
    return Fn("drifting_bowl", bowl), draw.normal(*shape)


@check("sgd")
def takes_steps_downhill(student, expected, draw):
    """Each of the num_steps steps asks once for the gradient and goes `step` times its length downhill."""
    for shape, steps in [((4,), 7), ((3, 2), 1), ((2, 3), 12)]:
        descent, x0 = a_descent(draw, *shape)
        agree(student, expected, "sgd", descent, x0, 0.1, steps, tolerance=TOLERANCE)


@check("sgd", after=takes_steps_downhill)
def halves_the_step_on_time(student, expected, draw):
    """After every anneal_every steps, not before and not later, the step is half as long."""
    for anneal_every, steps in [(3, 10), (4, 8), (1, 3)]:
        descent, x0 = a_descent(draw, 3, 2)
        agree(student, expected, "sgd", descent, x0, 0.3, steps, None, anneal_every, tolerance=TOLERANCE)


@check("sgd", after=takes_steps_downhill)
def postprocesses_once_a_step(student, expected, draw):
    """postprocess is applied to x once after every step, the last one included."""
    for steps in [5, 1]:
        descent, x0 = a_descent(draw, 3, 2)
        pull = Fn("pull_in", {"factor": 0.7})
        agree(student, expected, "sgd", descent, x0, 0.1, steps, pull, tolerance=TOLERANCE)


@check("sgd", after=(takes_steps_downhill, halves_the_step_on_time))
def ends_in_the_same_place_after_a_crash(student, expected, draw):
    """Interrupted at any step and called again, sgd ends where an uninterrupted run ends."""
    middle, x0, pull = draw.normal(3, 2), draw.normal(3, 2), Fn("pull_in", {"factor": 0.8})
    for crash_at, postprocess in [(1, None), (4, None), (6, None), (4, pull)]:
        bowl = Fn("still_bowl", {"middle": middle, "crash_at": crash_at})
        call = "sgd", bowl, np.copy(x0), 0.3, 9, postprocess, 4
        got, want = (side.call(*call, through="interrupted") for side in (student, expected))
        x, calls = got if isinstance(got, (tuple, list)) and len(got) == 2 else (None, 0)
        same(x, np.asarray(want[0], dtype=float), "sgd", student, TOLERANCE)
        if not isinstance(calls, int) or calls > want[1]:
            raise Failed(AGAIN)


def probe(draw):
    descent, x0 = a_descent(draw, 2, 3)
    # it crashes when the step was halved already
    crashing = Fn("still_bowl", {"middle": draw.normal(2, 3), "crash_at": 6})
    return [
        ("sgd", (descent, x0, 0.1, 7, Fn("pull_in", {"factor": 0.7}), 3)),
        ("sgd", (crashing, x0, 0.3, 9, None, 3), "interrupted", {}),
        ("sgd", (crashing, x0, 0.3, 9, Fn("pull_in", {"factor": 0.8}), 5), "interrupted", {}),
        ("sgd", (descent, x0, 0.2, 13, None, 4)),
    ]


WRONG_ONLY_IN = {
    "annealing": "Everything is right as long as the step stays as it is, and wrong when it is to be halved.",
    "postprocessing": "Everything is right without postprocess, annealing included, and wrong with it.",
}


def sizes(descent, x0, step, num_steps, postprocess=None, anneal_every=None):
    return {"the step size": step}


def situations(draw):
    def run(shape, steps, *rest, step=0.2):
        descent, x0 = a_descent(draw, *shape)
        return "sgd", (descent, x0, step, steps, *rest)

    pull = Fn("pull_in", {"factor": 0.7})
    single = [run((4,), 1, step=0.3), run((2, 3), 1), run((3,), 1, step=0.4)]
    return {
        "usual": [*single, run((3,), 5), run((2, 3), 8)],
        "annealing": [run((3,), 7, None, 3), run((2, 3), 9, None, 4)],
        "postprocessing": [run((3,), 5, pull), run((2, 2), 6, pull, 2)],
    }
