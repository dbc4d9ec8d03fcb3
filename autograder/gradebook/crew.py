"""Let several processes grade, here or on other machines; what dies is replaced, and its work tried again."""

import contextlib
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import Any, Protocol

from autograder.sandbox.isolated import MachineError

from .material import Material, end_with_parent, grade, leave
from .outcome import FAILED, Job, Outcome

DIED = "the process that graded it died twice: a person has to look at it"
LOCAL = "local"  # in place of a cluster's address: one that is started here
AHEAD = 2  # submissions that wait for each process


class Crew(Protocol):
    """Processes that grade. size: how many. Futures of a process that died raise one of `died`."""

    size: int
    died: tuple[type[BaseException], ...]

    def submit(self, job: Job) -> Future[Outcome]:
        """Hand a submission over."""

    def renew(self) -> None:
        """Replace what has died."""

    def close(self) -> None:
        """End all."""


class Here:
    """This process alone: for one submission, another one would take longer to start."""

    size = 1
    died: tuple[type[BaseException], ...] = ()

    def __init__(self, material: Material) -> None:
        self.material = material

    def submit(self, job: Job) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.set_result(grade(self.material, job))
        return future

    def renew(self) -> None:
        """Do nothing: what dies takes all with it."""

    def close(self) -> None:
        leave()


class Local:
    """Processes on this machine."""

    died: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, material: Material, size: int) -> None:
        self.material, self.size = material, size
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([grade.__module__])
        self.executor = self._started()

    def _started(self) -> Executor:
        """Start the processes. Raises MachineError where they do not even start."""
        executor = ProcessPoolExecutor(self.size, self.context, end_with_parent)
        try:
            executor.submit(os.getpid).result()
        except BrokenExecutor as problem:
            raise MachineError(f"the processes that grade do not start here: {problem}") from problem
        return executor

    def submit(self, job: Job) -> Future[Outcome]:
        return self.executor.submit(grade, self.material, job)

    def renew(self) -> None:
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._started()

    def close(self) -> None:
        self.executor.shutdown(cancel_futures=True)


class Cluster:
    """Processes of a Dask cluster at an address, or of one with `size` processes that is started here."""

    def __init__(self, material: Material, size: int, address: str) -> None:
        # an optional extra of the package
        import distributed  # noqa: PLC0415

        self.died: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        self._cleanup = contextlib.ExitStack()
        local = {"n_workers": size, "threads_per_worker": 1, "dashboard_address": None}
        at: dict[str, Any] = local if address == LOCAL else {"address": address}
        self.client = self._cleanup.enter_context(distributed.Client(**at, set_as_default=False))
        self.size = max(1, len(self.client.nthreads()))
        self.material = self.client.scatter(material, broadcast=True, hash=False)
        self.executor = self.client.get_executor(pure=False)

    def submit(self, job: Job) -> Future[Outcome]:
        found: Future[Outcome] = self.executor.submit(grade, self.material, job)
        return found

    def renew(self) -> None:
        """Do nothing: Dask replaces what dies."""

    def close(self) -> None:
        self._cleanup.close()


def outcomes(crew: Crew, jobs: Iterator[Job]) -> Iterator[tuple[Job, Outcome]]:
    """Give each submission's outcome, as they come.

    When a process dies, nothing new begins until all that is at work has ended; what died goes again, alone.
    """
    at_work: dict[Future[Outcome], Job] = {}
    suspects: list[Job] = []
    while True:
        while not suspects and len(at_work) < AHEAD * crew.size and (job := next(jobs, None)):
            try:
                at_work[crew.submit(job)] = job
            except crew.died:
                suspects.append(job)
        if not at_work and not suspects:
            return
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            job = at_work.pop(future)
            try:
                yield job, future.result()
            except crew.died:
                suspects.append(job)
        if suspects and not at_work:
            crew.renew()
            for job in suspects:
                yield _once_more(crew, job)
            suspects = []


def _once_more(crew: Crew, job: Job) -> tuple[Job, Outcome]:
    """Grade a submission by itself, so that no other one suffers from it."""
    try:
        return job, crew.submit(job).result()
    except crew.died:
        crew.renew()
        return job, Outcome(job.student, FAILED, DIED)
