"""`w2v grade`: grade what is new or has changed in submitted/, on all cores, into nbgrader's gradebook.

An outcome goes to autograded/, then to the ledger, then to the gradebook. Wherever a run is interrupted, the
next one sees what is missing and does that: nothing is lost, and nothing is entered twice.
"""

import contextlib
import fnmatch
import functools
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.course import Classroom
from autograder.sandbox import tiers

from . import book, keys, regrading
from .book import Settings
from .compat import Penalties
from .crew import Cluster, Crew, Here, Pool, cores, each
from .desk import failed
from .entering import Entering, Tally
from .keeping import Keeper
from .keys import Key
from .ledger import Ledger, Run
from .material import Material, grade, leave
from .outcome import BROKEN, REFUSED, Job, Outcome
from .regrading import Spool
from .telling import Teller

Keep = Callable[[Job, Outcome], Tally | None]


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
    there = classroom.students
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

    def run(self) -> bool:
        """Grade what is to be graded. Raises NothingToGrade, NoSandbox, BookError, NoAccess and Broken."""
        run, done = self._run_and_done()
        teller = Teller(run.students)
        found = [self._task(student, run, student in done, teller) for student in run.students]
        if tasks := [task for task in found if task is not None]:
            self.ledger.begin(run)
            keep = functools.partial(self._keep, run)
            if run.regrade:
                self._regrade(tasks, teller, keep)
            else:
                self._back_up(teller)
                self._grade(tasks, teller, keep)
            self.ledger.end(run.run)
        teller.summary(self.entering.tallies())
        return not teller.left_out

    def _keep(self, run: Run, job: Job, outcome: Outcome) -> Tally | None:
        return self.keeper.keep(outcome, self.keeper.standards.key(job.digest), run.run)

    def _back_up(self, teller: Teller) -> None:
        if problem := book.back_up(self.found):
            teller.note(problem)

    def _regrade(self, tasks: Sequence[Task], teller: Teller, keep: Keep) -> None:
        """Grade again, show what changes, and write it if that is agreed."""
        spool, before = Spool(self.classroom.root), self.entering.scores()

        def put(job: Job, outcome: Outcome) -> None:
            spool.put(outcome, self.keeper.standards.key(job.digest).id)

        if missing := [task for task in tasks if spool.get(task.student, task.key.id) is None]:
            self._grade(missing, teller, put)
        outcomes = [(task, spool.get(task.student, task.key.id)) for task in tasks]
        made = [(task, outcome) for task, outcome in outcomes if outcome is not None]
        changes = [regrading.change(outcome, before.get(task.student, {})) for task, outcome in made]
        for line in regrading.summary(changes):
            print(line)
        if not (self.call.yes or self.call.agreed()):
            print("Nothing is written. `w2v grade --regrade --yes` writes it.")
            return
        self._back_up(teller)
        for task, outcome in made:
            keep(Job(task.student, {}, task.key.hand_in), spool.with_files(outcome))
        spool.clear()

    def _run_and_done(self) -> tuple[Run, set[str]]:
        """Return this run, and those whom it has graded already, where it was interrupted."""
        if not self.call.resume:
            students = asked_for(self.classroom, self.call.students)
            return Run(secrets.token_hex(8), students, self.call.force, self.call.regrade), set()
        last = self.ledger.last_run()
        if last is None or last.is_done:
            raise NothingToGrade("no run was interrupted here: leave out --resume")
        return last, self.ledger.graded_in(last.run)

    # ---------------------------------------------------------------- what is to be done

    def _task(self, student: str, run: Run, is_done: bool, teller: Teller) -> Task | None:
        """Return what is to be graded; nothing where all is as it was, which is told."""
        if not self.classroom.handed_in(student).is_dir():
            teller.leave_out(student, f"there is no folder {self.classroom.course.id} in it")
            return None
        key = self.keeper.standards.key(keys.job_of(self.classroom, student, self.keeper.release).digest)
        entry = self.latest.get(student)
        if entry is None or ((run.force or run.regrade) and not is_done):
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

    def _grade(self, tasks: Sequence[Task], teller: Teller, keep: Keep) -> None:
        """Grade; `keep` takes each outcome, and returns what the gradebook says of it then."""
        why = {task.student: task.why for task in tasks}
        tier = None if self.call.scheduler else tiers.choose(self.call.trust)
        material = Material.of(self.classroom, tier, self.call.trust)
        teller.begin(len(tasks), tier)
        with contextlib.closing(self._crew(material, len(tasks))) as crew, contextlib.closing(teller):
            for job, value in each(crew, self._jobs(tasks)):
                outcome = value if isinstance(value, Outcome) else failed(job.student, value)
                if outcome.status == BROKEN:
                    raise Broken(f"grading stops at {job.student}: {outcome.why}")
                teller.tell(outcome, keep(job, outcome), why[job.student])

    def _crew(self, material: Material, tasks: int) -> Crew[Job, Outcome]:
        workers = min(self.call.workers or cores(), tasks)
        if self.call.scheduler is not None:
            return Cluster(grade, material, workers, self.call.scheduler)
        grader = functools.partial(grade, material)
        return Pool(grader, workers, grade.__module__) if workers > 1 else Here(grader, leave)

    def _jobs(self, tasks: Sequence[Task]) -> Iterator[Job]:
        for task in tasks:
            yield keys.job_of(self.classroom, task.student, self.keeper.release)
