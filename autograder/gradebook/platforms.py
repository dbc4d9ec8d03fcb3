"""Let `nbgrader zip_collect` take a class's download from a learning platform, Canvas or Moodle."""

import functools
import pathlib
import re
from dataclasses import dataclass

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Dict

from autograder.course import Classroom, Course
from autograder.intake import ARCHIVES, PICTURES, REFUSED, Refused, archives, proper, shown
from autograder.sandbox.limited import Limited, RanOut

from . import compat
from .grading import Packed, as_array

CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<rest>.*)")
MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_file_?(?P<rest>)")
UNPACKED = ".unpacked"
"""Ends the name of a folder that was a student's archive: what is in it is the student's."""
LONGEST_NAME = 60  # letters of a name in an id
SECOND_COPY = re.compile(r"(-\d+| ?\(\d+\))$")  # what browsers add to a name that is there already
KEPT = (".ipynb", ".py", REFUSED, *PICTURES, *ARCHIVES)


class Archives(ExtractorPlugin):
    """Unpack a download, and the archives in it that are what they claim to be; one that is not stays packed.

    It is then collected as it is, and refused by name when it is graded: nothing gets lost.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        with Limited(ready) as self.limited:
            self._extract(archive_path, extracted_path)

    def _extract(self, archive_path: str, extracted_path: str) -> None:
        for path in sorted(p for p in pathlib.Path(archive_path).rglob("*") if p.is_file()):
            try:
                inside = pathlib.Path(extracted_path, proper(path.relative_to(archive_path).as_posix()))
            except Refused as problem:
                self.log.error("not collected: %s", problem)
                continue
            if path.name.lower().endswith(ARCHIVES):
                self._unpack_download(path, inside.with_suffix(""))
            else:
                _write(inside, path.read_bytes())

    def _unpack_download(self, path: pathlib.Path, folder: pathlib.Path) -> None:
        """Unpack a class's download; put the reason in place of what cannot be taken."""

        def refuse(name: str, problem: Exception) -> None:
            self.log.error("%s: %s", path.name, problem)
            parts = re.sub(r"[^\w./ -]", "-", name).split("/")
            short = "/".join(_short(part) for part in parts if part not in ("", ".", ".."))
            try:
                _write(folder / f"{short[:400]}{REFUSED}", str(problem).encode())
            except OSError as another:  # then it stands in the log alone
                self.log.error("%s: %s", path.name, another)

        try:
            for name, open_member in archives.members(path, refuse):
                try:
                    if UNPACKED in name:
                        raise Refused(f"{shown(name)} is a name that only this program gives")
                    self._unpack(folder / name, archives.content(open_member))
                except Exception as problem:  # one file never costs the class's download
                    refuse(name, problem)
        except Refused as problem:
            refuse("download", problem)

    def _unpack(self, target: pathlib.Path, data: bytes) -> None:
        _write(target, data)
        if target.name.lower().endswith(ARCHIVES):
            self.limited.fresh()
            try:
                files = self.limited.call(contents, str(target), raises=(Refused,))
            except (Refused, RanOut) as problem:
                self.log.error("%s stays packed: %s", target.name, problem)
                return
            for name, content in files.items():
                _write(target.with_name(target.name + UNPACKED) / name, content.tobytes())
            target.unlink()


def ready() -> None:
    """Do nothing: what archives need is learned by the imports of this module (limited)."""


def contents(path: str) -> dict[str, Packed]:
    """Return {name: bytes} of a student's archive (limited). Raises Refused."""
    return {name: as_array(data) for name, data in archives.unpacked(pathlib.Path(path)).items()}


def _short(name: str) -> str:
    """Return the beginning of a name that every file system takes."""
    return name.encode()[:LONGEST_NAME].decode("utf-8", "ignore")


def _write(path: pathlib.Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@dataclass(frozen=True)
class Claim:
    """Hold who handed a file in, as the platform's own name says. path: where in the hand-in it lies."""

    platform: str
    name: str
    number: str
    path: str

    @property
    def student(self) -> str:
        """The id in the gradebook."""
        name = re.sub(r"[\W_]+", "-", self.name.lower()).strip("-")[:LONGEST_NAME] or "student"
        return f"{name}-{self.number}"

    @property
    def claimant(self) -> str:
        """Who says so; two of them with one id are two people, or two platforms."""
        return f"{self.name!a} of {self.platform}"


def claim_of(path: str) -> Claim | None:
    """Return who handed a file of a download in; None where the platform's names do not say.

    The names at the top decide, and none that stands inside of a student's own archive.
    """
    parts = path.split("/")
    ends = next((i for i, part in enumerate(parts) if part.endswith(UNPACKED)), len(parts) - 1)
    for i, part in enumerate(parts[: ends + 1]):
        is_folder = i < ends  # Moodle names folders, Canvas files
        found = (MOODLE if is_folder else CANVAS).fullmatch(part.removesuffix(UNPACKED))
        if found:
            inside = "/".join(filter(None, [found["rest"], *parts[i + 1 :]]))
            return Claim("Moodle" if is_folder else "Canvas", found["name"], found["number"], inside)
    return None


class Downloads(FileNameCollectorPlugin):
    """Understand the downloads of Canvas and Moodle: who handed a file in, and where it belongs.

    Canvas:  ada_LATE_1234_5678_word.zip, or single files named alike
    Moodle:  Ada Lovelace_1234_assignsubmission_file_/word.zip
    """

    claimed = Dict(help="Where each file that was collected came from.")

    @functools.cached_property
    def extracted(self) -> pathlib.Path:
        """The folder in which the download lies, unpacked."""
        return pathlib.Path(compat.extracted_folder(self.parent))

    @functools.cached_property
    def claimants(self) -> dict[str, list[str]]:
        """{student's id: who claims it}."""
        found: dict[str, set[str]] = {}
        for path in self.extracted.rglob("*"):
            claim = claim_of(path.relative_to(self.extracted).as_posix()) if path.is_file() else None
            if claim:
                found.setdefault(claim.student, set()).add(claim.claimant)
        for student, several in found.items():
            if len(several) > 1:
                who = " and ".join(sorted(several))
                self.log.error("%s is claimed by %s: neither is collected", student, who)
        return {student: sorted(several) for student, several in found.items()}

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        path = pathlib.Path(submitted_file).relative_to(self.extracted).as_posix()
        claim = claim_of(path)
        place = self._place(claim.path) if claim else None
        if claim is None or place is None or len(self.claimants[claim.student]) > 1:
            return None
        first = self.claimed.setdefault(f"{claim.student}/{place}", path)
        if first != path:
            self.log.warning(
                "%s handed in %s twice: keeping %s, skipping %s", claim.student, place, first, path
            )
            return None
        return {"student_id": claim.student, "file_id": place}

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
