"""Final lines in LaTeX: read, evaluated, and compared with the derivative of a declared loss."""

from .formula import Formula, UnknownFormula, find
from .judging import body, judge

__all__ = ["Formula", "UnknownFormula", "body", "find", "judge"]
