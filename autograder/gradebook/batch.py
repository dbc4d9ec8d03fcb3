"""`w2v grade`: grade what is new or has changed in submitted/, on all cores, into nbgrader's gradebook.

An outcome goes to autograded/, then to the ledger, then to the gradebook. Wherever a run is interrupted, the
next one sees what is missing and does that: nothing is lost, and nothing is entered twice.
"""

import contextlib
import fnmatch
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.course import Classroom, NoAccess
from autograder.sandbox import tiers

from . import book, keys, regrading
from .book import Settings
from .compat import Penalties
from .crew import Cluster, Crew, Here, Local, outcomes
from .entering import Entering, Standing
from .keeping import Keeper
from .keys import Key
from .ledger import Ledger
from .material import Material
from .outcome import BROKEN, REFUSED, Job, Outcome
from .regrading import Spool
from .telling import Teller


class NothingToGrade(Exception):
    """The call names nothing that could be graded here; the text says what to do."""


class Broken(Exception):
    """None can be graded; the text says why."""


@dataclass(frozen=True)
class Call:
    """What `w2v grade` is asked to do.

    students: ids or patterns of them; all where there are none. force: grade again what has not changed.
    regrade: grade all again, and ask `agreed` before it is written, unless `yes`.
    workers: how many processes; as many as there are cores where it is 0.
    scheduler: a Dask cluster's address, or "local" for one that is started here.
    resume: go on with the last call, which was interrupted. trust: grade without a sandbox where none works.
    """

    students: Sequence[str] = ()
    force: bool = False
    regrade: bool = False
    yes: bool = False
    agreed: Callable[[], bool] = lambda: False
    trust: bool = False
    workers: int = 0
    scheduler: str | None = None
    resume: bool = False


@dataclass(frozen=True)
class Task:
    """A submission that is to be graded, and why. key: of its score."""

    student: str
    key: Key
    why: str


def run(classroom: Classroom, call: Call) -> bool:
    """Grade; tell whether every submission could be graded.

    Raises NothingToGrade, Busy, BookError, NoAccess, NoSandbox and Broken.
    """
    found = book.settings(classroom)
    ledger = Ledger(found.classroom)
    with ledger.alone(), book.opened(found) as gradebook:
        entering = Entering(gradebook, classroom.course.id, Penalties(found.parent))
        return Batch(found, call, ledger, entering).run()


def asked_for(classroom: Classroom, patterns: Sequence[str]) -> list[str]:
    """Return the students who are meant. Raises NothingToGrade."""
    folders = classroom.submitted.glob("*")
    there = sorted(path.name for path in folders if path.is_dir() and not path.name.startswith("."))
    if not there:
        place = f"{classroom.submitted}/NAME/{classroom.course.id}/"
        raise NothingToGrade(f"nobody has handed in anything: put it into {place}")
    meant: set[str] = set()
    for pattern in patterns:
        found = [pattern] if pattern in there else fnmatch.filter(there, pattern)
        if not found:
            raise NothingToGrade(f"there is no submitted/{pattern}; {len(there)} others are there")
        meant |= set(found)
    return sorted(meant) if patterns else there


class Batch:
    """One call of `w2v grade`."""

    def __init__(self, found: Settings, call: Call, ledger: Ledger, entering: Entering) -> None:
        self.found, self.classroom, self.call = found, found.classroom, call
        self.ledger, self.entering = ledger, entering
        self.keeper = Keeper(self.classroom, ledger, entering)
        self.latest = ledger.latest()
        self.run_id = secrets.token_hex(8)

    def run(self) -> bool:
        """Grade what is to be graded. Raises NothingToGrade, NoSandbox, BookError, NoAccess and Broken."""
        students, done = self._students()
        teller = Teller(students)
        tasks = []
        for student in students:
            task = self._task(student, student in done, teller)
            if task is not None:
                tasks.append(task)
        if self.call.regrade:
            self._regrade(tasks, students, teller)
        elif tasks:
            self._grade(tasks, students, teller, self._keep)
        teller.summary(self.entering.standings())
        return not teller.left_out

    def _keep(self, job: Job, outcome: Outcome) -> Standing | None:
        return self.keeper.keep(outcome, self.keeper.standards.key(job.digest), self.run_id)

    def _regrade(self, tasks: Sequence[Task], students: Sequence[str], teller: Teller) -> None:
        """Grade again, show what changes, and write it if that is agreed."""
        spool, before, changes = Spool(self.classroom.root), self.entering.scores(), {}

        def put(job: Job, outcome: Outcome) -> None:
            spool.put(outcome, self.keeper.standards.key(job.digest).id)

        missing = [task for task in tasks if spool.get(task.student, task.key.id) is None]
        if missing:
            self._grade(missing, students, teller, put)
        for task in tasks:
            outcome = spool.get(task.student, task.key.id)
            if outcome is not None:
                changes[task.student] = regrading.change(outcome, before.get(task.student, {}))
        for line in regrading.summary(changes, len(tasks)):
            print(line)
        if not (self.call.yes or self.call.agreed()):
            print("Nothing is written. `w2v grade --regrade --yes` writes it.")
            return
        for task in tasks:
            if outcome := spool.get(task.student, task.key.id):
                self._keep(Job(task.student, {}, task.key.hand_in), outcome)
        spool.clear()

    def _students(self) -> tuple[list[str], set[str]]:
        """Return the students who are meant, and those of them whom an interrupted run has graded."""
        if not self.call.resume:
            return asked_for(self.classroom, self.call.students), set()
        last = self.ledger.last_run()
        if last is None or last.is_done:
            raise NothingToGrade("no run was interrupted here: leave out --resume")
        self.run_id = last.run
        return last.students, set(self.ledger.of_run(last.run))

    # ---------------------------------------------------------------- what is to be done

    def _task(self, student: str, is_done: bool, teller: Teller) -> Task | None:
        """Return what is to be graded; nothing where all is as it was, which is told."""
        if not self.classroom.handed_in(student).is_dir():
            teller.leave_out(student, f"there is no folder {self.classroom.course.id} in it")
            return None
        key = self.keeper.standards.key(keys.job_of(self.classroom, student, self.keeper.release).digest)
        entry = self.latest.get(student)
        if entry is None or ((self.call.force or self.call.regrade) and not is_done):
            return Task(student, key, "")
        if changes := key.changes(entry.key):
            return Task(student, key, ", ".join(changes))
        if entry.status == REFUSED:
            teller.leave_out(student, entry.why)
            return None
        if not self.keeper.stands(student, key):
            return Task(student, key, "")
        teller.unchanged(student)
        return None

    # ---------------------------------------------------------------- doing it

    def _grade(
        self,
        tasks: Sequence[Task],
        students: Sequence[str],
        teller: Teller,
        keep: Callable[[Job, Outcome], Standing | None],
    ) -> None:
        """Grade; `keep` takes each outcome, and returns what the gradebook says of it then."""
        waiting = {task.student: task for task in tasks}
        tier = None if self.call.scheduler else tiers.choose(self.call.trust)
        material = Material.of(self.classroom, tier, self.call.trust)
        teller.begin(len(tasks), tier)
        if problem := book.back_up(self.found):
            teller.note(problem)
        self.ledger.begin(self.run_id, students)
        with contextlib.closing(self._crew(material, len(tasks))) as crew, contextlib.closing(teller):
            for job, outcome in outcomes(crew, self._jobs(tasks)):
                if outcome.status == BROKEN:
                    raise Broken(f"grading stops at {job.student}: {outcome.why}")
                standing = keep(job, outcome)
                teller.tell(outcome, standing, waiting[job.student].why)
        self.ledger.end(self.run_id)

    def _crew(self, material: Material, tasks: int) -> Crew:
        workers = min(self.call.workers or len(os.sched_getaffinity(0)), tasks)
        if self.call.scheduler is not None:
            return Cluster(material, workers, self.call.scheduler)
        return Local(material, workers) if workers > 1 else Here(material)

    def _jobs(self, tasks: Sequence[Task]) -> Iterator[Job]:
        for task in tasks:
            yield keys.job_of(self.classroom, task.student, self.keeper.release)


__all__ = ["Batch", "Broken", "Call", "NoAccess", "NothingToGrade", "asked_for", "run"]
