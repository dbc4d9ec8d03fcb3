"""Progress over a whole course: its data, and how it is shown in a terminal and in a notebook."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.course import Question

from .pages import page
from .words import number

DONE, BEGUN, OPEN = "done", "begun", "open"
MARKS = {DONE: "✓", BEGUN: "◐", OPEN: "○"}
WIDTH = 20  # of a bar


@dataclass(frozen=True)
class Step:
    """One question: the program's points for it, and whether something is written for a person to read."""

    question: Question
    state: str
    points: float
    max_points: float
    written: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the fields that `w2v progress --json` promises."""
        return {
            "question": self.question.id,
            "state": self.state,
            "points": self.points,
            "max_points": self.max_points,
        }


def next_step(steps: Sequence[Step]) -> Step | None:
    """Return the first question that is not done; None at the end."""
    return next((step for step in steps if step.state != DONE), None)


def text(steps: Sequence[Step], unseen: Sequence[str] = ()) -> str:
    """Show a line per question and a bar per notebook, and sentences on notebooks that were not seen."""
    lines = []
    for notebook, group in _by_notebook(steps):
        lines.append(f"\n{notebook:<46}{_bar(group)}  {_points(group):>12}")
        for step in group:
            question = step.question
            mark = MARKS[step.state]
            lines.append(f"  {mark} {question.id:<30}{question.title[:48]:<50}{_of(step):>12}")
    return "\n".join([*lines, "", *_summary(steps), *unseen]).lstrip("\n")


def html(steps: Sequence[Step], unseen: Sequence[str] = ()) -> str:
    """Show the steps as a table in HTML, and below it sentences on notebooks that were not seen."""
    notebooks = [
        {
            "name": name,
            "percent": f"{100 * _share(group):.0f}",
            "points": _points(group),
            "steps": [{"step": step, "of": _of(step)} for step in group],
        }
        for name, group in _by_notebook(steps)
    ]
    return page(
        "progress.html",
        notebooks=notebooks,
        marks=MARKS,
        next=next_step(steps),
        summary=[*_summary(steps), *unseen],
    )


def _by_notebook(steps: Sequence[Step]) -> list[tuple[str, list[Step]]]:
    return [
        (name, list(group)) for name, group in itertools.groupby(steps, key=lambda s: s.question.notebook)
    ]


def _share(group: Sequence[Step]) -> float:
    return sum(s.state == DONE for s in group) / len(group)


def _bar(group: Sequence[Step]) -> str:
    full = round(WIDTH * _share(group))
    return "█" * full + "·" * (WIDTH - full)


def _points(group: Sequence[Step]) -> str:
    return f"{number(sum(s.points for s in group))} of {number(sum(s.max_points for s in group))}"


def _of(step: Step) -> str:
    """Return the program's points; for a text, whether there is one."""
    if step.max_points:
        return f"{number(step.points)} of {number(step.max_points)}"
    return "written" if step.written else ""


def _summary(steps: Sequence[Step]) -> Iterator[str]:
    first, waiting = next_step(steps), sum(s.question.written for s in steps)
    done = f"{sum(s.state == DONE for s in steps)} of {len(steps)} questions done"
    yield f"{done}; {_points(steps)} points by the program, {number(waiting)} more are given by a person"
    if first is None:
        yield "All done."
    else:
        needs = f" It builds on {', '.join(first.question.needs)}." if first.question.needs else ""
        yield f"Next: {first.question.id}, in {first.question.notebook}.{needs}"
    yield "Notebooks are looked at as they were saved."
