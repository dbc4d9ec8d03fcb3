"""Objects that show themselves: as HTML or Markdown in Jupyter, as text elsewhere."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.results import derivations, final_lines, html, progress, text
from autograder.results.progress import Step
from autograder.results.result import Result
from autograder.results.verdict import UNREADABLE, Verdict

if TYPE_CHECKING:  # autograder.answers says why
    from autograder.answers.formula import Formula


class Report:
    """Results; `after` is said below them."""

    def __init__(self, results: Sequence[Result], after: str = "") -> None:
        self.results, self.after = results, after

    def __repr__(self) -> str:
        return "\n".join(filter(None, [text.render(self.results), self.after]))

    def _repr_html_(self) -> str:
        return html.render(self.results, self.after)


class Progress:
    """Which questions are done, begun and open; `unseen` says which notebooks could not be looked at."""

    def __init__(self, steps: Sequence[Step], unseen: Sequence[str] = ()) -> None:
        self.steps, self.unseen = steps, unseen

    def __repr__(self) -> str:
        return progress.text(self.steps, self.unseen)

    def _repr_html_(self) -> str:
        return progress.html(self.steps, self.unseen)


class Answer:
    """A verdict on a formula."""

    def __init__(self, verdict: Verdict, formula: "Formula") -> None:
        self.verdict, self.formula = verdict, formula

    def __repr__(self) -> str:
        said = final_lines.text(self.verdict)
        if self.verdict.verdict != UNREADABLE:
            return said
        return f"{said}\n{final_lines.declared(self.formula.left, self.formula.symbols)}"

    def _repr_markdown_(self) -> str:
        return final_lines.markdown(self.verdict, self.formula.left, self.formula.symbols)


class Rows:
    """A derivation with its marks; `after` is said below it."""

    def __init__(self, part: derivations.Part, after: str = "") -> None:
        self.part, self.after = part, after

    def __repr__(self) -> str:
        return derivations.text(self.part) + self.after

    def _repr_html_(self) -> str:
        return derivations.html([self.part]) + f"<p>{self.after}</p>" * bool(self.after)


class Note(str):
    """A sentence, shown without quotes."""

    def __repr__(self) -> str:
        return str(self)


class Page(Note):
    """Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)
