"""Folders for a while, which go away even if the process that made one was killed."""

import contextlib
import functools
import os
import pathlib
import shutil
import tempfile
import time
from collections.abc import Iterator

PREFIX = "w2v-scratch-"
SECONDS_TO_LOCK = 60.0
"""After that long, a folder that nobody holds is nobody's: it is locked as soon as it is made."""


@contextlib.contextmanager
def folder(kind: str) -> Iterator[pathlib.Path]:
    """Give a new folder that only this account can enter; it goes away with all that is in it.

    Its maker holds a lock on it while it lives. Folders whose makers were killed go away now.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{kind}-") as place, _locked(place):
        yield pathlib.Path(place)


@functools.cache
def _sweep() -> None:
    """Remove the folders of processes that were killed; once is enough."""
    for place in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody holds it, or has removed it, or it is not ours
            if time.time() - place.lstat().st_mtime > SECONDS_TO_LOCK:
                with _locked(place):
                    shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def _locked(place: str | pathlib.Path) -> Iterator[None]:
    """Hold a lock on a folder of this account. Raises OSError where it is no such, or somebody holds it."""
    import fcntl  # noqa: PLC0415  Windows has none: nothing is graded there

    number = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(number).st_uid != os.getuid():
            raise PermissionError(place)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)
