"""Folders for a while, which go away even if the process that made one was killed.

Their maker holds a lock on them as long as it lives. Whoever makes one first removes those that nobody
holds.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import tempfile
from collections.abc import Iterator

# with the machine's name, for a lock on a folder that machines share may be seen on one of them alone
PREFIX = f"w2v-scratch-{socket.gethostname()}-"


@contextlib.contextmanager
def folder(kind: str) -> Iterator[pathlib.Path]:
    """Give a new folder that only this account can enter; it goes away with all that is in it."""
    _sweep()
    made, lock = _made(kind)
    with lock, made as place:  # nobody else removes it meanwhile
        yield pathlib.Path(place)


def _made(kind: str) -> tuple[tempfile.TemporaryDirectory[str], contextlib.ExitStack]:
    """Return a new folder, and what holds it."""
    while True:
        made = tempfile.TemporaryDirectory(prefix=f"{PREFIX}{kind}-")
        lock = contextlib.ExitStack()
        if hold_new(made.name, lock):
            return made, lock
        made.cleanup()


def hold_new(place: str | pathlib.Path, lock: contextlib.ExitStack) -> bool:
    """Hold a folder that was just made, until `lock` is closed; False where somebody's sweep came first."""
    try:
        lock.enter_context(held(place))
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:  # there are no locks here: nobody can take it for nobody's
        pass
    return True


@contextlib.contextmanager
def held(place: str | pathlib.Path) -> Iterator[None]:
    """Hold a folder of this account. Raises OSError where it is no such, is gone, or somebody holds it."""
    import fcntl  # noqa: PLC0415  Windows has none: nothing is graded there

    number = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(number).st_uid != os.getuid():
            raise PermissionError(place)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.stat(place)  # it may have been removed before the lock was ours
        yield
    finally:
        os.close(number)


def _sweep() -> None:
    """Remove the folders of processes that were killed."""
    for place in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), held(place):
            shutil.rmtree(place, ignore_errors=True)
