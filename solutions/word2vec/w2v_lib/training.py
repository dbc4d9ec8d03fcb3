"""Trains word vectors on a corpus with the functions that you wrote (given).

    run = train(open_corpus())              # under a minute; stop it and start it as you like
    run = train(open_corpus(), **HANDOUT)   # the budget of the CS224n handouts: minutes

Your `sgd` takes the steps. For every window it is handed the gradient that your
`skipgram_loss_and_gradient` gives on only those rows that the window needs: a few dozen instead of
many thousands, which is what makes it quick.
"""

import contextlib
import functools
import hashlib
import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from . import checkpoints
from .sampling import Sampler
from .waiting import Trouble, student, trouble_in, waits_for
from .watching import Watch

HANDOUT = dict(steps=40_000, dim=10, negatives=10, step=0.3, anneal_every=20_000, threshold=1e-5)
CHECKPOINT_EVERY = 250  # steps, a few seconds
STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py")  # a run depends on what they say


@dataclass
class Run:
    """Word vectors and how they came about; row w belongs to corpus.words[w].

    Attributes:
        center_vecs, outside_vecs: (V, D).
        losses: (steps,) mean loss of each step's windows, which is what sgd descends.
        pairs: (steps,) how many (center, outside) pairs each step had.
        seconds: time that the steps took, without the breaks.
        settings: what train was called with.
    """

    center_vecs: np.ndarray
    outside_vecs: np.ndarray
    losses: np.ndarray
    pairs: np.ndarray
    corpus: object
    seconds: float
    settings: dict = field(default_factory=dict)

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


@waits_for("the corpus")
def train(
    corpus,
    steps=2600,
    dim=40,
    window=5,
    batch=50,
    negatives=5,
    step=15.0,
    anneal_every=900,
    threshold=1e-4,
    seed=0,
    folder="checkpoints",
    fresh=False,
):
    """Word vectors of a corpus, trained with the student's functions.

    A run that was stopped, even by a crash, goes on where it was when it is started again with the
    same settings and the same code, and ends as if nothing had happened.

    Args:
        corpus: from `open_corpus`.
        steps: how many sgd steps, each on `batch` windows that reach up to `window` words.
        dim, negatives: D and K.
        step, anneal_every: for sgd.
        threshold: of the subsampling of frequent words; smaller drops more.
        seed: of everything random.
        folder: where checkpoints are kept until the run is complete.
        fresh: True forgets the checkpoint of an earlier try.

    Returns:
        A Run; None if a function is not written yet or the training had to stop.
    """
    chosen = dict(steps=steps, dim=dim, window=window, batch=batch, negatives=negatives, step=step)
    chosen |= dict(anneal_every=anneal_every, threshold=threshold, seed=seed)
    home = _home(Path(folder), corpus, chosen)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    work = _Work(corpus, chosen)
    with checkpoints.kept_in(home, CHECKPOINT_EVERY, work.to_keep) as kept:
        kept.latest = functools.cache(kept.latest)  # sgd asks as well: reads (and complains) once
        work.found = kept.latest()
        try:
            return _finish(work, _descend(work), home)
        except KeyboardInterrupt:
            print(work.farewell())
            return work.run()
        except Trouble:
            shutil.rmtree(home, ignore_errors=True)  # to go on would end in the same trouble
            raise
        finally:
            work.watch.close(work.run())


def _descend(work):
    """The student's sgd from the start, or from the checkpoint, to the last step."""
    chosen, sgd = work.settings, student("sgd")
    if work.found:
        print(f"Going on from step {int(work.found['step']):,} of {chosen['steps']:,}.")
    try:
        return sgd(work, work.x, chosen["step"], chosen["steps"], anneal_every=chosen["anneal_every"])
    except (Trouble, NotImplementedError):
        raise
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem


def _finish(work, x, home):
    shape = work.x.shape
    if np.shape(x) != shape or len(work.losses) != work.settings["steps"]:
        raise Trouble(
            f"sgd returned something of shape {np.shape(x)} after {len(work.losses):,} steps; it should be x, "
            f'of shape {shape}, after {work.settings["steps"]:,}. check("sgd") tells more.'
        )
    work.x = x
    shutil.rmtree(home, ignore_errors=True)
    with contextlib.suppress(OSError):
        home.parent.rmdir()  # if no other run keeps anything there
    return work.run()


def _home(folder, corpus, chosen):
    """Folder of this run's checkpoints: other settings, another corpus or edited code mean another run."""
    run = hashlib.sha256(json.dumps(chosen, default=float).encode())
    run.update("\n".join([corpus.name, *corpus.words]).encode())
    run.update(np.concatenate(corpus.tokens).tobytes())
    code = hashlib.sha256()
    for name in STUDENT_FILES:
        code.update(Path(__file__).with_name(name).read_bytes())
    home = folder / f"{run.hexdigest()[:12]}-{code.hexdigest()[:8]}"
    for other in set(folder.glob(f"{home.name[:12]}-*")) - {home}:
        print("The functions were edited since this training was stopped: it starts from the beginning.")
        shutil.rmtree(other)
    return home


class _Work:
    """The function that sgd descends, and what a run remembers of it.

    x stacks both kinds of vectors: rows 0 … V-1 are center vectors, rows V … 2V-1 outside vectors.
    """

    def __init__(self, corpus, settings):
        self.corpus, self.settings = corpus, settings
        self.V, self.skipgram = len(corpus.words), student("skipgram_loss_and_gradient")
        names = "window", "batch", "negatives", "threshold", "seed"
        self.sampler = Sampler(corpus, **{name: settings[name] for name in names})
        self.x = self._start()
        self.losses, self.pairs, self.seconds, self.kept, self.found = [], [], 0.0, 0, None
        self.watch, self.began = Watch(settings["steps"]), time.perf_counter()

    def _start(self):
        """(2V, D) centers uniform in ±0.5/D, outsides zero."""
        rng, D = np.random.default_rng([self.settings["seed"], 0]), self.settings["dim"]
        return np.concatenate([(rng.random((self.V, D)) - 0.5) / D, np.zeros((self.V, D))])

    def __call__(self, x):
        """Mean loss of the next step's windows, and its gradient, (2V, D)."""
        self._pick_up(x)
        self.x = x
        windows = self.sampler.draw(len(self.losses) + 1)
        loss, gradient = batch_loss_and_gradient(self.skipgram, windows, x, self.V)
        self.losses.append(loss)
        self.pairs.append(sum(len(outsides) for _, outsides, _ in windows))
        self._stop_if_lost()
        self.watch.see(self)
        return loss, gradient

    def _pick_up(self, x):
        """At the first step after a break: the steps that were taken before it."""
        if self.found and np.array_equal(x, self.found["x"]):
            self.losses, self.pairs = list(self.found["losses"]), list(self.found["pairs"])
            self.seconds, self.kept = float(self.found["seconds"]), len(self.losses)
        self.found = None

    def _stop_if_lost(self):
        """Stops a run whose numbers are no longer finite, or whose loss runs away."""
        a_pair, first = (self.losses[at] * self.settings["batch"] / self.pairs[at] for at in (-1, 0))
        if not (np.isfinite(a_pair) and a_pair <= 5 * first):
            raise Trouble(
                f"Stopped at step {len(self.losses):,}: the loss of a pair is {a_pair:.3g}, it began at {first:.3g}; "
                f"the vectors together have length {np.linalg.norm(self.x):.3g}.\n"
                f"Either the step is too large (try step={self.settings['step'] / 4:g}), or a gradient or an "
                'update is wrong: check("negative-sampling"), check("skipgram") and check("sgd") tell.'
            )

    def to_keep(self):
        """What a checkpoint holds besides x."""
        self.kept = len(self.losses)
        return dict(losses=self.losses, pairs=self.pairs, seconds=self._time())

    def _time(self):
        return self.seconds + time.perf_counter() - self.began

    def run(self):
        """The Run so far."""
        history = np.array(self.losses), np.array(self.pairs)
        return Run(self.x[: self.V], self.x[self.V :], *history, self.corpus, self._time(), self.settings)

    def farewell(self):
        done, steps = len(self.losses), self.settings["steps"]
        after = f"goes on after step {self.kept:,}" if self.kept else "starts from the beginning"
        return f"Stopped in step {done:,} of {steps:,}. What was learned is in the run; this cell, run again, {after}."


def batch_loss_and_gradient(skipgram, windows, x, V):
    """Mean loss of some windows and its gradient, each window worked out on just the rows it needs.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        windows: tuples of center, outside words (M,), negatives (M, K).
        x: (2V, D), center vectors above outside vectors.

    Returns:
        loss: float.
        gradient: (2V, D).
    """
    total, rows, grads = 0.0, [], []
    with np.errstate(all="ignore"):  # numbers that run away are dealt with after the step
        for center, outsides, negatives in windows:
            used = V + np.concatenate([outsides, negatives.ravel()])  # repeats get a row each
            loss, grad_center, grad_outside = _window(skipgram, x[[center]], x[used], negatives.shape)
            total += loss
            rows += [[center], used]
            grads += [grad_center, grad_outside]
    gradient = np.zeros_like(x)
    np.add.at(gradient, np.concatenate(rows), np.concatenate(grads) / len(windows))
    return total / len(windows), gradient


def _window(skipgram, center_vecs, outside_vecs, shape):
    """The student's function on a window's own rows: center (1, D), outside (M + M K, D)."""
    M, K = shape
    try:
        places = np.arange(M + M * K)
        loss, grad_center, grad_outside = skipgram(
            0, places[:M], center_vecs, outside_vecs, places[M:].reshape(M, K)
        )
        if (np.shape(grad_center), np.shape(grad_outside)) != (center_vecs.shape, outside_vecs.shape):
            raise ValueError(
                f"gradients of shape {np.shape(grad_center)} and {np.shape(grad_outside)} for matrices of shape "
                f"{center_vecs.shape} and {outside_vecs.shape}"
            )
        return float(np.squeeze(loss)), grad_center, grad_outside
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("skipgram_loss_and_gradient", problem) from problem
