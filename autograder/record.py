"""The table that students' checks compare with: the reference and every misconception, run on public draws."""

from . import consistency, hints, smallest
from .catalogue import checked_questions
from .checks import CHECKS
from .checks.core import Draw, Student
from .oracle import SEEDS, Recording
from .reference import Library, load, misconceptions


def table(solutions):
    """The table, to be written as JSON: values, hints and nothing that could be run."""
    reference = Library(load(solutions))
    content = {
        "generated_by": "w2v release, from solutions/: values for the public draws, no code",
        "checks": {q.id: {name: _recorded(q.id, name, reference) for name in q.checks} for q in checked_questions()},
        "misconceptions": {q.id: [] for q in checked_questions()},
        "small": {q.id: smallest.wanted(q.id, reference) for q in checked_questions()},
        "consistency": {q.id: consistency.wanted(q.id, reference) for q in checked_questions()},
        "right": {q.id: hints.outputs(q.id, reference) for q in checked_questions()},
    }
    for wrong in misconceptions(solutions):
        outputs = hints.outputs(wrong.question, Library(wrong.library))
        content["misconceptions"][wrong.question].append({"id": wrong.id, "hint": wrong.hint, "outputs": outputs})
    return content


def _recorded(question, name, reference):
    """{seed: entries}: the reference takes the check itself, and its answers are kept."""
    recording, kept = Recording(reference), {}
    for seed in SEEDS:
        recording.expected(question, name, seed)
        CHECKS[question][name](Student(reference), recording, Draw("public", question, name, seed))
        kept[str(seed)] = recording.entries
    return kept
