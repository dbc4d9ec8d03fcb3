"""Put an export of grades together: the table, what Moodle takes besides, and who is left out."""

import pathlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.course import Classroom
from autograder.export import moodle, sheets
from autograder.export.grades import UNGRADED, ClassGrades
from autograder.export.platforms import PLATFORMS
from autograder.export.reading import grades_of
from autograder.export.sheets import Sheet
from autograder.gradebook.book import Settings
from autograder.report import feedback
from autograder.results.words import counted


@dataclass(frozen=True)
class Exported:
    """What to say: which files were written, and who is left out or needs a look."""

    written: Sequence[str]
    left_out: Sequence[str]


def grades(
    settings: Settings,
    name: str,
    out: pathlib.Path,
    missing_as_zero: bool,
    roster: pathlib.Path | None = None,
    assignment: str | None = None,
) -> Exported:
    """Write the grades for a platform. Raises BookError and Unreadable."""
    platform, of_class = PLATFORMS[name], grades_of(settings, missing_as_zero)
    if roster:
        sheet = sheets.filled(of_class, platform, assignment, roster)
    else:
        sheet = sheets.new(of_class, platform, assignment)
    graded = sum(one.is_graded for one in of_class.students)
    written = [
        f"{sheet.write(out)}: {counted(graded, 'grade')} of {counted(len(of_class.students), 'student')}"
    ]
    left_out = [*without_grade(of_class), *sheet.notes]
    if name == "moodle":
        more = [_feedback(settings.classroom, of_class, sheet, out), _bonus(of_class, sheet, out)]
        written += [line for one in more for line in one.written]
        left_out += [line for one in more for line in one.left_out]
    return Exported(written, left_out)


def without_grade(of_class: ClassGrades) -> list[str]:
    """Say who has no grade, and why."""
    lines = []
    for status, said in UNGRADED.items():
        those = [one for one in of_class.students if one.status == status]
        names = ", ".join(f"{one.person.id} ({one.why})" if one.why else one.person.id for one in those)
        lines += [f"no grade for {counted(len(those), 'student')}, {said}: {names}"] if those else []
    return lines


def _feedback(classroom: Classroom, of_class: ClassGrades, sheet: Sheet, out: pathlib.Path) -> Exported:
    """Write the pages of those who have a grade, as Moodle takes them."""
    graded = [one.person.id for one in of_class.students if one.is_graded]
    there = [id for id in graded if classroom.autograded(id).is_dir()]
    target, notes = out.with_name(f"{out.stem}-feedback.zip"), []
    with tempfile.TemporaryDirectory() as folder:
        try:
            pages = feedback.write(classroom, pathlib.Path(folder), there) if there else {}
        except feedback.PagesMissing as problem:
            notes = [f"no page for {student}: {why}" for student, why in problem.failed.items()]
            pages = problem.pages
        without = moodle.feedback(target, pages, sheet.people, classroom.course.id)
    if without:
        notes.append(f"no page in the zip, since their number in Moodle is not known: {', '.join(without)}")
    return Exported([f"{target}: {counted(len(pages) - len(without), 'page')} of feedback"], notes)


def _bonus(of_class: ClassGrades, sheet: Sheet, out: pathlib.Path) -> Exported:
    """Write the bonus points, which no assignment in Moodle takes above its maximum."""
    target = out.with_name(f"{out.stem}-bonus.csv")
    without = moodle.bonus(target, of_class, sheet.people)
    said = [f"their bonus points have to be entered by hand, without an address: {', '.join(without)}"]
    return Exported([f"{target}: bonus points"] if target.is_file() else [], said if without else [])
