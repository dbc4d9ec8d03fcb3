"""What tests of the sandbox share: its kinds that work here, boxes that are kept, processes left over."""

import atexit
import contextlib
import ctypes
import os
import pathlib
import time

from autograder.sandbox import tiers
from autograder.sandbox.box import Box

TIERS = [tier for tier, problem in tiers.survey().items() if problem is None]


class KeptBox(Box):
    """A box that stays when its submission is done, so that the next one need not wait for a new one.

    What a submission can do to its own box is tried where each has a box of its own, as when grading.
    """

    used_up = False

    def question(self):
        channel = super().question()
        self.used_up = channel is None
        return channel

    def close(self):
        if self.used_up:
            super().close()


_kept = {}  # what a box was started with: the box


def kept_box(*started_with):
    """Return a box of this kind, in place of isolated.Box: the kept one, while it takes questions."""
    if started_with not in _kept or _kept[started_with].used_up:
        _kept[started_with] = KeptBox(*started_with)
    return _kept[started_with]


@atexit.register
def _end_kept_boxes():
    for box in _kept.values():
        Box.close(box)


def children():
    """Return the numbers of the processes that this one has started, and of orphans that it has adopted."""
    found = set(map(int, pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))
    kept = {box.process.pid for box in _kept.values()}
    return {pid for pid in found - kept if not _is_dead(pid)}


def _is_dead(pid):
    """Tell whether only the exit code is left, which an adopted process leaves to us."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def gone(living, seconds=2):
    """Wait until no process is left but those that were `living` before; tell whether that came to pass."""
    ends = time.monotonic() + seconds
    while not children() <= living and time.monotonic() < ends:
        time.sleep(0.01)
    return children() <= living


@contextlib.contextmanager
def adopting_orphans():
    """While this lasts, a process whose parent ends is this one's child, and so among the `children`."""
    PR_SET_CHILD_SUBREAPER = 36
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
