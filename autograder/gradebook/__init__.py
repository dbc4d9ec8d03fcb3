"""Takes submissions into nbgrader's gradebook: who handed what in, its points, and what the grader reads."""

from typing import Any


def configure(c: Any) -> None:
    """Set all that nbgrader needs to know about the courses of this folder; nbgrader_config.py calls it."""
    # here, since it brings all of nbgrader, and the process with limits needs none of that
    from .configuration import configure  # noqa: PLC0415

    configure(c)


__all__ = ["configure"]
