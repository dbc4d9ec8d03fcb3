"""Figures as SVG, small and in the page's own colours: for paper, for the dark, and for screen readers."""

from collections.abc import Sequence

from autograder.results.pages import page
from autograder.results.words import counted

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 640, 220, 40, 34, 14
MOST_TICKS = 4
STEPS = (1, 2, 5)


def distribution(bins: Sequence[int], most: float, median: float) -> str:
    """Return a histogram of points, with a line at the median."""
    width, height = WIDTH - LEFT - 10, HEIGHT - BELOW - ABOVE
    step = _step(max(bins, default=0))
    top = max(step, -(-max(bins, default=0) // step) * step)
    each = width / max(1, len(bins))
    bars = [
        {
            "x": round(LEFT + place * each + 1, 1),
            "y": round(ABOVE + height * (1 - count / top), 1),
            "width": round(each - 2, 1),
            "height": round(height * count / top, 1),
            "label": f"{_range(place, len(bins), most)} points: {counted(count, 'student')}",
        }
        for place, count in enumerate(bins)
    ]
    lines = [(round(ABOVE + height * (1 - count / top), 1), count) for count in range(0, top + 1, step)]
    marks = [(round(LEFT + width * (points / most if most else 0), 1), points) for points in _marks(most)]
    at = round(LEFT + width * (median / most if most else 0), 1)
    return page(
        "distribution.svg",
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - 10,
        base=HEIGHT - BELOW,
        above=ABOVE,
        bars=bars,
        lines=lines,
        marks=marks,
        median=at,
        label=f"How many students have how many points; the median is {median:g} of {most:g}.",
    )


def _marks(most: float) -> list[int]:
    return list(range(0, int(most) + 1, _step(int(most))))


def _range(place: int, bins: int, most: float) -> str:
    return f"{most * place / bins:.3g} to {most * (place + 1) / bins:.3g}"


def _step(most: int) -> int:
    """Return how far the lines are from each other."""
    power = 1
    while True:
        for step in STEPS:
            if most <= step * power * MOST_TICKS:
                return step * power
        power *= 10
