"""`%%answer ID` in a notebook: its body is a final line in LaTeX, its output what was understood and the verdict."""

import os
import sys

from .catalogue import UnknownQuestion


class Answer:
    """A verdict that shows itself: typeset in notebooks, as text elsewhere."""

    def __init__(self, verdict):
        self.verdict = verdict

    def __repr__(self):
        from .report import answers

        return answers.text(self.verdict)

    def _repr_markdown_(self):
        from .report import answers

        return answers.markdown(self.verdict)


class Page(str):
    """Markdown that shows itself in notebooks."""

    def _repr_markdown_(self):
        return str(self)


def answer(line, cell=None):
    """The verdict on the body of a `%%answer ID` cell; `%answer` alone shows how a final line is written."""
    if cell is None:
        from .report import answers

        return Page(answers.language())
    from .answers.questions import find
    from .answers.verdict import RIGHT, judge
    from .notebook import Note

    try:
        found = judge(find(line.strip()), cell)
    except UnknownQuestion as problem:
        return Note(str(problem))
    if os.environ.get("NBGRADER_EXECUTION") and found.verdict != RIGHT:
        raise AssertionError(repr(Answer(found)))  # nbgrader's Validate button looks for exceptions
    return Answer(found)


def register():
    """Makes `%%answer` known to the notebook that imports this package, if one does."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.register_magic_function(answer, "line_cell", "answer")
