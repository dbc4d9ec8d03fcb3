"""Keep checkpoints of a long run (given).

Nothing is written unless a run asks for it:

    with checkpoints.kept_in("checkpoints/run", every=500) as kept:
        x = sgd(...)

A checkpoint is written under another name first and renamed when it is complete. So a crash at any
moment leaves the last complete checkpoint as it was.
"""

import contextlib
import os
import pathlib
import sys
import zipfile
from collections.abc import Callable, Iterator

import numpy as np

_active = None  # the keeper of the run that is under way; None if it keeps no checkpoints


class Checkpoints:
    """Keep the newest two checkpoints of one run in one folder.

    Args:
        folder: where the files are; it is made if it is missing.
        every: number of steps from one checkpoint to the next.
        extras: function that returns further arrays by name, to be kept beside x (the losses so far, say).
    """

    def __init__(self, folder: str | pathlib.Path, every: int = 500, extras: Callable[[], dict] = dict):
        self.folder, self.every, self.extras = pathlib.Path(folder), every, extras
        self.complained = False

    def save(self, step: int, x: np.ndarray) -> None:
        """Write a checkpoint. If that fails (on a full disk, say), tell it once; the last good one stays."""
        try:
            self._write(step, x)
        except OSError as problem:
            if not self.complained:
                print(
                    f"The checkpoint of step {step:,} could not be written ({problem.strerror or problem}). "
                    "The training goes on, and the last good checkpoint is kept."
                )
            self.complained = True

    def _write(self, step, x):
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / "unfinished"
        with unfinished.open("wb") as file:
            np.savez(file, step=step, x=x, **self.extras())
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, self.folder / f"step-{step:09d}.npz")
        for old in self._files()[2:]:
            old.unlink()

    def latest(self) -> dict[str, np.ndarray] | None:
        """Return the newest complete checkpoint as arrays by name ("step", "x", extras), or None."""
        for path in self._files():
            try:
                with np.load(path) as arrays:
                    return dict(arrays)
            except (OSError, ValueError, EOFError, zipfile.BadZipFile) as problem:
                print(f"{path.name} cannot be read ({problem}): going back to the checkpoint before it.")
        return None

    def clear(self) -> None:
        """Remove the run's checkpoints, once it has finished or is to start from the beginning."""
        for path in self._files():
            path.unlink()

    def _files(self):
        return sorted(self.folder.glob("step-*.npz"), reverse=True)


def kept_in(folder: str | pathlib.Path, every: int = 500, extras: Callable[[], dict] = dict):
    """Keep checkpoints in `folder` during a `with` block, where `save` writes and `resume` reads them."""
    return kept(Checkpoints(folder, every, extras))


@contextlib.contextmanager
def kept(keeper: Checkpoints | None) -> Iterator[Checkpoints | None]:
    """Let another keeper do the same: any object with `every`, `save` and `latest`; None keeps nothing."""
    global _active
    before, _active = _active, keeper
    try:
        yield _active
    finally:
        _active = before


def resume(x0: np.ndarray) -> tuple[int, np.ndarray]:
    """Return the number of the last step taken and x after it; (0, a copy of x0) without a checkpoint."""
    found = _active.latest() if _active else None
    return (0, np.array(x0)) if found is None else (int(found["step"]), found["x"])


def every() -> int:
    """Return how many steps there are from one checkpoint to the next; many if none are kept."""
    return _active.every if _active else sys.maxsize


def save(step: int, x: np.ndarray) -> None:
    """Keep x after this step, if the run keeps checkpoints and one is due."""
    if _active and step % _active.every == 0:
        _active.save(step, x)
