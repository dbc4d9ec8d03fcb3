"""What was expected and what was got, as two small heat maps: which rows are off is seen before it is read."""

from html import escape

import numpy as np

CELL, GAP, TOP, LETTER = 20, 40, 18, 6.4  # pixels
POSITIVE, NEGATIVE = "#0072b2", "#d55e00"  # told apart by colour-blind eyes, on white and on black


def svg(picture):
    """An SVG of a results.Picture; entries that differ have a frame in the right-hand map."""
    want, got = (np.atleast_2d(array) for array in (picture.want, picture.got))
    rows, columns = want.shape
    largest = max(np.max(np.abs(want)), np.max(np.abs(got)), 1e-300)
    labels = [f"{picture.rows.get(i, '')} {i}".strip() if rows > 1 else "" for i in range(rows)]
    first = 10 + round(LETTER * max(map(len, labels)))
    second = first + max(columns * CELL, 60) + GAP
    parts = [f'<text x="{first}" y="12">expected</text>', f'<text x="{second}" y="12">got</text>']
    for i in range(rows):
        parts.append(f'<text x="{first - 6}" y="{TOP + i * CELL + 14}" text-anchor="end">{escape(labels[i])}</text>')
        for j in range(columns):
            differs = not np.isclose(want[i, j], got[i, j], rtol=1e-6, atol=1e-6 * largest)
            parts.append(_cell(first + j * CELL, i, want[i, j], largest, False))
            parts.append(_cell(second + j * CELL, i, got[i, j], largest, differs))
    width, height = second + columns * CELL + 6, TOP + rows * CELL + 4
    return (
        f'<svg role="img" aria-label="{escape(described(picture))}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-size="11" fill="currentColor" style="display: block; margin: 4px 0">{"".join(parts)}</svg>'
    )


def _cell(x, row, value, largest, differs):
    colour, strength = POSITIVE if value > 0 else NEGATIVE, 0.9 * min(1.0, abs(value) / largest)
    frame = 'stroke="currentColor" stroke-width="2"' if differs else 'stroke="currentColor" stroke-opacity="0.25"'
    return (
        f'<rect x="{x + 1}" y="{TOP + row * CELL + 1}" width="{CELL - 3}" height="{CELL - 3}" fill="{colour}" '
        f'fill-opacity="{strength:.2f}" {frame}><title>{value:.4g}</title></rect>'
    )


def described(picture):
    """The same in words."""
    differ = np.argwhere(~np.isclose(picture.want, picture.got, rtol=1e-6, atol=1e-12))
    where = sorted({int(place[0]) for place in differ})
    labels = [f"{i} ({picture.rows[i]})" if i in picture.rows else str(i) for i in where]
    return f"{picture.name}, expected and got: {len(differ)} of {picture.want.size} entries differ, in rows {', '.join(labels)}"
