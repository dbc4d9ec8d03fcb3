"""nbgrader with this project's release and grading: what nbgrader_config.py calls, autograding, batches."""

from .configuration import configure

__all__ = ["configure"]
