"""Grade one submission where Gradescope runs us: python -m autograder.export.gradescope_run ROOT VISIBILITY.

ROOT holds submission/ and source/classroom/; results/results.json is written whatever happens.
"""

import contextlib
import json
import pathlib
import sys
import time
import traceback

import nbformat

from autograder.course import Classroom, grade_id
from autograder.gradebook import keys
from autograder.gradebook.desk import Desk
from autograder.gradebook.outcome import GRADED, REFUSED, Outcome
from autograder.sandbox import tiers

from . import gradescope_results as results

METADATA = "submission_metadata.json"  # Gradescope's: who has handed in
LARGEST = 2**24  # bytes of it
LONGEST = 80  # letters of a student's id
NO_SANDBOX = "the autograder has no sandbox here. Nothing is wrong with your work: tell your instructors"
FAILED = "the autograder failed, which is no fault of yours: tell your instructors"
NO_VERDICT = "**Not graded.** {}.\n\nNo verdict is given on any answer, and no points are lost."


def main(words: list[str]) -> int:
    """Grade ROOT/submission; return the exit code. What is printed is for instructors alone."""
    root, visibility = pathlib.Path(words[0]), words[1]
    began, classroom = time.monotonic(), Classroom.around(root / "source" / "classroom")
    try:
        tier = tiers.choose()
        print(tiers.PROMISES[tier])
        tests, output, is_graded = told(classroom, graded(classroom, tier, root))
    except tiers.NoSandbox as problem:
        print(problem)
        tests, output, is_graded = not_graded(classroom, NO_SANDBOX)
    except Exception:
        print(traceback.format_exc())
        tests, output, is_graded = not_graded(classroom, FAILED)
    data = results.report(tests, output, visibility, time.monotonic() - began, is_graded)
    target = root / "results" / "results.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(data, indent=1), "utf-8")
    return 0


def graded(classroom: Classroom, tier: str, root: pathlib.Path) -> Outcome:
    """Return what becomes of the submission."""
    student = student_in(root)
    with contextlib.closing(Desk(classroom, tier)) as desk:
        return desk.grade(keys.job_in(root / "submission", classroom, student, desk.release))


def told(classroom: Classroom, outcome: Outcome) -> tuple[list[results.Test], str, bool]:
    """Return the tests, what stands above them, and whether it is graded."""
    if outcome.status != GRADED:
        print(outcome.why, outcome.details, sep="\n")
        return not_graded(classroom, outcome.why if outcome.status == REFUSED else FAILED)
    notebooks = (data for name, data in outcome.files.items() if name.endswith(".ipynb"))
    sheets = [nbformat.reads(data.decode("utf-8"), as_version=4) for data in notebooks]
    cells = {grade_id(cell): cell for sheet in sheets for cell in sheet.cells}
    tests = results.graded(classroom.course, cells)
    return tests, results.summary(tests, classroom.course, outcome.notes), True


def not_graded(classroom: Classroom, why: str) -> tuple[list[results.Test], str, bool]:
    """Return the same where there is no verdict."""
    return results.ungraded(classroom.course, why), NO_VERDICT.format(results.prose(why)), False


def student_in(root: pathlib.Path) -> str:
    """Return whose hidden inputs are drawn: the same ones whenever the same people hand in."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        with open(root / METADATA, "rb") as file:
            users = json.loads(file.read(LARGEST))["users"]
        numbers = sorted(int(user["id"]) for user in users)
        return " ".join(["gradescope", *map(str, numbers)])[:LONGEST]
    return "gradescope"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
