"""What Moodle takes besides the grades: a page of feedback per student, and the bonus points."""

import pathlib
import re
from collections.abc import Mapping

from autograder.release.zips import write_zip

from . import spreadsheet
from .grades import ClassGrades, Person
from .platforms import MOODLE, number_of, regular

FOLDER = "{}_{}_assignsubmission_file_"
"""How Moodle names a participant's folder in its own download, and finds them again in an upload."""


def feedback(
    target: pathlib.Path, pages: Mapping[str, pathlib.Path], people: Mapping[str, Person], name: str
) -> list[str]:
    """Write the zip for "Upload multiple feedback files in a zip"; return who is left out.

    That is who has no number: Moodle finds people by theirs.
    """
    files, without = {}, []
    for student, page in sorted(pages.items()):
        person = people.get(student)
        number = number_of(person) if person else ""
        if person is None or not number:
            without.append(student)
            continue
        plain = re.sub(r"[^\w -]|_", " ", person.name).strip() or "Participant"
        files[f"{FOLDER.format(plain, number)}/{name}.html"] = page.read_bytes()
    write_zip(target, files)
    return without


def bonus(target: pathlib.Path, of_class: ClassGrades, people: Mapping[str, Person]) -> list[str]:
    """Write the bonus points as the course's gradebook imports them; return who has some and no address.

    An assignment in Moodle takes no more than its maximum. No file is written where nobody has any.
    """
    rows: list[list[spreadsheet.Cell]] = []
    without = []
    for one in of_class.students:
        extra = one.points - regular(of_class, one) if one.is_graded else 0.0
        if extra <= 0:
            continue
        person = people.get(one.person.id, one.person)
        if not person.email:
            without.append(one.person.id)
        rows.append([person.email, person.name, extra])
    target.unlink(missing_ok=True)  # of an export before
    if rows:
        header = ["Email address", "Full name", f"{of_class.course.title}: bonus"]
        spreadsheet.write(target, [header, *rows], MOODLE.form)
    return without
