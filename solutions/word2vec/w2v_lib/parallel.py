"""Use a second process where the machine has a second core (given).

Results are the same to the last bit with it and without it.
"""

import contextlib
import itertools
import math
import mmap
import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable

import numpy as np

from .gathering import gathered, on_whole
from .handout import HandoutStream
from .sampling import BLOCK, Sampler, Steps, Stream, Windows
from .waiting import Trouble

AHEAD = 4  # blocks that are drawn ahead
PATIENCE = 5.0  # seconds to wait for the helper before looking whether it is alive


class Ended(Trouble):
    """Report that the helper is gone (short of memory, say); what was learned before is valid."""

    def __init__(self):
        super().__init__(
            "The second process of the training ended: run this again, "
            "and it goes on from the last checkpoint."
        )


def processes() -> int:
    """Return how many processes a training may use: one on a single core, Windows or macOS, else two."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return 2 if cores > 1 and "fork" in multiprocessing.get_all_start_methods() else 1


def _started(function, *arguments):
    """Start a process that runs `function`, ends when this one ends, and leaves interrupts to this one."""

    def run():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(BrokenPipeError, EOFError, ConnectionError):
            function(*arguments)
        os._exit(0)  # without the kernel's own cleaning up, which would then happen twice

    with warnings.catch_warnings():
        # Python warns that the kernel's threads are forked too; the helper uses none of them
        warnings.simplefilter("ignore", DeprecationWarning)
        process = multiprocessing.get_context("fork").Process(target=run, daemon=True)
        process.start()
    return process


def shared(shape: tuple[int, ...], kind: type = float) -> np.ndarray:
    """Return an array of zeros in memory that this process shares with the helpers that it starts."""
    size = math.prod(shape)
    return np.frombuffer(mmap.mmap(-1, size * np.dtype(kind).itemsize), kind, size).reshape(shape)


class Ahead(Stream):
    """Let another process draw the windows of a stream, a block at a time, while this one computes.

    The blocks are in shared memory, in rooms that are used in turn. A pipe says when a room is free, and how
    many steps are in it when it is full.
    """

    def __init__(self, stream: Sampler | HandoutStream, first: int):
        self.centers, self.sizes = (shared((AHEAD, BLOCK, stream.batch), np.intp) for _ in range(2))
        self.words = shared((AHEAD, BLOCK * stream.batch * 2 * stream.window, 1 + stream.negatives), np.intp)
        self.block, self.begins, self.rooms = (), first, itertools.cycle(range(AHEAD))
        self.ours, theirs = multiprocessing.Pipe(duplex=True)
        self.process = _started(self._draw, stream, first, theirs)
        theirs.close()
        for _ in range(AHEAD):
            self.ours.send(True)

    def _draw(self, stream, step, asked):
        """Fill one room after the other; this runs in the other process."""
        self.ours.close()  # otherwise the pipe would stay open after the process that asks has ended
        for room in self.rooms:
            asked.recv()
            try:
                drawn = stream.following(step, BLOCK)
            except Trouble as problem:
                asked.send(problem)
                return
            self.centers[room, : len(drawn)], self.sizes[room, : len(drawn)] = drawn.centers, drawn.sizes
            self.words[room, : len(drawn.words)] = drawn.words
            asked.send(len(drawn))
            step += len(drawn)

    def _at(self, step):
        """Return the block that a step is in, and its place there. Ask for steps in order."""
        while step >= self.begins + len(self.block):
            self.begins += len(self.block)
            self.block = self._next()
        return self.block, step - self.begins

    def _next(self):
        """Return the next block, as soon as it is drawn."""
        try:
            if self.block:
                self.ours.send(True)  # the room of the last block is free
            said = self.ours.recv()
        except (EOFError, ConnectionError):
            said = Ended()
        if isinstance(said, Trouble):
            raise said
        room = next(self.rooms)
        sizes = self.sizes[room, :said]
        return Steps(self.centers[room, :said], sizes, self.words[room, : sizes.sum()])

    def close(self) -> None:
        """End the other process."""
        self.ours.close()
        self.process.kill()
        self.process.join()


class Whole:
    """Take steps with the student's skipgram_loss_and_gradient on whole matrices."""

    where, processes = " on whole matrices", 1

    def __init__(self, skipgram: Callable, V: int):
        self.skipgram, self.V = skipgram, V

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss of the windows."""
        loss, gradient = on_whole(self.skipgram, windows, x, self.V)
        x -= rate * gradient
        return loss

    def close(self) -> None:
        """Do nothing: there is no other process to end."""


class Gathering:
    """Take steps with the student's skipgram_loss_and_gradient, on just the rows that a window needs."""

    where, processes = "", 1

    def __init__(self, skipgram: Callable, V: int, D: int):
        self.skipgram, self.V, self.places = skipgram, V, np.arange(2 * V * D).reshape(2 * V, D)

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss of the windows."""
        return self._take(x, rate, *gathered(self.skipgram, windows.each(), x, self.V))

    def _take(self, x, rate, losses, rows, grads):
        places = self.places.take(rows, axis=0)  # (R, D) of the entries in x, row after row
        change = grads * (-rate / len(losses))
        np.add.at(x.reshape(-1), places.reshape(-1), change.reshape(-1))
        return sum(losses) / len(losses)

    def close(self) -> None:
        """Do nothing: there is no other process to end."""


class GatheringByTwo(Gathering):
    """Do the same in two processes: the other one computes the second half of each minibatch.

    Gradients are added in the order of the windows, as in one process. x must be the array `self.shared`,
    which both processes see; between two steps only this process changes it.
    """

    processes = 2

    def __init__(self, skipgram: Callable, V: int, D: int, settings: dict):
        super().__init__(skipgram, V, D)
        fork = multiprocessing.get_context("fork")
        most = 2 * (1 + 2 * settings["window"] * (1 + settings["negatives"]))  # rows that a window can use
        self.shared = shared((2 * V, D))
        self.losses = shared((settings["batch"],))
        self.used = shared((1,), np.intp)  # how many rows there are this time
        self.rows = shared((settings["batch"] * most,), np.intp)
        self.grads = shared((settings["batch"] * most, D))
        self.done = fork.Semaphore(0)
        self.windows, self.said = fork.Pipe(duplex=True)
        self.process = None

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss of the windows."""
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
        their_losses = self.losses[: len(each) - mine].tolist()
        their_rows, their_grads = self.rows[: self.used[0]], self.grads[: self.used[0]]
        return self._take(
            x,
            rate,
            losses + their_losses,
            np.concatenate([rows, their_rows]),
            np.concatenate([grads, their_grads]),
        )

    def _help(self):
        """Turn windows into losses and gradients in shared memory; this runs in the other process."""
        self.windows.close()
        while True:
            each = self.said.recv()
            try:
                losses, rows, grads = gathered(self.skipgram, each, self.shared, self.V)
                self.losses[: len(losses)], self.used[0] = losses, len(rows)
                self.rows[: len(rows)], self.grads[: len(rows)] = rows, grads
            except (Trouble, NotImplementedError) as problem:
                self.said.send(problem)
            self.done.release()

    def close(self) -> None:
        """End the other process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()


def _half(windows):
    """Return how many windows make up about half of the pairs; at least one, and if possible not all."""
    so_far = np.cumsum(windows.sizes)
    if len(so_far) == 1:
        return 1
    return int(np.clip(np.searchsorted(so_far, so_far[-1] / 2), 1, len(so_far) - 1))
