"""The descent of a training: its steps, whoever computes them, and what is remembered of them (given)."""

import functools
import math
import time
from dataclasses import dataclass, field

import numpy as np

from . import checkpoints, handout
from .gathering import batch_loss_and_gradient
from .plotting import WORDS
from .sampling import Sampler
from .waiting import Trouble, student
from .watching import Watch

FRAMES = 30  # stages of a training that are kept, for the animation
STREAMS = {"course": Sampler, "handout": handout.HandoutStream}


def stream_of(corpus, settings):
    """What draws the windows of a training with these settings."""
    names = "window", "batch", "negatives", "threshold", "seed"
    return STREAMS[settings["stream"]](corpus, **{name: settings[name] for name in names})


@dataclass
class Run:
    """Word vectors and how they came about; row w belongs to corpus.words[w].

    Attributes:
        center_vecs, outside_vecs: (V, D).
        losses: (steps,) mean loss of each step's windows, which is what is descended.
        pairs: (steps,) how many (center, outside) pairs each step had.
        seconds: time that the steps took, without the breaks.
        settings: what train was called with.
        trained_by: which code took the steps, in a sentence.
        watched, frames: the picture's words, and (step, their vectors (words, 2D)) at some stages of the training.
    """

    center_vecs: np.ndarray
    outside_vecs: np.ndarray
    losses: np.ndarray
    pairs: np.ndarray
    corpus: object
    seconds: float
    settings: dict = field(default_factory=dict)
    trained_by: str = ""
    watched: list = field(default_factory=list)
    frames: list = field(default_factory=list)

    @property
    def word_vecs(self):
        """(V, 2D) the vectors that pictures and features use: both vectors of a word, side by side."""
        return np.hstack([self.center_vecs, self.outside_vecs])

    def smooth_loss(self, over=100):
        """(steps,) loss a pair, the mean over the last `over` steps."""

        def recent(values):
            total = np.cumsum(np.concatenate([np.zeros(over), values]))
            return total[over:] - total[:-over]

        return recent(self.losses * self.settings["batch"]) / recent(self.pairs)

    def __repr__(self):
        V, D = self.center_vecs.shape
        return f"Run({V:,} words in {D} dimensions, {len(self.losses):,} of {self.settings['steps']:,} steps)"


class Descent:
    """The steps of a training, and what a run remembers of them.

    x stacks both kinds of vectors: rows 0 … V-1 are center vectors, rows V … 2V-1 outside vectors.
    """

    def __init__(self, corpus, settings):
        self.corpus, self.settings, self.V = corpus, settings, len(corpus.words)
        self.stream, self.x = stream_of(corpus, settings), self._start()
        self.watched = [word for group in WORDS.values() for word in group if word in corpus.index]
        self.losses, self.pairs, self.seconds, self.kept, self.found = [], [], 0.0, 0, None
        self.frames = [self._frame()]
        self.watch, self.began, self.trained_by = Watch(settings["steps"]), time.perf_counter(), ""

    def _start(self):
        """(2V, D) centers uniform in ±0.5/D, outsides zero."""
        if self.settings["stream"] == "handout":
            return handout.start(self.V, self.settings["dim"], handout.START_SEED)
        rng, D = np.random.default_rng([self.settings["seed"], 0]), self.settings["dim"]
        return np.concatenate([(rng.random((self.V, D)) - 0.5) / D, np.zeros((self.V, D))])

    @functools.cached_property
    def skipgram(self):
        """The student's function as it stood when the run first asked for it: what was compared is what trains."""
        return student("skipgram_loss_and_gradient")

    def rate(self, step):
        return self.settings["step"] * 0.5 ** ((step - 1) // self.settings["anneal_every"])

    def descend(self, trainer):
        """All steps that are left, taken by a trainer (batched.Negative, parallel.Gathering)."""
        if self.found:
            self.x[...] = self.found["x"]
            self._pick_up(self.found["x"])
        for step in range(len(self.losses) + 1, self.settings["steps"] + 1):
            windows = self.stream.draw(step)
            self._remember(trainer.step(self.x, windows, self.rate(step)), windows)
            checkpoints.save(step, self.x)

    def __call__(self, x):
        """For a student's sgd: mean loss of the next step's windows, and its gradient, (2V, D)."""
        self._pick_up(x)
        self.x = x
        windows = self.stream.draw(len(self.losses) + 1)
        loss, gradient = batch_loss_and_gradient(self.skipgram, windows, x, self.V)
        self._remember(loss, windows)
        return loss, gradient

    def _remember(self, loss, windows):
        self.losses.append(loss)
        self.pairs.append(len(windows.words))
        self._stop_if_lost()
        if len(self.losses) % max(1, self.settings["steps"] // FRAMES) == 0:
            self.frames.append(self._frame())
        self.watch.see(self)

    def _frame(self):
        """Where the words of the picture are: (step, their vectors side by side)."""
        rows = [self.corpus.index[word] for word in self.watched]
        return len(self.losses), np.hstack([self.x[rows], self.x[[self.V + row for row in rows]]])

    def was_complete(self):
        """Whether the checkpoint that was found is that of the last step; its run is picked up then."""
        if not self.found or int(self.found["step"]) != self.settings["steps"]:
            return False
        self.x = self.found["x"]
        self._pick_up(self.x)
        return True

    def _pick_up(self, x):
        """At the first step after a break: the steps that were taken before it."""
        if self.found and np.array_equal(x, self.found["x"]):
            self.losses, self.pairs = list(self.found["losses"]), list(self.found["pairs"])
            self.seconds, self.kept = float(self.found["seconds"]), len(self.losses)
            self.trained_by = str(self.found["trained_by"])
            self.frames = list(zip(self.found["frame_steps"].tolist(), self.found["frames"]))
        self.found = None

    def _stop_if_lost(self):
        """Stops a run whose numbers are no longer finite, or whose loss, a mean over 20 steps, runs away."""
        if len(self.losses) % 20 and math.isfinite(self.losses[-1]):
            return
        spans = slice(-20, None), slice(1)  # one bad step may happen, and passes
        a_pair, first = (self.settings["batch"] * sum(self.losses[at]) / sum(self.pairs[at]) for at in spans)
        if not (np.isfinite(a_pair) and a_pair <= 10 * first):
            raise Trouble(
                f"Stopped at step {len(self.losses):,}: the loss of a pair is {a_pair:.3g}, it began at {first:.3g}; "
                f"the vectors together have length {np.linalg.norm(self.x):.3g}.\n"
                f"Either the step is too large (try step={self.settings['step'] / 4:g}), or a gradient or an "
                'update is wrong: check("negative-sampling"), check("skipgram") and check("sgd") tell.'
            )

    def to_keep(self):
        """What a checkpoint holds besides x."""
        self.kept = len(self.losses)
        steps, frames = zip(*self.frames)
        history = dict(losses=self.losses, pairs=self.pairs, frame_steps=steps, frames=frames)
        return history | dict(seconds=self._time(), trained_by=self.trained_by)

    def _time(self):
        return self.seconds + time.perf_counter() - self.began

    def run(self):
        """The Run so far."""
        history = np.array(self.losses), np.array(self.pairs)
        about = self.corpus, self._time(), self.settings, self.trained_by, self.watched, list(self.frames)
        return Run(self.x[: self.V], self.x[self.V :], *history, *about)

    def farewell(self):
        done, steps = len(self.losses), self.settings["steps"]
        after = f"goes on after step {self.kept:,}" if self.kept else "starts from the beginning"
        return f"Stopped in step {done:,} of {steps:,}. What was learned is in the run; started again, it {after}."
