"""Tell by hashes whether a score is still that of what was handed in, of this release and of these checks."""

import hashlib
import pathlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from autograder.course import Classroom
from autograder.intake import SKIPPED, Refused, read_folder

from .outcome import Job

CATALOGUE = "public/questions.toml"
ENGINE = ("answers", "checks", "course", "gradebook", "intake", "results", "sandbox")
"""The engine's parts on which a score depends."""
CHANGES = {  # a part of a key: what to say where it has changed
    "hand_in": "handed in again",
    "release": "a new release",
    "catalogue": "questions or points corrected",
    "checks": "checks or the grader changed",
}


@dataclass(frozen=True)
class Key:
    """Hold what a score depends on, as hashes: the work, the release, the catalogue, and all that checks."""

    hand_in: str
    release: str
    catalogue: str
    checks: str

    @property
    def id(self) -> str:
        """The whole key as one short text."""
        return _hash(asdict(self).items())[:32]

    def changes(self, before: Mapping[str, str]) -> list[str]:
        """Say what has changed since a key that is given as data; nothing where they are the same."""
        return [CHANGES[name] for name, value in asdict(self).items() if before.get(name) != value]


@dataclass(frozen=True)
class Standards:
    """Hold what all submissions of a classroom are graded by, as hashes."""

    release: str
    catalogue: str
    checks: str

    @classmethod
    def of(cls, classroom: Classroom) -> "Standards":
        """Read the release, the course and the engine as they are now."""
        course = classroom.course.folder
        texts = {name: data for name, data in _files(course).items() if not name.endswith((".md", ".ipynb"))}
        catalogue = texts.pop(CATALOGUE, b"")
        engine = pathlib.Path(__file__).parents[1]
        for part in ENGINE:
            texts |= {f"{part}/{name}": data for name, data in _files(engine / part).items()}
        return cls(_digest(_files(classroom.release)), _hash([("", catalogue.hex())]), _digest(texts))

    def key(self, hand_in: str) -> Key:
        """Return the key of a score for what was handed in."""
        return Key(hand_in, self.release, self.catalogue, self.checks)


def job_of(classroom: Classroom, student: str, release: Mapping[str, bytes]) -> Job:
    """Return a submission as it lies there, to be graded; what is as in the release is not taken along."""
    return job_in(classroom.handed_in(student), classroom, student, release)


def job_in(folder: pathlib.Path, classroom: Classroom, student: str, release: Mapping[str, bytes]) -> Job:
    """Return the submission in a folder, to be graded, or to be refused where it cannot even be read."""
    try:
        files, times = read_folder(folder, classroom.course.left_behind)
    except Refused as problem:
        return Job(student, {}, _hash([("refused", str(problem))]), refused=str(problem))
    given = {name for name, data in files.items() if release.get(name) == data}
    theirs = {name: data for name, data in files.items() if name not in given}
    return Job(student, theirs, _digest(files), tuple(sorted(given)), times=times)


def _files(folder: pathlib.Path) -> dict[str, bytes]:
    """Return {name: bytes} of a folder of ours, except what programs leave behind."""
    left = {name for name in SKIPPED if name != ".*"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part in left or part.startswith(".") for part in path.relative_to(folder).parts)
        and path.suffix != ".pyc"
    }


def _digest(files: Mapping[str, bytes]) -> str:
    return _hash((name, hashlib.sha256(data).hexdigest()) for name, data in sorted(files.items()))


def _hash(parts: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256("\n".join(f"{name}\0{value}" for name, value in parts).encode()).hexdigest()


__all__ = ["CHANGES", "Key", "Standards", "job_in", "job_of"]
