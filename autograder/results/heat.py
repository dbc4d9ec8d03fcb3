"""Expected and got as two small heat maps: which rows are off is seen before it is read."""

from typing import Any

import numpy as np
import numpy.typing as npt

from .pages import page
from .result import Picture

CELL, GAP, TOP, LETTER = 20, 40, 18, 6.4  # pixels
POSITIVE, NEGATIVE = "#0072b2", "#d55e00"  # told apart by colour-blind eyes, on white and on black
Array = npt.NDArray[np.float64]


def svg(picture: Picture) -> str:
    """Draw a picture as SVG; entries that differ have a frame in the right-hand map."""
    want, got = (np.atleast_2d(np.array(array, dtype=float)) for array in (picture.want, picture.got))
    rows, columns = want.shape
    labels = [f"{picture.rows.get(i, '')} {i}".strip() if rows > 1 else "" for i in range(rows)]
    first = 10 + round(LETTER * max(map(len, labels)))
    second = first + max(columns * CELL, 60) + GAP
    largest, differs = _largest(want, got), _differs(want, got)
    return page(
        "heat.svg",
        label=described(picture),
        width=second + columns * CELL + 6,
        height=TOP + rows * CELL + 4,
        first=first,
        second=second,
        side=CELL - 3,
        rows=[{"y": TOP + i * CELL + 14, "label": label} for i, label in enumerate(labels)],
        cells=[
            *_cells(first, want, largest, np.zeros_like(differs)),
            *_cells(second, got, largest, differs),
        ],
    )


def _largest(want: Array, got: Array) -> float:
    return max(float(np.max(np.abs(want))), float(np.max(np.abs(got))), 1e-300)


def _differs(want: Array, got: Array) -> npt.NDArray[np.bool_]:
    """Return which entries differ, as far as a picture can show it."""
    return ~np.isclose(want, got, rtol=1e-6, atol=1e-6 * _largest(want, got))


def _cells(left: int, values: Array, largest: float, differs: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    return [
        {
            "x": left + column * CELL + 1,
            "y": TOP + row * CELL + 1,
            "colour": POSITIVE if value > 0 else NEGATIVE,
            "strength": f"{0.9 * min(1.0, abs(value) / largest):.2f}",
            "differs": bool(differs[row, column]),
            "value": f"{value:.4g}",
        }
        for (row, column), value in np.ndenumerate(values)
    ]


def described(picture: Picture) -> str:
    """Describe a picture in words: how many entries differ, and in which rows."""
    want, got = np.array(picture.want, dtype=float), np.array(picture.got, dtype=float)
    differ = np.argwhere(_differs(want, got))
    where = sorted({int(place[0]) for place in differ})
    labels = [f"{i} ({picture.rows[i]})" if i in picture.rows else str(i) for i in where]
    entries = f"{len(differ)} of {want.size} entries differ, in rows {', '.join(labels)}"
    return f"{picture.name}, expected and got: {entries}"
