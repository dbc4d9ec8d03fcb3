"""Where grades are read: nbgrader's gradebook, and the ledger that says what became of each submission."""

import contextlib
import json
from collections.abc import Iterator

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Classroom

LEDGER = ".w2v/ledger.jsonl"
REFUSED, FAILED = "refused", "failed"


class BookError(Exception):
    """The gradebook cannot be used as it is; the text says in a line what to do."""


@contextlib.contextmanager
def opened(classroom: Classroom) -> Iterator[Gradebook]:
    """Give the gradebook, which knows the classroom's assignment. Raises BookError."""
    path = classroom.root / "gradebook.db"
    if not path.is_file():
        raise BookError(f"there is no gradebook in {classroom.root}: `w2v grade` makes it")
    try:
        with Gradebook(f"sqlite:///{path}") as gradebook:
            gradebook.find_assignment(classroom.course.id)
            yield gradebook
    except MissingEntry:
        raise BookError(f"the gradebook does not know {classroom.course.id}: run `w2v release`") from None
    except SQLAlchemyError as problem:
        raise BookError(f"{path.name} cannot be used: {str(problem).splitlines()[0]}") from problem


def ungraded(classroom: Classroom) -> dict[str, tuple[str, str]]:
    """Return {student: (REFUSED or FAILED, why)} of whose last hand-in has no score."""
    path, last = classroom.root / LEDGER, {}
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            with contextlib.suppress(ValueError, KeyError):  # the end of an interrupted run
                entry = json.loads(line)
                last[entry["student"]] = (entry["status"], entry.get("why", ""))
    return {student: said for student, said in last.items() if said[0] in (REFUSED, FAILED)}
