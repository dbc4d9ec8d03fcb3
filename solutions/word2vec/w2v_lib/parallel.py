"""A second process, where the machine has one to give: results are the same to the last bit with it and without (given)."""

import contextlib
import itertools
import math
import mmap
import multiprocessing
import os
import signal
import warnings

import numpy as np

from .gathering import gathered
from .sampling import BLOCK, steps_of
from .waiting import Trouble

AHEAD, PATIENCE = 4, 5.0  # blocks that wait to be used; seconds after which it is asked whether the helper is alive


class Ended(Trouble):
    """The helper is gone (killed for want of memory, say); what was learned is sound."""

    def __init__(self):
        super().__init__("The second process of the training ended: run this again; it goes on from the last checkpoint.")


def processes():
    """How many processes a training may use: two, or one where there is one core or no fork (Windows, macOS)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return 2 if cores > 1 and "fork" in multiprocessing.get_all_start_methods() else 1


def _started(function, *arguments):
    """A process that runs `function`; it goes when this one goes, and leaves the interrupt to this one."""

    def run():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(BrokenPipeError, EOFError, ConnectionError):
            function(*arguments)
        os._exit(0)  # nothing of the kernel's is to be tidied up twice

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking a kernel's threads: the helper uses none of them
        process = multiprocessing.get_context("fork").Process(target=run, daemon=True)
        process.start()
    return process


def shared(shape, kind=float):
    """An array of zeros that this process and those which it starts by a fork all see."""
    size = math.prod(shape)
    return np.frombuffer(mmap.mmap(-1, size * np.dtype(kind).itemsize), kind, size).reshape(shape)


class Ahead:
    """A stream whose blocks are drawn by another process while this one computes.

    They lie in memory that both see, in rooms that are used in turn; a pipe says when one is free, and when it is full.
    """

    def __init__(self, stream, first):
        self.centers, self.sizes = (shared((AHEAD, BLOCK, stream.batch), np.intp) for _ in range(2))
        self.words = shared((AHEAD, BLOCK * stream.batch * 2 * stream.window, 1 + stream.negatives), np.intp)
        self.block, self.begins, self.rooms = [], first, itertools.cycle(range(AHEAD))
        self.ours, theirs = multiprocessing.Pipe(duplex=True)
        self.process = _started(self._draw, stream, first, theirs)
        theirs.close()
        for _ in range(AHEAD):
            self.ours.send(True)

    def _draw(self, stream, step, asked):
        self.ours.close()  # else the pipe would stay open when the process that asks is gone
        for room in self.rooms:
            asked.recv()
            try:
                self.centers[room], self.sizes[room], words = zip(*(stream.draw(step + place) for place in range(BLOCK)))
            except Trouble as problem:
                asked.send(problem)
                return
            np.concatenate(words, out=self.words[room, : self.sizes[room].sum()])
            asked.send(None)
            step += BLOCK

    def draw(self, step):
        """The Windows of a step; steps follow each other."""
        while step >= self.begins + len(self.block):
            try:
                if self.block:
                    self.ours.send(True)  # the room of the last block is free
                trouble = self.ours.recv()
            except (EOFError, ConnectionError):
                trouble = Ended()
            if trouble:
                raise trouble
            self.begins += len(self.block)
            room = next(self.rooms)
            self.block = steps_of(self.centers[room], self.sizes[room], self.words[room, : self.sizes[room].sum()])
        return self.block[step - self.begins]

    def close(self):
        self.ours.close()
        self.process.kill()
        self.process.join()


class Gathering:
    """Steps by the student's own skipgram_loss_and_gradient, handed just the rows that a window needs."""

    processes = 1

    def __init__(self, skipgram, V, D):
        self.skipgram, self.V, self.places = skipgram, V, np.arange(2 * V * D).reshape(2 * V, D)

    def step(self, x, windows, rate):
        """Takes one step on x, in place; returns the mean loss of the windows."""
        return self._take(x, rate, *gathered(self.skipgram, windows.each(), x, self.V))

    def _take(self, x, rate, losses, rows, grads):
        np.add.at(x.reshape(-1), self.places.take(rows, axis=0).reshape(-1), (grads * (-rate / len(losses))).reshape(-1))
        return sum(losses) / len(losses)

    def close(self):
        """Nothing to end."""


class GatheringByTwo(Gathering):
    """The same, the second half of each minibatch by another process. Gradients are added in the order of the windows.

    x lies in memory that both see (`shared`); between two steps only this process touches it.
    """

    processes = 2

    def __init__(self, skipgram, V, D, settings):
        super().__init__(skipgram, V, D)
        fork, most = multiprocessing.get_context("fork"), 1 + 2 * settings["window"] * (1 + settings["negatives"])
        self.shared = shared((2 * V, D))
        self.losses = shared((settings["batch"],))
        self.grads = shared((settings["batch"] * most, D))
        self.done = fork.Semaphore(0)
        self.windows, self.said = fork.Pipe(duplex=True)
        self.process = None

    def step(self, x, windows, rate):
        if self.process is None:
            self.process = _started(self._help)
        each = windows.each()
        mine = _half(windows)
        self.windows.send(each[mine:])
        losses, rows, grads = gathered(self.skipgram, each[:mine], x, self.V)
        while not self.done.acquire(timeout=PATIENCE):
            if not self.process.is_alive():
                raise Ended
        if self.windows.poll():
            raise self.windows.recv()
        others = [np.concatenate([[center], self.V + outsides, self.V + negatives.ravel()]) for center, outsides, negatives in each[mine:]]
        theirs = np.concatenate(others)
        both = losses + self.losses[: len(each) - mine].tolist()
        return self._take(x, rate, both, np.concatenate([rows, theirs]), np.concatenate([grads, self.grads[: len(theirs)]]))

    def _help(self):
        """In the other process: windows in, losses and gradients into the shared memory."""
        self.windows.close()
        while True:
            each = self.said.recv()
            try:
                losses, rows, grads = gathered(self.skipgram, each, self.shared, self.V)
                self.losses[: len(losses)], self.grads[: len(rows)] = losses, grads
            except (Trouble, NotImplementedError) as problem:
                self.said.send(problem)
            self.done.release()

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.join()


def _half(windows):
    """How many windows make up about half of the pairs."""
    so_far = np.cumsum(windows.sizes)
    return int(np.clip(np.searchsorted(so_far, so_far[-1] / 2), 1, len(so_far) - 1)) if len(so_far) > 1 else 1
