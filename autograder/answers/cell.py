"""The cell in which a final line is written."""


def body(source: str) -> str:
    """Return the LaTeX in the source of an answer's cell: all but the magic and the id after it."""
    first, _, rest = source.lstrip().partition("\n")
    if not first.startswith("%%"):
        return source
    beside = first.split(maxsplit=2)[2:]  # somebody wrote on the first line
    return "\n".join([*beside, rest])
