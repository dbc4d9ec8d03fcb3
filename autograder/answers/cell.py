"""The cell in which a final line is written."""


def body(source: str) -> str:
    """Return the LaTeX in the source of an answer's cell: all but its first line, if that is the magic."""
    first, _, rest = source.lstrip().partition("\n")
    return rest if first.startswith("%%") else source
