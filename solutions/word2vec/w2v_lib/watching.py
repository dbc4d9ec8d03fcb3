"""What there is to see while a training runs: how far it is, and the loss (given).

A notebook shows a bar and the curve, a terminal the bar, a log file nothing. In the notebook both are
plain pictures that are replaced in place: they do not flicker, and are still there when it is reopened.
"""

import io
import sys
import time

from tqdm import tqdm

BAR = "{percentage:3.0f}% {bar} {desc}"
BAR_EVERY, FIRST, CURVE_EVERY = 0.4, 1.0, 3.0  # seconds


class Watch:
    """Shows how far a training is."""

    def __init__(self, steps):
        self.steps, self.notebook = steps, in_notebook()
        self.bar = self.began = self.curve = None
        self.shown, self.drawn, self.pause = 0.0, 0.0, FIRST

    def see(self, work):
        """Called after every step; looks at the clock, and mostly does nothing."""
        now = time.perf_counter()
        if self.began is None:
            self.began, self.drawn = (now, len(work.losses), sum(work.pairs)), now
        elif now - self.shown > BAR_EVERY:
            self.shown = now
            self._show(len(work.losses), self._state(work.run(), now))
            if self.notebook and now - self.drawn > self.pause:
                self._draw(work.run())
                self.drawn = time.perf_counter()
                self.pause = max(CURVE_EVERY, 10 * (self.drawn - now))  # drawing takes a tenth of the time at most

    def close(self, run):
        """The last state, to stay."""
        if self.began:
            self._show(len(run.losses), self._state(run, time.perf_counter()))
        if self.bar and not self.notebook:
            self.bar.close()
        if self.notebook and len(run.losses):
            self._draw(run)

    def _state(self, run, now):
        """One line: steps, time, loss, speed."""
        clock, (began, steps_before, pairs_before) = tqdm.format_interval, self.began
        done, spent = len(run.losses), max(now - began, 1e-3)
        left = spent * (self.steps - done) / max(done - steps_before, 1)
        left_or_all = f"{clock(left)} left" if done < self.steps else f"{clock(run.seconds)} in all"
        loss, speed = run.smooth_loss()[-1], (run.pairs.sum() - pairs_before) / spent
        return f"step {done:,} of {self.steps:,}, {left_or_all}, loss of a pair {loss:.3f}, {speed:,.0f} pairs/s"

    def _show(self, done, text):
        if self.notebook:
            html = f'<progress value="{done}" max="{self.steps}"></progress> {text}'
            self.bar = _replace(self.bar, {"text/html": html, "text/plain": text})
            return
        if self.bar is None:
            self.bar = tqdm(total=self.steps, bar_format=BAR, disable=not sys.stderr.isatty())
        self.bar.n = done
        self.bar.set_description_str(text)

    def _draw(self, run):
        """Puts the loss curve in the place of the one before."""
        from IPython.display import Image

        from .plotting import plot_loss, plot_so_far

        done = len(run.losses) == self.steps
        figure, png = (plot_loss if done else plot_so_far)(run), io.BytesIO()
        figure.savefig(png, format="png", dpi=2 * figure.dpi)
        width = int(figure.get_figwidth() * figure.dpi)
        data, size = Image(png.getvalue(), width=width)._repr_mimebundle_()
        self.curve = _replace(self.curve, data | {"text/plain": "loss of a pair, over the steps"}, metadata=size)


def _replace(handle, data, **more):
    """Shows data where the handle's last data was; without a handle, in a place of its own."""
    from IPython.display import display

    if handle is None:
        return display(data, raw=True, display_id=True, **more)
    handle.update(data, raw=True, **more)
    return handle


def in_notebook():
    """Whether there is a Jupyter kernel to show pictures in."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return type(get_ipython()).__name__ == "ZMQInteractiveShell"
