"""Limits of memory and processes for a whole box, where the machine lets the grader set some (cgroups).

A process's own limits hold for that process alone; a group's hold for all that runs in the box, and for what
the kernel keeps for it. Machines on which this works: those whose group is the grader's to divide, as in most
containers in which one is root, and after  systemd-run --user --scope -p Delegate=yes  (docs/security.md).
"""

import contextlib
import os
import pathlib
import secrets
import time
from collections.abc import Iterator

from . import scratch

ROOT, OWN = pathlib.Path("/sys/fs/cgroup"), pathlib.Path("/proc/self/cgroup")
OURS = "w2v-grader"
"""The group of our own processes, in version 2, where those of boxes are beside it."""
MEMORY, PROCESSES = 640 * 2**20, 64  # bytes and threads of a box
SECONDS_TO_EMPTY = 1.0


class Group:
    """A group for one box. `folders` are those of its controllers: one in version 2, two in version 1.

    Like a folder of scratch.py, each is held as long as its maker lives.
    """

    def __init__(self) -> None:
        self.folders: list[pathlib.Path] = []
        self._held = contextlib.ExitStack()

    def add(self, above: pathlib.Path) -> pathlib.Path:
        """Make and hold a folder of the group, and return it. Raises OSError."""
        while True:
            folder = above / f"w2v-box-{secrets.token_hex(6)}"
            folder.mkdir()
            if scratch.hold_new(folder, self._held):
                self.folders.append(folder)
                return folder

    @contextlib.contextmanager
    def files(self) -> Iterator[list[int]]:
        """Give the files, opened, into which a process writes "0" to join the group with its later forks."""
        with contextlib.ExitStack() as opened:
            yield [
                opened.enter_context(open(folder / "cgroup.procs", "wb")).fileno() for folder in self.folders
            ]

    def close(self) -> None:
        """Remove the group, whose processes have been ended."""
        ends = time.monotonic() + SECONDS_TO_EMPTY
        for folder in self.folders:
            while folder.is_dir() and time.monotonic() < ends:
                try:
                    folder.rmdir()
                except OSError:  # the last of its processes is on its way out
                    time.sleep(0.005)
        self._held.close()


def group() -> Group | None:
    """Return a new group with limits; None where the machine gives none."""
    made = Group()
    try:
        for above, limits in _places():
            _sweep(above)
            folder = made.add(above)
            for name, limit in limits.items():
                (folder / name).write_text(str(limit), "ascii")
    except (OSError, KeyError):  # not ours to divide, or not told where
        made.close()
        return None
    return made if made.folders else None


def _sweep(above: pathlib.Path) -> None:
    """Remove the groups of graders that were killed."""
    for folder in above.glob("w2v-box-*"):
        with contextlib.suppress(OSError), scratch.held(folder):  # or something still runs in it
            folder.rmdir()


def _places() -> list[tuple[pathlib.Path, dict[str, int]]]:
    """Return [(folder in which groups can be made, {file: limit})]. Raises OSError."""
    own: dict[str, str] = {}
    for line in OWN.read_text("utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        own |= dict.fromkeys(controllers.split(","), path.lstrip("/"))
    memory, processes = ROOT / "memory" / own.get("memory", ""), ROOT / "pids" / own.get("pids", "")
    if "memory" in own and memory.is_dir():  # version 1
        places = [(memory, {"memory.limit_in_bytes": MEMORY})]
        return places + ([(processes, {"pids.max": PROCESSES})] if processes.is_dir() else [])
    above = ROOT / own[""]
    if above.name == OURS:  # as the first box left it
        above = above.parent
    if not {"memory", "pids"} <= set((above / "cgroup.subtree_control").read_text("ascii").split()):
        _divide(above)
    return [(above, {"memory.max": MEMORY, "memory.swap.max": 0, "pids.max": PROCESSES})]


def _divide(above: pathlib.Path) -> None:
    """Let groups below ours have limits: our own processes move into one of them. Raises OSError."""
    if os.getxattr(above, "user.delegate") != b"1":  # somebody else's to divide
        raise PermissionError
    ours = above / OURS
    ours.mkdir(exist_ok=True)
    for process in (above / "cgroup.procs").read_text("ascii").split():
        with contextlib.suppress(OSError):  # it has ended
            (ours / "cgroup.procs").write_text(process, "ascii")
    (above / "cgroup.subtree_control").write_text("+memory +pids", "ascii")
