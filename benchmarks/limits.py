"""Measure why two cores do not double the speed of exact minibatches: `python benchmarks/limits.py`.

Microseconds per step, medians of turns, with the handouts' settings. A step must wait for the one
before it, so a second process can draw windows ahead, which it does, or take half of each step.
That is tried here, and only here: the pairs are divided in two, and then the rows of x, by whether
their word's number is odd; the processes meet twice per step, by semaphores that they ask for
without sleeping.
"""

import itertools
import multiprocessing
import os

import numpy as np
from training import HANDOUT, by_turns, sampler_and_start

from autograder import public
from w2v_lib import parallel, sampling, treebank

minibatch_step = public("minibatch_step")
STEPS, D = 2_000, 10


def main():
    corpus = treebank.read_sst_zip(public("data").fetch("sst"))
    sampler, start, V = sampler_and_start(corpus)
    drawn = [sampler.draw(step) for step in range(STEPS)]
    alone = sampling.Sampler(corpus, **{**HANDOUT, "batch": 1}, seed=0)
    lone = [alone.draw(step) for step in range(STEPS)]
    fast, x = minibatch_step.Negative(V, D), start.copy()
    halves = Halves(drawn, start, V)
    later = itertools.count(STEPS)

    took = by_turns(
        lambda: [fast.step(x, windows, 0.3) for windows in drawn],
        lambda: [fast.step(x, windows, 0.3) for windows in lone],
        lambda: [touch(fast, x, windows) for windows in drawn],
        lambda: [sampler.draw(next(later)) for _ in range(STEPS)],
        halves.run,
    )
    pairs = np.mean([len(windows.words) for windows in drawn])
    what = (
        f"a step of {pairs:.0f} pairs",
        "  a step of one window: what the calls cost, whatever the numbers",
        "  its rows read and added to, no arithmetic",
        "windows and negatives for a step",
        "a step divided between two processes",
    )
    for text, seconds in zip(what, took, strict=True):
        print(f"{text:66}{1e6 * seconds / STEPS:>8.0f} µs")
    expected = start.copy()
    for windows in drawn:
        fast.step(expected, windows, 0.3)
    print(f"{'divided against whole':66}{'equal' if np.array_equal(expected, halves.x) else 'DIFFERENT':>11}")


def touch(fast, x, windows):
    """Read and change the rows that a step reads and changes, by nothing."""
    P = len(windows.words)
    centers = windows.centers.repeat(windows.sizes)
    v = x.take(centers, 0, fast.v[:P], "clip")
    x[fast.V :].take(windows.words, 0, fast.U[:P], "clip")
    nothing = np.zeros(windows.words.size)
    minibatch_step.add_rows(x[fast.V :], fast.by_pair[: P + 1], windows.words.reshape(-1), nothing, v)
    minibatch_step.add_rows(x[: fast.V], fast.one_by_one[: P + 1], centers, nothing[:P], v)


class Halves:
    """Steps that two processes take together. All indices are made beforehand, at no cost to the steps."""

    def __init__(self, drawn, start, V):
        self.drawn, self.start, self.V = drawn, start, V
        self.ready = [self._owned(windows) for windows in drawn]
        most = max(len(windows.words) for windows in drawn)
        self.x = parallel.shared(start.shape)
        self.scores, self.vectors = parallel.shared((most * 12,)), parallel.shared((2 * most * D,))
        self.q, self.U = np.empty((most, 11)), np.empty((most, 11, D))
        fork = multiprocessing.get_context("fork")
        self.turn = fork.Semaphore(0), fork.Semaphore(0)

    def _owned(self, windows):
        """Return for each process the places of its additions, their rows of x, and where each column begins.

        Columns are the pairs' center vectors, added to words, then the pairs' gradients, added to centers.
        """
        P, width = windows.words.shape
        centers = windows.centers.repeat(windows.sizes)
        words = np.concatenate([windows.words.reshape(-1), centers])
        rows = np.concatenate([windows.words.reshape(-1) + self.V, centers])
        columns = np.concatenate([np.arange(P).repeat(width), P + np.arange(P)])
        mine = [np.flatnonzero(words % 2 == one) for one in (0, 1)]
        ends = [np.cumsum(np.bincount(columns[places], minlength=2 * P)) for places in mine]
        parts = zip(mine, ends, strict=True)
        return centers, [(places, np.append(0, end), rows[places]) for places, end in parts]

    def run(self):
        self.x[...] = self.start
        other = os.fork()
        if not other:
            try:
                self._steps(1)
            finally:
                os._exit(0)
        self._steps(0)
        os.waitpid(other, 0)

    def _meet(self, me):
        self.turn[1 - me].release()
        while not self.turn[me].acquire(False):
            pass

    def _steps(self, me, rate=0.3):
        for windows, (centers, owned) in zip(self.drawn, self.ready, strict=True):
            (P, width), B = windows.words.shape, len(windows.centers)
            here = slice(0, P // 2) if me == 0 else slice(P // 2, P)
            n = here.stop - here.start
            scores = self.scores[: P * width].reshape(P, width)[here]
            both = self.vectors[: 2 * P * D].reshape(2, P, D)
            v = self.x.take(centers[here], 0, both[0][here], "clip")
            U = self.x[self.V :].take(windows.words[here], 0, self.U[:n], "clip")
            np.matmul(U, v[:, :, None], scores[:, :, None])
            np.negative(scores[:, 0], scores[:, 0])
            np.exp(scores, scores)
            np.add(scores, 1, self.q[:n])
            np.reciprocal(self.q[:n], scores)
            np.subtract(1, scores, scores)
            np.multiply(scores, -rate / B, scores)
            np.negative(scores[:, 0], scores[:, 0])
            np.matmul(scores[:, None, :], U, both[1][here][:, None, :])
            if me == 0:
                self.scores[P * width : P * (width + 1)] = 1
            self._meet(me)
            places, columns, rows = owned[me]
            minibatch_step.add_rows(self.x, columns, rows, self.scores.take(places), both.reshape(2 * P, D))
            self._meet(me)


if __name__ == "__main__":
    main()
