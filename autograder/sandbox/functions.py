"""Functions that checks hand to a student's function, and ways to call it that need more than a call.

They live in the process of the student's code, so they hold nothing worth reading.
"""

import numpy as np


def make(name, settings):
    """The named function, fresh: some count their calls."""
    return MAKERS[name](**settings)


def waves(weights):
    """sum(sin(w * x) + x**3 / 3); its gradient is `waves_gradient`."""
    return lambda x: float(np.sum(np.sin(weights * x) + x**3 / 3))


def waves_gradient(weights, x):
    return weights * np.cos(weights * x) + x**2


def noisy(weights):
    """sum(w * x * x * noise), the noise drawn anew from NumPy's global generator at every call."""
    return lambda x: float(np.sum(weights * x * x * np.random.uniform(1, 2, x.shape)))


def noisy_gradient(weights, x, seed):
    return 2 * weights * x * np.random.RandomState(seed).uniform(1, 2, x.shape)


class drifting_bowl:
    """A bowl whose middle moves a little at every call: (loss, gradient).

    `crash_at` makes that call raise, as a run that is interrupted would.
    """

    def __init__(self, middle, drift, crash_at=None):
        self.middle, self.drift, self.crash_at, self.calls = middle, drift, crash_at, 0

    def __call__(self, x):
        self.calls += 1
        if self.calls == self.crash_at:
            raise KeyboardInterrupt
        away = x - self.middle - self.drift * np.sin(self.calls)
        return float(np.sum(away**2) / 2), away


def still_bowl(middle, crash_at=None):
    return drifting_bowl(middle, 0 * middle, crash_at)


def pull_in(factor):
    """A postprocessing that shows when it is applied too often, never, or not at the end."""
    return lambda x: factor * x + (1 - factor)


def product(a, b):
    """A large matrix, of which only the factors are sent."""
    return a @ b


MAKERS = {"product": product, "waves": waves, "noisy": noisy, "drifting_bowl": drifting_bowl, "still_bowl": still_bowl, "pull_in": pull_in}


def with_random_state(function, library, f, x, seed=0):
    """Calls a numerical gradient with a known random state; returns it and the next random number."""
    np.random.seed(seed)
    grad = function(f, x)
    return grad, float(np.random.random_sample())


class Remembered:
    """Checkpoints as a run keeps them, in memory: a sandbox may have no file to write."""

    def __init__(self, every):
        self.every, self.kept = every, None

    def save(self, step, x):
        self.kept = {"step": step, "x": np.array(x)}

    def latest(self):
        return self.kept


def interrupted(function, library, loss_and_gradient, *rest):
    """Runs `sgd` until it is interrupted, then again, with checkpoints kept."""
    with library.checkpoints.kept(Remembered(every=2)):
        try:
            function(loss_and_gradient, *rest)
        except KeyboardInterrupt:
            loss_and_gradient.crash_at = None
        return function(loss_and_gradient, *rest)


def some_rows(function, library, *arguments, rows):
    """All outputs, of the last one only some rows: a large answer need not cross as a whole."""
    *others, last = function(*arguments)
    return (*others, np.asarray(last)[rows])


THROUGH = {"with_random_state": with_random_state, "interrupted": interrupted, "some_rows": some_rows}
