"""Give pages back through nbgrader's exchange: `nbgrader fetch_feedback` brings them to the student.

nbgrader releases what stands in feedback/<student>/<course>/ under the name of a notebook, to whoever has the
secret of that hand-in. So the student's page stands there under the name of each notebook.
"""

import pathlib
from collections.abc import Iterator, Mapping

from nbgrader.apps.api import NbGraderAPI

from autograder.gradebook.book import Settings
from autograder.intake import Refused, read_file, timestamps

SECRET, LONGEST = "submission_secret.txt", 10_000
NO_SECRET = "was not handed in through the exchange: give them the page in another way"


def release(found: Settings, pages: Mapping[str, pathlib.Path]) -> dict[str, str]:
    """Release the pages of {student: page}; return {student: why} of those whose page is not released."""
    api = NbGraderAPI(coursedir=found.coursedir, parent=found.parent)
    failed = {}
    for student, path in pages.items():
        try:
            _release(api, found, student, path.read_bytes())
        except (Refused, OSError) as problem:
            failed[student] = str(problem)
    return failed


def _release(api: NbGraderAPI, found: Settings, student: str, page: bytes) -> None:
    """Release a page for the hand-in that is graded, and for a later one. Raises Refused and OSError."""
    hand_ins = dict(_hand_ins(found, student))
    if not hand_ins:
        raise Refused(NO_SECRET)
    course, id = found.coursedir, found.classroom.course.id
    folder = pathlib.Path(course.format_path(course.feedback_directory, student, id))
    folder.mkdir(parents=True, exist_ok=True)
    for name in [path.stem for path in found.classroom.release.glob("*.ipynb")]:
        _write(folder / f"{name}.html", page)
    for secret, time in hand_ins.items():
        _write(folder / SECRET, secret)
        _write(folder / timestamps.FILE, time)
        done = api.release_feedback(id, student)
        if not done["success"]:
            said = (done.get("error") or done.get("log") or "").strip().splitlines()
            raise Refused(f"nbgrader does not release it: {said[-1] if said else 'it does not say why'}")


def _hand_ins(found: Settings, student: str) -> Iterator[tuple[bytes, bytes]]:
    """Iterate over (secret, time) of the hand-in that is graded, and of the one that lies in submitted/."""
    for folder in (found.classroom.autograded(student), found.classroom.handed_in(student)):
        if (folder / SECRET).exists():
            secret = read_file(folder / SECRET, SECRET, LONGEST)
            is_timed = (folder / timestamps.FILE).exists()
            time = (
                read_file(folder / timestamps.FILE, timestamps.FILE, timestamps.LONGEST) if is_timed else b""
            )
            yield secret, time


def _write(path: pathlib.Path, data: bytes) -> None:
    """Write a file anew: an earlier one may be read-only."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)
