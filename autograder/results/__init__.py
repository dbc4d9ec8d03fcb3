"""What checks and verdicts found, as plain data, and its renderers."""

from .result import COULD_NOT_CHECK, FAILED, PASSED, Picture, Result, totals

__all__ = ["COULD_NOT_CHECK", "FAILED", "PASSED", "Picture", "Result", "totals"]
