"""Take the steps of a training, whoever computes them, and remember what they gave (given)."""

import functools
import math
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from . import checkpoints, handout
from .gathering import on_rows
from .plotting import WORDS
from .runs import Run
from .sampling import Sampler, Windows
from .treebank import Corpus
from .waiting import Trouble, student
from .watching import Watch

FRAMES = 30  # stages of a training that are kept, for the animation
LOST_EVERY = 20  # steps from one look at the loss to the next
TOGETHER = 100  # steps that are taken together at most; a multiple of the above
STREAMS = {"course": Sampler, "handout": handout.HandoutStream}


class Trainer(Protocol):
    """Compute the steps: the student's functions (parallel.Gathering) or the batched step.

    One that takes many steps in less time than one after the other has a method `steps` besides, as
    public/compiled/steps.py.
    """

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss of the windows."""


def stream_of(corpus: Corpus, settings: dict) -> Sampler | handout.HandoutStream:
    """Return the source of windows for a training with these settings; it has a method `draw(step)`."""
    names = "window", "batch", "negatives", "threshold", "seed"
    return STREAMS[settings["stream"]](corpus, **{name: settings[name] for name in names})


class Descent:
    """Take the steps of a training, and remember what a Run needs.

    x (2V, D) holds both kinds of vectors: rows 0 … V-1 are center vectors, rows V … 2V-1 outside vectors.
    """

    def __init__(self, corpus: Corpus, settings: dict):
        self.corpus, self.settings, self.V = corpus, settings, len(corpus.words)
        self.stream, self.x = stream_of(corpus, settings), self._start()
        self.watched = [word for group in WORDS.values() for word in group if word in corpus.index]
        self.losses, self.pairs = [], []
        self.frame_every = max(1, settings["steps"] // FRAMES)
        self.found = None  # the checkpoint to go on from
        self.gradient = on_rows  # how the student's function is called; on_whole where rows do not suffice
        self.kept = 0  # steps that are in a checkpoint
        self.seconds, self.began = 0.0, time.perf_counter()
        self.frames = [self._frame()]
        self.watch, self.trained_by = Watch(settings["steps"]), ""

    def _start(self):
        """Return x before the first step, (2V, D): centers uniform in ±0.5/D, outsides zero."""
        if self.settings["stream"] == "handout":
            return handout.start(self.V, self.settings["dim"], handout.START_SEED)
        rng, D = np.random.default_rng([self.settings["seed"], 0]), self.settings["dim"]
        return np.concatenate([(rng.random((self.V, D)) - 0.5) / D, np.zeros((self.V, D))])

    @functools.cached_property
    def skipgram(self) -> Callable:
        """Read the student's function once, so that the function that is compared is the one that trains."""
        return student("skipgram_loss_and_gradient")

    def rate(self, step: int) -> float:
        """Return the size of a step: halved after every `anneal_every` steps."""
        return self.settings["step"] * 0.5 ** ((step - 1) // self.settings["anneal_every"])

    def descend(self, trainer: Trainer) -> None:
        """Let a trainer take all steps that are left, from the checkpoint if one was found."""
        if self.found:
            self.x[...] = self.found["x"]
            self._pick_up(self.found["x"])
        while len(self.losses) < self.settings["steps"]:
            self._remember(*self._take(trainer))
            checkpoints.save(len(self.losses), self.x)

    def _take(self, trainer):
        """Let a trainer take the next step, or some together; return their losses and numbers of pairs."""
        first = len(self.losses) + 1
        if not hasattr(trainer, "steps"):
            windows = self.stream.draw(first)
            return [trainer.step(self.x, windows, self.rate(first))], [len(windows.words)]
        drawn = self.stream.following(first, self._until_a_look())
        rates = np.array([self.rate(step) for step in range(first, first + len(drawn))])
        return trainer.steps(self.x, drawn, rates).tolist(), drawn.pairs

    def _until_a_look(self):
        """Return how many steps there are until the next one after which something looks at them."""
        done, steps = len(self.losses), self.settings["steps"]
        return min(
            steps - done,
            *(every - done % every for every in (TOGETHER, self.frame_every, checkpoints.every())),
        )

    def __call__(self, x: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the mean loss of the next step's windows and its gradient (2V, D), for a student's sgd."""
        self._pick_up(x)
        self.x = x
        windows = self.stream.draw(len(self.losses) + 1)
        loss, gradient = self.gradient(self.skipgram, windows, x, self.V)
        self._remember([loss], [len(windows.words)])
        return loss, gradient

    def _remember(self, losses, pairs):
        """Remember what one step gave, or some together; `_until_a_look` says how many these can be."""
        self.losses += losses
        self.pairs += pairs
        self._stop_if_lost()
        if len(self.losses) % self.frame_every == 0:
            self.frames.append(self._frame())
        self.watch.see(self)

    def _frame(self):
        """Return the number of steps so far, and the vectors of the picture's words, (W, 2D)."""
        rows = [self.corpus.index[word] for word in self.watched]
        return len(self.losses), np.hstack([self.x[rows], self.x[[self.V + row for row in rows]]])

    def was_complete(self) -> bool:
        """Tell whether the checkpoint is that of the last step; if so, take the run from it."""
        if not self.found or int(self.found["step"]) != self.settings["steps"]:
            return False
        self.x = self.found["x"]
        self._pick_up(self.x)
        return True

    def _pick_up(self, x):
        """Recall the steps before a break, if x at the first step is that of the checkpoint."""
        if self.found and np.array_equal(x, self.found["x"]):
            self.losses, self.pairs = list(self.found["losses"]), list(self.found["pairs"])
            self.seconds, self.kept = float(self.found["seconds"]), len(self.losses)
            self.trained_by = str(self.found["trained_by"])
            self.frames = list(zip(self.found["frame_steps"].tolist(), self.found["frames"], strict=True))
        self.found = None

    def _stop_if_lost(self):
        """Stop a run whose loss is not finite, or has grown tenfold (every twenty steps, on their mean)."""
        if len(self.losses) % LOST_EVERY != 0 and math.isfinite(self.losses[-1]):
            return  # one bad step may happen, and passes
        losses, pairs = self.losses[-LOST_EVERY:], self.pairs[-LOST_EVERY:]
        recent = self.settings["batch"] * sum(losses) / sum(pairs)
        first = self.settings["batch"] * self.losses[0] / self.pairs[0]
        if np.isfinite(recent) and recent <= 10 * first:
            return
        raise Trouble(
            f"Stopped at step {len(self.losses):,}: the loss of a pair is {recent:.3g} (it was {first:.3g} "
            f"at the beginning), and all vectors together have length {np.linalg.norm(self.x):.3g}.\n"
            f"Either the step is too large (try step={self.settings['step'] / 4:g}), or a gradient or an "
            'update is wrong. To find out: check("negative-sampling"), check("skipgram") and check("sgd").'
        )

    def to_keep(self) -> dict:
        """Return what a checkpoint holds besides x, by name."""
        self.kept = len(self.losses)
        steps, frames = zip(*self.frames, strict=True)
        history = {"losses": self.losses, "pairs": self.pairs, "frame_steps": steps, "frames": frames}
        return history | {"seconds": self._time(), "trained_by": self.trained_by}

    def _time(self):
        return self.seconds + time.perf_counter() - self.began

    def run(self) -> Run:
        """Return the Run so far."""
        history = np.array(self.losses), np.array(self.pairs)
        about = self.corpus, self._time(), self.settings, self.trained_by, self.watched, list(self.frames)
        return Run(self.x[: self.V], self.x[self.V :], *history, *about)

    def farewell(self) -> str:
        """Say where the training was stopped, and where it goes on."""
        done, steps = len(self.losses), self.settings["steps"]
        next_time = f"goes on after step {self.kept:,}" if self.kept else "starts from the beginning"
        return (
            f"Stopped in step {done:,} of {steps:,}. The run holds what was learned so far. "
            f"If you run this again, it {next_time}."
        )
