"""Figures as SVG, small and in the page's own colours: for paper, for the dark, and for screen readers."""

from collections.abc import Sequence

from autograder.results.pages import page
from autograder.results.words import counted

WIDTH, HEIGHT, ABOVE = 640, 220, 14
LEFT, RIGHT, BASE = 40, 630, 186  # of what is drawn
MOST_TICKS = 4
STEPS = (1, 2, 5)


def distribution(bins: Sequence[int], most: float, median: float) -> str:
    """Return a histogram of points, with a line at the median."""
    step = _step(max(bins, default=0))
    top = max(step, -(-max(bins, default=0) // step) * step)
    return page(
        "distribution.svg",
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        base=BASE,
        above=ABOVE,
        bars=_bars(bins, top, most),
        lines=[(_y(count / top), count) for count in range(0, top + 1, step)],
        marks=[(_x(points, most), points) for points in _marks(most)],
        median=_x(median, most),
        label=f"How many students have how many points; the median is {median:g} of {most:g}.",
    )


def _bars(bins: Sequence[int], top: int, most: float) -> list[dict[str, object]]:
    each = (RIGHT - LEFT) / max(1, len(bins))
    return [
        {
            "x": round(LEFT + place * each + 1, 1),
            "y": _y(count / top),
            "width": round(each - 2, 1),
            "height": round((BASE - ABOVE) * count / top, 1),
            "label": f"{_range(place, len(bins), most)} points: {counted(count, 'student')}",
        }
        for place, count in enumerate(bins)
    ]


def _x(points: float, most: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * (points / most if most else 0), 1)


def _y(share: float) -> float:
    return round(ABOVE + (BASE - ABOVE) * (1 - share), 1)


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
