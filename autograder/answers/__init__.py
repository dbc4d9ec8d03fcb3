"""Final lines in LaTeX: read, evaluated, and compared with the derivative of a declared loss."""

from .declared import formulas_of
from .formula import Formula, UnknownFormula, find
from .judging import body, judge

__all__ = ["Formula", "UnknownFormula", "body", "find", "formulas_of", "judge"]
