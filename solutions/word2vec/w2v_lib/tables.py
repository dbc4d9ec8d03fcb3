"""Show a small table or a paragraph: as HTML in a notebook, as text elsewhere (given)."""

from dataclasses import dataclass, field
from html import escape

LEFT = 'style="text-align:left"'


@dataclass(repr=False)
class Table:
    """Show a title, the names of the columns, and rows of strings and numbers."""

    title: str
    columns: list
    rows: list = field(default_factory=list)

    def __repr__(self):
        lines = [self.columns, *([_text(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [self.title]
        for line in lines:
            cells = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
            text.append(f"  {'  '.join(cells)}".rstrip())
        return "\n".join(text)

    def _repr_html_(self):
        head = "".join(f"<th {LEFT}>{escape(name)}</th>" for name in self.columns)
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows)
        caption = f'<caption style="text-align:left; white-space:nowrap">{escape(self.title)}</caption>'
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(cell):
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _cell(cell):
    return f"<td {LEFT}>{escape(_text(cell))}</td>"


@dataclass(repr=False)
class Paragraph:
    """Show a title and sentences."""

    title: str
    text: str

    def __repr__(self):
        return f"{self.title} {self.text}"

    def _repr_html_(self):
        return f"<p><b>{escape(self.title)}</b> {escape(self.text)}</p>"
