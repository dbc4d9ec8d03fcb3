"""What tests of the sandbox share: its kinds that work here, a zygote that is kept, processes left over."""

import atexit
import contextlib
import ctypes
import os
import pathlib
import time

from autograder.sandbox import cgroups, tiers
from autograder.sandbox.box import Box
from autograder.sandbox.zygote import Zygote

if group := cgroups.group():
    group.close()
HAS_GROUPS = group is not None
TIERS = [tier for tier, problem in tiers.survey().items() if problem is None]


class KeptZygote(Zygote):
    """A zygote that stays when a submission is done, as it does in a batch."""

    def close(self):
        if self.has_ended:
            super().close()


_kept = {}  # what a zygote was started with, as text: the zygote


def kept_zygote(*started_with):
    """Return a zygote of this kind that runs, in place of isolated.Zygote: the same one for all tests."""
    key = repr(started_with)
    if key not in _kept or _kept[key].has_ended:
        _kept[key] = KeptZygote(*started_with)
        box = Box(_kept[key])
        box.question().close()
        box.close()
    return _kept[key]


@atexit.register
def end_kept_zygotes():
    """End them; who wants one starts another."""
    while _kept:
        Zygote.close(_kept.popitem()[1])


def children(of=None):
    """Return the numbers of this process's living children, adopted orphans too, and of theirs."""
    found = _children_of(of or os.getpid())
    return {pid for pid in found if not _is_dead(pid)}.union(*map(children, found))


def _children_of(pid):
    try:
        return set(map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:  # it has ended
        return set()


def _is_dead(pid):
    """Tell whether only the exit code is left, which an adopted process leaves to us."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def gone(living, seconds=2):
    """Wait until no process is left but those that were `living` before; tell whether that came to pass."""
    ends = time.monotonic() + seconds
    while (left := children() - living) and time.monotonic() < ends:
        time.sleep(0.01)
    return not left


@contextlib.contextmanager
def adopting_orphans():
    """While this lasts, a process whose parent ends is this one's child, and so among the `children`.

    Processes of one's own have to be waited for inside: at the end, all that are dead are taken leave of.
    """
    PR_SET_CHILD_SUBREAPER = 36
    libc, mine = ctypes.CDLL(None), _children_of(os.getpid())
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        for pid in _children_of(os.getpid()) - mine:
            if _is_dead(pid):  # nobody else takes leave of it, and it would be looked at again and again
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
