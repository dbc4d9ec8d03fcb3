"""`%%answer ID` in a notebook: its body is a final line in LaTeX, its output what was understood and the verdict."""

import os
import sys


class Answer:
    """A verdict that shows itself: typeset in notebooks, as text elsewhere."""

    def __init__(self, verdict, formula):
        self.verdict, self.formula = verdict, formula

    def __repr__(self):
        from .results import verdicts

        return verdicts.text(self.verdict)

    def _repr_markdown_(self):
        from .results import verdicts

        return verdicts.markdown(self.verdict, self.formula.left, self.formula.symbols)


class Page(str):
    """Markdown that shows itself in notebooks."""

    def _repr_markdown_(self):
        return str(self)


def answer(line, cell=None):
    """The verdict on the body of a `%%answer ID` cell; `%answer` alone shows how a final line is written."""
    from .answers import UnknownFormula, find, judge
    from .answers._course import formulas, language
    from .notebook import Note
    from .results.verdict import RIGHT

    if cell is None:
        return Page(language())
    try:
        formula = find(formulas(), line.strip())
    except UnknownFormula as problem:
        return Note(str(problem))
    found = Answer(judge(formula, cell), formula)
    if os.environ.get("NBGRADER_EXECUTION") and found.verdict.verdict != RIGHT:
        raise AssertionError(repr(found))  # nbgrader's Validate button looks for exceptions
    return found


def register():
    """Makes `%%answer` known to the notebook that imports this package, if one does."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.register_magic_function(answer, "line_cell", "answer")
