"""What there is to see while a training runs: a bar with the time left, and the loss (given).

A notebook shows both, a terminal the bar, a log file neither.
"""

import io
import sys
import time

import numpy as np
from tqdm.auto import tqdm

BAR = "{percentage:3.0f}% {bar} step {n:,} of {total:,}, {remaining} left{postfix}"
BAR_EVERY, CURVE_EVERY = 0.4, 3.0  # seconds


class Watch:
    """Shows how far a training is."""

    def __init__(self, steps):
        self.notebook, self.bar, self.steps = in_notebook(), None, steps
        self.handle, self.shown, self.drawn = None, 0.0, time.perf_counter()

    def see(self, work):
        """Called after every step; looks at the clock, and mostly does nothing."""
        now, done = time.perf_counter(), len(work.losses)
        if self.bar is None:
            quiet = not (self.notebook or sys.stderr.isatty())
            self.bar = tqdm(total=self.steps, initial=done - 1, bar_format=BAR, disable=quiet, leave=True)
            self.before = now, sum(work.pairs[:-1])
        if self.bar.disable or now - self.shown < BAR_EVERY:
            return
        pairs = sum(work.pairs[-100:])
        loss = sum(work.losses[-100:]) * work.settings["batch"] / pairs
        speed = (sum(work.pairs) - self.before[1]) / max(now - self.before[0], 1e-3)
        self.bar.set_postfix_str(f"loss a pair {loss:.3f}, {speed:,.0f} pairs/s", refresh=False)
        self.bar.update(done - self.bar.n)
        self.shown = now
        if self.notebook and now - self.drawn > CURVE_EVERY:
            self._draw(work.run())
            self.drawn = time.perf_counter()

    def close(self, run):
        """The last state, to stay."""
        if self.bar is None:
            return
        self.bar.update(len(run.losses) - self.bar.n)
        self.bar.close()
        if self.notebook:
            self._draw(run)

    def _draw(self, run):
        """Puts the loss curve in the place of the one before: one picture, no flicker."""
        from IPython.display import Image, display

        from .plotting import plot_loss

        png = io.BytesIO()
        figure = plot_loss(run)
        figure.savefig(png, format="png", dpi=2 * figure.dpi)
        width = int(figure.get_figwidth() * figure.dpi)
        picture = Image(png.getvalue(), width=width, alt="loss a pair, over the steps of the training")
        if self.handle is None:
            self.handle = display(picture, display_id=True)
        else:
            self.handle.update(picture)


def in_notebook():
    """Whether there is a Jupyter kernel to show pictures in."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return type(get_ipython()).__name__ == "ZMQInteractiveShell"
