"""Functions that checks hand to a student's function, and ways to call it that need more than a call.

When grading they run in the process of the student's code, where the rest of the course is not: so this file
imports nothing but NumPy and the standard library, and holds nothing worth reading.
"""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

Loss = Callable[[np.ndarray], float]


def waves(weights: np.ndarray) -> Loss:
    """Make sum(sin(w * x) + x**3 / 3); its gradient is `waves_gradient`."""
    return lambda x: float(np.sum(np.sin(weights * x) + x**3 / 3))


def waves_gradient(weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the gradient of `waves(weights)` at x."""
    return weights * np.cos(weights * x) + x**2


def noisy(weights: np.ndarray) -> Loss:
    """Make sum(w * x * x * noise), the noise drawn anew from NumPy's global generator at every call."""
    return lambda x: float(np.sum(weights * x * x * np.random.uniform(1, 2, x.shape)))


def noisy_gradient(weights: np.ndarray, x: np.ndarray, seed: int) -> np.ndarray:
    """Return the gradient of `noisy(weights)` at x, with the noise that follows np.random.seed(seed)."""
    return 2 * weights * x * np.random.RandomState(seed).uniform(1, 2, x.shape)


class DriftingBowl:
    """A bowl whose middle moves a little at every call: (loss, gradient).

    `crash_at` makes that call raise, as a run that is interrupted would.
    """

    def __init__(self, middle: np.ndarray, drift: np.ndarray, crash_at: int | None = None) -> None:
        self.middle, self.drift, self.crash_at, self.calls = middle, drift, crash_at, 0

    def __call__(self, x: np.ndarray) -> tuple[float, np.ndarray]:
        self.calls += 1
        if self.calls == self.crash_at:
            raise KeyboardInterrupt
        away = x - self.middle - self.drift * np.sin(self.calls)
        return float(np.sum(away**2) / 2), away


def still_bowl(middle: np.ndarray, crash_at: int | None = None) -> DriftingBowl:
    """Make a bowl whose middle stays where it is."""
    return DriftingBowl(middle, 0 * middle, crash_at)


def pull_in(factor: float) -> Callable[[np.ndarray], np.ndarray]:
    """Make a postprocessing that shows when it is applied too often, never, or not at the end."""
    return lambda x: factor * x + (1 - factor)


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Make a large matrix, of which only the factors are sent."""
    return a @ b


def with_random_state(
    function: Callable[..., Any], library: ModuleType, f: Loss, x: np.ndarray, seed: int = 0
) -> tuple[Any, float]:
    """Call a numerical gradient with a known random state; return it and the next random number."""
    np.random.seed(seed)
    grad = function(f, x)
    return grad, float(np.random.random_sample())


def with_columns_first(function: Callable[..., Any], library: ModuleType, f: Loss, x: np.ndarray) -> Any:
    """Call a numerical gradient at an x whose columns lie one after the other in memory."""
    return function(f, np.asfortranarray(x))


class Remembered:
    """Checkpoints as a run keeps them, in memory: a sandbox may have no file to write."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.kept: dict[str, Any] | None = None

    def save(self, step: int, x: np.ndarray) -> None:
        self.kept = {"step": step, "x": np.array(x)}

    def latest(self) -> dict[str, Any] | None:
        return self.kept


def interrupted(
    function: Callable[..., Any], library: ModuleType, loss_and_gradient: DriftingBowl, *rest: Any
) -> Any:
    """Run `sgd` until it is interrupted, then again, with checkpoints kept.

    Returns x, and how often the second run asked for a gradient: fewer times, if it went on.
    """
    checkpoints = importlib.import_module(f"{library.__name__}.checkpoints")
    with checkpoints.kept(Remembered(every=2)):
        try:
            function(loss_and_gradient, *rest)
        except KeyboardInterrupt:
            loss_and_gradient.crash_at, loss_and_gradient.calls = None, 0
        return function(loss_and_gradient, *rest), loss_and_gradient.calls


def some_rows(
    function: Callable[..., Any], library: ModuleType, *arguments: Any, rows: np.ndarray
) -> tuple[Any, ...]:
    """Return all outputs, of the last one only some rows: a large answer need not cross as a whole."""
    *others, last = function(*arguments)
    return (*others, np.asarray(last)[rows])


MAKERS: dict[str, Callable[..., Any]] = {
    "product": product,
    "waves": waves,
    "noisy": noisy,
    "drifting_bowl": DriftingBowl,
    "still_bowl": still_bowl,
    "pull_in": pull_in,
}
"""What makes a function (or a large array) beside the student's code, fresh for every call: some count."""

THROUGH: dict[str, Callable[..., Any]] = {
    "with_random_state": with_random_state,
    "with_columns_first": with_columns_first,
    "interrupted": interrupted,
    "some_rows": some_rows,
}
"""Ways to call: each takes the student's function, their package, the arguments, and options of its own."""
