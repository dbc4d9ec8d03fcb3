"""The ledger of a classroom: one JSON line for each time that a submission was graded, never changed.

It lies in .w2v/ledger.jsonl. A line is on the disk before the gradebook learns of it, so an interrupted run
goes on where it was; a line that was cut short by an interruption counts as none.
"""

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.course import Classroom

from .access import accessible

FOLDER, FILE, LOCK = ".w2v", "ledger.jsonl", "lock"
GRADED, REFUSED, FAILED = "graded", "refused", "failed"


class Busy(Exception):
    """Another run is at work in this classroom; the text says which."""


@dataclass(frozen=True)
class Entry:
    """What became of one submission.

    status: GRADED, REFUSED or FAILED. why: of a refusal or failure.
    key: what it depends on (keys.Key, as data).
    notes: what was put right or not read. scores: {grade_id: points, None where a person decides}.
    seconds: it took. at: when, in UTC. run: of which call of `w2v grade`.
    """

    student: str
    status: str
    key: dict[str, str]
    why: str = ""
    notes: list[str] = field(default_factory=list)
    scores: dict[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    at: str = ""
    run: str = ""


@dataclass(frozen=True)
class Run:
    """A call of `w2v grade`: which submissions it was to grade, how, and whether it came to its end."""

    run: str
    students: list[str]
    force: bool = False
    regrade: bool = False
    is_done: bool = False


class Ledger:
    """Append entries, and read them."""

    def __init__(self, classroom: Classroom) -> None:
        self.folder = classroom.root / FOLDER
        self.path = self.folder / FILE

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out of this classroom. Raises Busy."""
        with accessible(self.folder):
            self.folder.mkdir(exist_ok=True)
            lock = open(self.folder / LOCK, "a+", encoding="ascii")  # noqa: SIM115  closed below
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                other = f"another `w2v grade` is at work in {self.folder.parent}"
                raise Busy(f"{other} (process {lock.read().strip()}): wait until it has ended") from None
            except OSError:  # a file system without locks
                pass
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def latest(self) -> dict[str, Entry]:
        """Return {student: the last entry}."""
        return {line["student"]: Entry(**line) for line in self._lines() if "student" in line}

    def graded_in(self, run: str) -> set[str]:
        """Return the students who have an entry of a run."""
        return {line["student"] for line in self._lines() if "student" in line and line["run"] == run}

    def last_run(self) -> Run | None:
        """Return the last run that was begun; None where there is none."""
        last = None
        for line in self._lines():
            if "students" in line:
                last = Run(**line)
            elif last is not None and line.get("done") == last.run:
                last = dataclasses.replace(last, is_done=True)
        return last

    def begin(self, run: Run) -> None:
        """Note that a run begins."""
        self._append({name: value for name, value in asdict(run).items() if name != "is_done"})

    def end(self, run: str) -> None:
        """Note that a run came to its end."""
        self._append({"done": run})

    def append(self, entry: Entry) -> None:
        """Note an entry; it is on the disk when this returns."""
        self._append(asdict(entry))

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self.path.is_file():
            return
        with open(self.path, "rb") as file:
            for text in file:
                try:
                    line = json.loads(text)
                except ValueError:  # the end of an interrupted run
                    continue
                yield line

    def _append(self, line: Mapping[str, Any]) -> None:
        text = json.dumps(line, separators=(",", ":")) + "\n"  # ASCII, whatever a folder is called
        with accessible(self.path):
            self.folder.mkdir(exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o660)
            with os.fdopen(handle, "r+b", buffering=0) as file:
                end = file.seek(0, os.SEEK_END)
                is_torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
                file.write(("\n" * is_torn + text).encode("ascii"))
                os.fsync(handle)
