"""Grade one submission where Gradescope runs us: python -m autograder.export.gradescope_run ROOT VISIBILITY.

ROOT holds submission/ and source/classroom/; results/results.json is written whatever happens.
"""

import contextlib
import json
import pathlib
import sys
import time
import traceback
from typing import Any

from nbformat import from_dict

from autograder.course import Classroom
from autograder.gradebook.bench import Bench
from autograder.intake import Refused
from autograder.sandbox import tiers

from . import gradescope_results as results

METADATA = "submission_metadata.json"  # Gradescope's: who has handed in
LARGEST = 2**24  # bytes of it
NO_SANDBOX = "the autograder has no sandbox here. Nothing is wrong with your work: tell your instructors"
FAILED = "the autograder failed, which is no fault of yours: tell your instructors"


def main(words: list[str]) -> int:
    """Grade ROOT/submission; return the exit code. What is printed is for instructors alone."""
    root, visibility = pathlib.Path(words[0]), words[1]
    began, classroom = time.monotonic(), Classroom.around(root / "source" / "classroom")
    try:
        tests, output = graded(classroom, root)
        is_graded = True
    except Refused as problem:
        tests, output, is_graded = *_ungraded(classroom, str(problem)), False
    except tiers.NoSandbox as problem:
        print(problem)
        tests, output, is_graded = *_ungraded(classroom, NO_SANDBOX), False
    except Exception:
        print(traceback.format_exc())
        tests, output, is_graded = *_ungraded(classroom, FAILED), False
    data = results.report(tests, output, visibility, time.monotonic() - began, is_graded)
    target = root / "results" / "results.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(data, indent=1), "utf-8")
    return 0


def graded(classroom: Classroom, root: pathlib.Path) -> tuple[list[results.Test], str]:
    """Return the tests of a submission, and what stands above them. Raises Refused and NoSandbox."""
    with Bench(classroom) as bench:  # it gets ready while the sandbox is tried
        tier = tiers.choose()
        print(tiers.PROMISES[tier])
        bench.use(tier)
        bench.fresh()
        taken = bench.take(str(root / "submission"))
        found = bench.results(taken.modules, student_in(root))
        sheets = [from_dict(json.loads(text)) for text in taken.sheets.values()]
        tests = results.graded(classroom.course, found, bench.verdicts(sheets), _texts(sheets))
        return tests, results.summary(tests, classroom.course, bench.notes)


def student_in(root: pathlib.Path) -> str:
    """Return whose hidden inputs are drawn: the same ones whenever the same people hand in."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        with open(root / METADATA, "rb") as file:
            users = json.loads(file.read(LARGEST))["users"]
        return "gradescope " + " ".join(sorted(str(user["id"]) for user in users))
    return "gradescope"


def _texts(sheets: list[Any]) -> dict[str, str]:
    """Return {grade_id: what is written in the cell}."""
    cells = [cell for sheet in sheets for cell in sheet.cells]
    return {id: cell.source for cell in cells if (id := cell.metadata.get("nbgrader", {}).get("grade_id"))}


def _ungraded(classroom: Classroom, why: str) -> tuple[list[results.Test], str]:
    output = (
        f"**Not graded.** {results.prose(why)}.\n\nNo verdict is given on any answer, and no points are lost."
    )
    return results.ungraded(classroom.course, why), output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
