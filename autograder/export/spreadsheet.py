"""Tables in text files: written so that no spreadsheet runs a cell, and read as platforms write them."""

import codecs
import csv
import io
import pathlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.results.cells import defused

LARGEST = 50 * 2**20  # bytes of a table that is read
BYTE_ORDER_MARK = "utf-8-sig"

Cell = str | float | None


class Unreadable(Exception):
    """A file is no table; the text says why."""


@dataclass(frozen=True)
class Form:
    """How a table's file is written: its encoding, what stands between cells, and whether all are quoted."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quotes_all: bool = False


PLAIN = Form()


def points(value: float) -> str:
    """Write points as platforms read them: 97, 97.3333."""
    return f"{round(value, 4):.10g}"


def written(cell: Cell) -> str:
    """Return a cell as it stands in the file; empty for None."""
    if cell is None:
        return ""
    return defused(cell) if isinstance(cell, str) else points(cell)


def write(path: pathlib.Path, rows: Iterable[Sequence[Cell]], form: Form = PLAIN) -> pathlib.Path:
    """Write a table; return its path."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=form.delimiter,
        quoting=csv.QUOTE_ALL if form.quotes_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    writer.writerows([written(cell) for cell in row] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(form.encoding, "replace"))
    return path


def read(path: pathlib.Path) -> tuple[list[list[str]], Form]:
    """Return a table's rows, the header first, and how the file is written. Raises Unreadable."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{path} cannot be read ({problem.strerror})") from problem
    if len(data) > LARGEST:
        raise Unreadable(f"{path} is larger than {LARGEST // 2**20} MB: that is no roster")
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
        header = text.partition("\n")[0]
        delimiter = max("\t;,", key=header.count)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{path} is no table of text (CSV): {problem}") from problem
    if not rows:
        raise Unreadable(f"{path} is empty")
    return rows, Form(encoding, delimiter, quotes_all=header.startswith('"'))


def _encoding(data: bytes) -> str:
    """Return the encoding that a file's first bytes name."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return BYTE_ORDER_MARK if data.startswith(codecs.BOM_UTF8) else "utf-8"
