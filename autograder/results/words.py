"""Numbers and plurals in sentences."""


def number(points: float) -> str:
    """Write points without needless digits: 1.5, 2."""
    return f"{points:g}"


def counted(count: float, noun: str) -> str:
    """Write a count with its noun: 1 point, 2 points."""
    return f"{number(count)} {plural(noun, count)}"


def plural(noun: str, count: float) -> str:
    """Return a regular noun as it stands beside a count."""
    return noun if count == 1 else f"{noun}s"
