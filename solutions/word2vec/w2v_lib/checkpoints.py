"""Checkpoints of a long run (given). Nothing is written unless a run asks for it:

    with checkpoints.kept_in("checkpoints/run", every=500) as kept:
        x = sgd(...)

A checkpoint is written to a new file that then takes its place in one move, so that a crash at any
moment leaves the last whole one.
"""

import contextlib
import os
import pathlib
import zipfile

import numpy as np

_active = None  # the Checkpoints of the run that is under way, if it keeps any


class Checkpoints:
    """The newest two checkpoints of one run, in one folder.

    Args:
        folder: where they lie; made if it is missing.
        every: steps between two of them.
        extras: function that gives more arrays by name to keep beside x (the loss so far, say).
    """

    def __init__(self, folder, every=500, extras=dict):
        self.folder, self.every, self.extras = pathlib.Path(folder), every, extras
        self.complained = False

    def save(self, step, x):
        """Writes a checkpoint; where that is not possible (a full disk) says so once, and the last good one stays."""
        try:
            self._write(step, x)
        except OSError as problem:
            if not self.complained:
                print(f"The checkpoint of step {step:,} could not be written ({problem.strerror or problem}). The run goes on, and the last good one stays.")
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

    def latest(self):
        """The newest whole checkpoint as a dict of arrays ("step", "x", extras), or None."""
        for path in self._files():
            try:
                with np.load(path) as arrays:
                    return dict(arrays)
            except (OSError, ValueError, EOFError, zipfile.BadZipFile) as problem:
                print(f"{path.name} cannot be read ({problem}): going back to the one before it.")
        return None

    def clear(self):
        """Removes the run's checkpoints, once it has finished or is to start anew."""
        for path in self._files():
            path.unlink()

    def _files(self):
        return sorted(self.folder.glob("step-*.npz"), reverse=True)


def kept_in(folder, every=500, extras=dict):
    """While this lasts, `resume` and `save` keep checkpoints in `folder`."""
    return kept(Checkpoints(folder, every, extras))


@contextlib.contextmanager
def kept(keeper):
    """The same with another keeper, which has `every`, `save` and `latest` as Checkpoints has."""
    global _active
    before, _active = _active, keeper
    try:
        yield _active
    finally:
        _active = before


def resume(x0):
    """Where to go on from: (number of the last step taken, x after it); (0, a copy of x0) at first."""
    found = _active.latest() if _active else None
    return (0, np.array(x0)) if found is None else (int(found["step"]), found["x"])


def save(step, x):
    """Keeps x after this step, if the run keeps checkpoints and one is due."""
    if _active and step % _active.every == 0:
        _active.save(step, x)
