"""Let `nbgrader zip_collect` take a class's download from a learning platform, Canvas or Moodle."""

import pathlib
import re

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Dict

from autograder.course import Classroom, Course
from autograder.intake import ARCHIVES, PICTURES, REFUSED, Refused, archives

CANVAS = re.compile(r"/(?P<name>[^/_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<rest>[^/]*(?:/.*)?)$")
MOODLE = re.compile(r"/(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file_?(?=/)(?P<rest>.*)")
SECOND_COPY = re.compile(r"(-\d+| ?\(\d+\))$")  # what browsers add to a name that is there already
KEPT = (".ipynb", ".py", REFUSED, *PICTURES, *ARCHIVES)


class Archives(ExtractorPlugin):
    """Unpack a download, and the archives in it that are what they claim to be; one that is not stays packed.

    It is then collected as it is, and refused by name when it is graded: nothing gets lost.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        for path in sorted(p for p in pathlib.Path(archive_path).rglob("*") if p.is_file()):
            inside = pathlib.Path(extracted_path, path.relative_to(archive_path))
            if path.name.lower().endswith(ARCHIVES):
                self._unpack_download(path, inside.with_suffix(""))
            else:
                _write(inside, path.read_bytes())

    def _unpack_download(self, path: pathlib.Path, folder: pathlib.Path) -> None:
        """Unpack a class's download; put the reason in place of what cannot be taken."""

        def refuse(name: str, problem: Exception) -> None:
            self.log.error("%s: %s", path.name, problem)
            parts = re.sub(r"[^\w./ -]", "-", name).split("/")
            name = "/".join(part for part in parts if part not in ("", ".", ".."))
            _write(folder / f"{name[:200]}{REFUSED}", str(problem).encode())

        try:
            for name, open_member in archives.members(path, refuse):
                try:
                    self._unpack(folder / name, archives.content(open_member))
                except (Refused, OSError) as problem:
                    refuse(name, problem)
        except Refused as problem:
            refuse("download", problem)

    def _unpack(self, target: pathlib.Path, data: bytes) -> None:
        _write(target, data)
        if target.name.lower().endswith(ARCHIVES):
            try:
                files = archives.unpacked(target)
            except Refused as problem:
                self.log.error("%s stays packed: %s", target.name, problem)
                return
            target.unlink()
            for name, content in files.items():
                _write(target.with_suffix("") / name, content)


def _write(path: pathlib.Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class Downloads(FileNameCollectorPlugin):
    """Understand the downloads of Canvas and Moodle: who handed a file in, and where it belongs.

    Canvas:  ada_LATE_1234_5678_word.zip, or single files named alike
    Moodle:  Ada Lovelace_1234_assignsubmission_file_/word.zip
    """

    claimed = Dict(help="Where each file that was collected came from.")

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        path = pathlib.PurePath(submitted_file).as_posix()
        found = MOODLE.search(path) or CANVAS.search(path)
        place = self._place(found["rest"]) if found else None
        if found is None or place is None:
            return None
        name = re.sub(r"[\W_]+", "-", found["name"].lower()).strip("-") or "student"
        student = f"{name}-{found['number']}"
        first = self.claimed.setdefault(f"{student}/{place}", path)
        if first != path:
            self.log.warning("%s handed in %s twice: keeping %s, skipping %s", student, place, first, path)
            return None
        return {"student_id": student, "file_id": place}

    def _place(self, rest: str) -> str | None:
        """Return where in the assignment's folder a file belongs; None for what does not."""
        path, course = pathlib.PurePosixPath(rest), self._course()
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if hidden or not path.name.lower().endswith(KEPT):
            return None
        if course.library in path.parts:
            return "/".join(path.parts[path.parts.index(course.library) :])
        name = SECOND_COPY.sub("", path.stem) + path.suffix
        if path.suffix != ".py":
            return name
        return f"{course.library}/{name}" if name in course.student_files else None

    def _course(self) -> Course:
        return Classroom.around(
            self.parent.coursedir.root, self.parent.coursedir.assignment_id or None
        ).course
