"""Show how far a training is, and its loss so far (given).

A notebook shows a bar and the curve, a terminal shows the bar, and a log file shows nothing. In the
notebook each is a plain picture that the next one replaces: it does not flicker, and it is still there
when the notebook is opened again.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from tqdm import tqdm

from .plotting import plot_loss, plot_so_far
from .runs import Run

if TYPE_CHECKING:
    from .descent import Descent

# IPython is imported where it is used: `w2v train` in a terminal works without it

Item = TypeVar("Item")
BAR = "{percentage:3.0f}% {bar} {desc}"
EVERY = 0.5  # seconds at least from one state that is shown to the next
SHARE = 0.15  # of the time may go into showing it


class Watch:
    """Show how far a training is."""

    def __init__(self, steps: int):
        self.steps, self.notebook = steps, in_notebook()
        self.bar = self.began = self.curve = None
        self.shown = self.cost = 0.0  # when the state was shown last, and how long that took
        self.first = True

    def see(self, work: Descent) -> None:
        """Show the state if it is time to; the training calls this after every step."""
        now = time.perf_counter()
        if self.began is None:
            self.began, self.shown = (now, len(work.losses), sum(work.pairs)), now
        elif now - self.shown > self.pause:
            run = work.run()
            self._show(len(run.losses), self._state(run, now))
            if self.notebook:
                self._draw(run)
            self.shown = time.perf_counter()
            self.cost = 0.0 if self.first else self.shown - now  # the first time, what draws it is loaded
            self.first = False

    @property
    def pause(self) -> float:
        """Return how many seconds to wait from one state to the next; text and curve are one state."""
        return max(EVERY, self.cost / SHARE)

    def close(self, run: Run) -> None:
        """Show the last state, which stays."""
        if self.began:
            self._show(len(run.losses), self._state(run, time.perf_counter()))
        if self.bar and not self.notebook:
            self.bar.close()
        if self.notebook and len(run.losses):
            self._draw(run)

    def _state(self, run, now):
        """Return one line about the run: steps, time, loss, speed."""
        clock, (began, steps_before, pairs_before) = tqdm.format_interval, self.began
        done, spent = len(run.losses), max(now - began, 1e-3)
        left = spent * (self.steps - done) / max(done - steps_before, 1)
        left_or_all = f"{clock(left)} left" if done < self.steps else f"{clock(run.seconds)} in all"
        loss, speed = run.smooth_loss()[-1], (run.pairs.sum() - pairs_before) / spent
        return (
            f"step {done:,} of {self.steps:,}, {left_or_all}, loss of a pair {loss:.3f}, {speed:,.0f} pairs/s"
        )

    def _show(self, done, text):
        if self.notebook:
            self.bar = _show_bar(self.bar, done, self.steps, text)
            return
        if self.bar is None:
            self.bar = tqdm(total=self.steps, bar_format=BAR, disable=not sys.stderr.isatty())
        self.bar.n = done
        self.bar.set_description_str(text)

    def _draw(self, run):
        """Replace the loss curve by the present one."""
        from IPython.display import Image  # noqa: PLC0415  slow to load, and a terminal does without

        done = len(run.losses) == self.steps
        figure, png = (plot_loss if done else plot_so_far)(run), io.BytesIO()
        sharpness = 2 if done else 1.5  # what is soon replaced may be coarser: it is drawn sooner
        figure.savefig(png, format="png", dpi=sharpness * figure.dpi)
        width = int(figure.get_figwidth() * figure.dpi)
        data, size = Image(png.getvalue(), width=width)._repr_mimebundle_()
        self.curve = _replace(
            self.curve, data | {"text/plain": "loss of a pair, over the steps"}, metadata=size
        )


def bar_over(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield the items, with a bar that says how many there have been, "3 of 31 stages of the film" say."""
    if not in_notebook():
        yield from tqdm(items, desc=what, leave=False, disable=not sys.stderr.isatty())
        return
    bar = None
    for done, item in enumerate(items):
        bar = _show_bar(bar, done, len(items), f"{done} of {len(items)} {what}")
        yield item
    _show_bar(bar, len(items), len(items), f"{len(items)} {what}")


def _show_bar(handle, done, of, text):
    """Show a bar and a text in place of the handle's last ones; return the handle."""
    html = f'<progress value="{done}" max="{of}"></progress> {text}'
    return _replace(handle, {"text/html": html, "text/plain": text})


def _replace(handle, data, **more):
    """Show data in place of the handle's last data; without a handle, in a new place. Return the handle."""
    from IPython.display import display  # noqa: PLC0415  as above

    if handle is None:
        return display(data, raw=True, display_id=True, **more)
    handle.update(data, raw=True, **more)
    return handle


def in_notebook() -> bool:
    """Tell whether there is a notebook to show pictures in: in JupyterLab, on Colab, in a browser tab."""
    try:
        from IPython import get_ipython  # noqa: PLC0415  as above
    except ImportError:
        return False
    shell = get_ipython()  # in each of the three it is of another class, so the terminal's is asked for
    names = [kind.__name__ for kind in type(shell).mro()]
    return shell is not None and "TerminalInteractiveShell" not in names
