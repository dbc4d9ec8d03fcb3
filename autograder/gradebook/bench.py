"""What submissions are graded with: a process with limits for our own work, boxes for theirs, one clock."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from autograder.answers import body
from autograder.checks.explain import sentence
from autograder.checks.oracle import TABLE, BrokenReference
from autograder.checks.question_checks import checks_of
from autograder.course import Classroom, Question, grade_id
from autograder.intake import Asked, Refused, shown
from autograder.results.result import COULD_NOT_CHECK, Result
from autograder.results.verdict import UNREADABLE, Verdict
from autograder.sandbox.caller import SECONDS_PER_QUESTION
from autograder.sandbox.isolated import SECONDS_PER_SUBMISSION, Boxes, MachineError
from autograder.sandbox.limited import Limited, RanOut

from . import grading

ANSWERS = "/answers"  # whose key the secret points have, at which final lines are judged; no student's id
KEPT_BACK = 10.0  # seconds of a submission's that its functions cannot take from its answers
SECONDS_OF_PICTURES = 15.0
SECONDS_TO_READ = 20  # a hundred megabytes of photos in an archive of 7-Zip take some
MOST_JUDGED = 10_000  # final lines whose verdicts are remembered
MOST_LEFT = 5  # names in a note, the others are counted
MOST_SHOWN = 40 * 2**20  # bytes of a submission's pictures as they are shown
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """Hold a submission as it is graded.

    files: {name: bytes} of all but notebooks and pictures. pictures: {name: the way to one, in `folder`}.
    names: all that was handed in. modules: {name below the library: text}.
    sheets: {notebook: its form built anew, as JSON}.
    """

    folder: str
    files: dict[str, bytes]
    pictures: dict[str, list[str]]
    names: list[str]
    modules: dict[str, str]
    sheets: dict[str, str]


class Bench:
    """Grade submissions of a classroom, one after the other; `notes` say what was put right, or ran out.

    What runs out is somebody's to look at: it is noted, and the next item follows.

    answers: whether there are answers to read, for which it has more to learn before it is ready.
    """

    def __init__(self, classroom: Classroom, answers: bool = True) -> None:
        self.classroom, self.course = classroom, classroom.course
        self.secret = classroom.key(ANSWERS)
        self.table = str(classroom.release / self.course.library / TABLE)
        self.limited = Limited(grading.warm, str(self.course.folder), self.secret, self.table, answers)
        course = self.course
        about = course.library, course.student_files, course.left_behind
        self.asked = Asked.by(classroom.release, *about).to_data()
        self.boxes: Boxes | None = None
        self.notes: list[str] = []
        self.judged: dict[tuple[str, str], Verdict] = {}

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def use(self, tier: str) -> None:
        """Say which kind of sandbox to use. Raises GradingError."""
        self.boxes = self.boxes or grading.boxes_of(self.course, tier)

    def fresh(self) -> None:
        """Begin with another submission."""
        self.limited.fresh()
        self.notes = []

    def close(self) -> None:
        """End all processes."""
        self.limited.close()
        if self.boxes is not None:
            self.boxes.close()

    # ---------------------------------------------------------------- its files

    def take(self, folder: str) -> Taken:
        """Take a submission in. Raises Refused."""
        read = self.read(folder)
        files = {name: data.tobytes() for name, data in read["files"].items()}
        sheets = {}
        for path in sorted(self.classroom.release.glob("*.ipynb")):
            data = files.get(path.name)
            if data is None:
                sheets[path.stem] = json.dumps(nbformat.read(path, as_version=4))
                continue
            try:
                sheets[path.stem], notes = self.limited.call(
                    grading.restored, path.name, grading.as_array(data), str(path), raises=(Refused,)
                )
                self.notes += notes
            except RanOut as problem:
                raise unread(path.name, problem) from problem
        beside = {name: data for name, data in files.items() if not name.endswith(".ipynb")}
        names = [*files, *read["pictures"]]
        return Taken(folder, beside, read["pictures"], names, read["modules"], sheets)

    def read(self, folder: str) -> dict[str, Any]:
        """Return what grading.read finds in a folder; note what is elsewhere or not read. Raises Refused."""
        try:
            found = self.limited.call(
                grading.read, folder, self.asked, raises=(Refused,), seconds=SECONDS_TO_READ
            )
        except RanOut as problem:
            raise unread("it", problem) from problem
        left = [f"{shown(name)} is not read: {why}" for name, why in found["left"].items()]
        more = [f"and {len(left) - MOST_LEFT} files more"] if len(left) > MOST_LEFT else []
        self.notes += [*found["notes"], *left[:MOST_LEFT], *more]
        return found

    def for_people(self, taken: Taken) -> Iterable[tuple[str, bytes]]:
        """Iterate over what people may look at beside the notebooks, one at a time: pictures are made anew.

        It comes last: no picture costs points.
        """
        yield from taken.files.items()
        left, began, unseen = MOST_SHOWN, self.limited.left, []
        for name, where in taken.pictures.items():
            try:
                if began - self.limited.left > SECONDS_OF_PICTURES:
                    raise Refused("the pictures before it took all the time that there is for pictures")
                made = self.limited.call(grading.picture, taken.folder, where, raises=(Refused,)).tobytes()
                if len(made) > left:
                    raise Refused(f"all pictures together are larger than {MOST_SHOWN // 2**20} MB")
                left -= len(made)
                yield name, made
            except (Refused, RanOut) as problem:
                unseen.append(f"the picture {shown(name)} is not shown: {problem}")
        more = [f"and {len(unseen) - MOST_LEFT} pictures more"] if len(unseen) > MOST_LEFT else []
        self.notes += [*unseen[:MOST_LEFT], *more]

    # ---------------------------------------------------------------- its functions

    def results(
        self, modules: dict[str, str], student: str, questions: Collection[str] = ()
    ) -> dict[str, list[Result]]:
        """Return {question: its results} of these questions, or of all that is checked.

        Raises MachineError and BrokenReference.
        """
        course, found, left = self.course, {}, SECONDS_PER_SUBMISSION
        about = str(course.folder), modules, self.classroom.key(student), self.table
        for question in course.catalogue.checked:
            if not questions or question.id in questions:
                theirs = min(left, self.limited.left - KEPT_BACK)
                found[question.id], left = self._results_of(question, about, theirs)
                self.limited.left -= max(0.0, theirs - left)
        self.notes += untried(found)
        if self.boxes is not None:
            self.boxes.renew()  # for the next one, while this one is written down
        return found

    def _results_of(
        self, question: Question, about: tuple[object, ...], left: float
    ) -> tuple[list[Result], float]:
        """Return the results of a question, and the seconds that are left to the student's functions."""
        assert self.boxes is not None  # `use` comes first
        try:
            data, left = self.limited.call(
                grading.checked,
                *about,
                question.id,
                left,
                raises=(MachineError, BrokenReference),
                door=self.boxes.question,
                waiting=SECONDS_PER_SUBMISSION,
            )
            return [Result.from_data(one) for one in data], left
        except RanOut as problem:
            log(problem)
            self.notes.append(f"{question.id} waits for a person: to compare its values fails: {problem}")
            left -= SECONDS_PER_QUESTION  # whatever it took of them
            return self._given_up(question, problem), left

    def _given_up(self, question: Question, problem: RanOut) -> list[Result]:
        """Return the results of a question whose values could not be compared: a person decides."""
        message = f"What your functions return could not be compared: {problem}."
        checks = checks_of(self.course, question.id).checks
        return [
            Result(question.id, name, COULD_NOT_CHECK, 0, points, sentence(checks[name]), message)
            for name, points in question.checks.items()
        ]

    # ---------------------------------------------------------------- its final lines

    def verdicts(self, sheets: Iterable[Any]) -> dict[str, Verdict]:
        """Return {grade_id: the verdict} on the final lines in these notebooks, at secret points too."""
        found = {}
        for cell in (cell for sheet in sheets for cell in sheet.cells):
            id = grade_id(cell)
            if formula := self.course.catalogue.formula_of(id):
                found[id] = self._verdict(formula, body(cell.source))
        return found

    def _verdict(self, formula: str, latex: str) -> Verdict:
        about = str(self.course.folder), formula, latex, self.secret
        try:
            if (formula, latex) not in self.judged:  # many write the same line
                self.judged[formula, latex] = Verdict.from_data(self.limited.call(grading.judged, *about))
                while len(self.judged) > MOST_JUDGED:
                    del self.judged[next(iter(self.judged))]
            return self.judged[formula, latex]
        except RanOut as problem:
            log(problem)
            self.notes.append(f"{formula} waits for a person: to judge it fails: {problem}")
            said = f"To judge this fails: {problem}. A person has to read it."
            return Verdict(formula, UNREADABLE, said, advice="given-up")

    # ---------------------------------------------------------------- its derivations

    def derivations(self, sheets: Iterable[Any]) -> dict[str, Any]:
        """Return {grade_id: what is found on a written answer's derivation, as data}: no points."""
        asked = {question.written_cell: question for question in self.course.catalogue if question.formulas}
        found = {}
        for cell in (cell for sheet in sheets for cell in sheet.cells):
            id = grade_id(cell)
            if id in asked and not self.course.catalogue.is_blank(cell.source):
                about = str(self.course.folder), asked[id].id, cell.source
                try:
                    found[id] = self.limited.call(grading.followed, *about)
                except RanOut as problem:
                    log(problem)
                    self.notes.append(f"{asked[id].id}: its rows are not marked: {problem}")
        return found


def untried(found: Mapping[str, Sequence[Result]]) -> list[str]:
    """Note the questions that could not be tried since the sandbox lacks what their code imports."""
    questions: dict[str, list[str]] = {}
    for question, results in found.items():
        for result in results:
            if result.status == COULD_NOT_CHECK and result.error == "ModuleNotFoundError":
                questions.setdefault(result.message.splitlines()[0], []).append(question)
    return [f"{', '.join(dict.fromkeys(ids))}: a person decides. {said}" for said, ids in questions.items()]


def unread(what: str, problem: RanOut) -> Refused:
    """Return the refusal of what could not be read under the limits."""
    log(problem)
    return Refused(f"to read {what} fails: {problem}. A person has to look at it")


def log(problem: RanOut) -> None:
    """Log a failure of ours."""
    if problem.details:
        LOG.error("%s", problem.details)
