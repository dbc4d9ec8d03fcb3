"""Judge sgd by where it ends: each usual mistake ends elsewhere, and is known by that."""

from typing import Any

import numpy as np

from autograder.sandbox.caller import StudentError
from autograder.sandbox.wire import Fn

from .verdict import RIGHT, WRONG, Verdict

MIDDLE, DRIFT, START = np.array([1.0, -2.0]), np.array([0.1, 0.3]), np.array([3.0, 0.5])
STEP, STEPS, FACTOR = 0.3, 9, 0.9
ELSEWHERE = "After nine steps on a bowl it is elsewhere: is each step `x -= step * grad`, with one call of f?"
PRINTS = (
    "Where it prints the loss it fails ({}, line {}: {}): f gives loss and gradient, and both are to be "
    "kept, `loss, grad = f(x)`."
)
BEFORE = "postprocessing comes before the step here: what is returned at the end has not been through it."
MISTAKES = {  # kind: (sentence, how it goes)
    "uphill": ("It goes uphill: the gradient is subtracted.", {"sign": 1}),
    "never-postprocessed": (
        "postprocessing has no effect: it returns a new array; write `x = postprocessing(x)` in every step.",
        {"after": 0},
    ),
    "postprocessed-twice": ("postprocessing is applied twice in a step; once is meant.", {"before": 1}),
    "postprocessed-at-the-end": (
        "postprocessing is applied once, after the last step; it belongs into every step.",
        {"after": 0, "end": 1},
    ),
    "step-not-used": ("The gradient is subtracted as it is: multiply it by step.", {"step": 1.0}),
    "one-step-short": ("It takes one step too few.", {"steps": STEPS - 1}),
    "one-step-more": ("It takes one step too many.", {"steps": STEPS + 1}),
    "asked-twice": ("f is called twice per step; one call gives both loss and gradient.", {"calls": 2}),
    "gradient-at-the-start": ("The gradient is always taken at x0; take it where x is now.", {"at_start": 1}),
    "halved-in-every-step": (
        "The step is halved in every step; it is due every ANNEAL_EVERY steps.",
        {"halved": 1},
    ),
    "one-step-alone": ("Only one step is taken: is the return inside the loop?", {"steps": 1}),
}


def end(
    sign: int = -1,
    before: int = 0,
    after: int = 1,
    end: int = 0,
    step: float = STEP,
    steps: int = STEPS,
    calls: int = 1,
    at_start: int = 0,
    halved: int = 0,
) -> Any:
    """Return where a descent ends that goes so; as the handout means it, if nothing is said."""
    x, asked = START.copy(), 0
    for _ in range(steps):
        x = _pulled(x) if before else x
        asked += calls
        slope = (START if at_start else x) - MIDDLE - DRIFT * np.sin(asked)
        x = x + sign * step * slope
        x = _pulled(x) if after else x
        step = step / 2 if halved else step
    return _pulled(x) if end else x


def _pulled(x: Any) -> Any:
    return FACTOR * x + (1 - FACTOR)


def verdict(caller: Any) -> Verdict:
    """Return the verdict on sgd. Raises StudentError."""
    bowl = Fn("drifting_bowl", {"middle": MIDDLE, "drift": DRIFT})
    got = caller.call("sgd", (bowl, START, STEP, STEPS, Fn("pull_in", {"factor": FACTOR}), 20000)).value
    if got is None:
        return Verdict(WRONG, "sgd returned nothing: is its `return x` missing?", ["no-return"])
    if not isinstance(got, np.ndarray) or got.shape != START.shape:
        return Verdict(WRONG, "sgd should return x, an array shaped like x0.", ["shape"])
    got = got.astype(float)
    silent = any(np.allclose(got, place, atol=1e-9) for place in (end(), end(before=1, after=0)))
    if silent:
        try:
            caller.call("sgd_that_prints", (bowl, START, STEP, STEPS, Fn("pull_in", {"factor": FACTOR})))
        except StudentError as problem:
            if problem.kind == "TypeError":
                return Verdict(WRONG, PRINTS.format(problem.file, problem.line, problem.text), ["no-loss"])
    # before the step is as good as after it: the handouts' starter leaves that open
    if np.allclose(got, end(), atol=1e-9):
        return Verdict(RIGHT)
    if silent:
        return Verdict(RIGHT, BEFORE)
    if np.allclose(got, START, atol=1e-12):
        return Verdict(WRONG, "It returns x0 as it came: no step is taken.", ["no-step"])
    for kind, (said, how) in MISTAKES.items():
        if np.allclose(got, end(**how), atol=1e-9):  # type: ignore[arg-type]
            return Verdict(WRONG, said, [kind])
    if np.sum((got - MIDDLE) ** 2) > np.sum((START - MIDDLE) ** 2):
        return Verdict(WRONG, MISTAKES["uphill"][0], ["uphill"])
    return Verdict(WRONG, ELSEWHERE)
