"""Let processes do one thing for each of many students, here or on other machines; what dies is replaced."""

import contextlib
import functools
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import Any, Generic, Protocol, TypeVar

from autograder.sandbox.isolated import MachineError

LOCAL = "local"  # in place of a cluster's address: one that is started here
AHEAD = 2  # items that wait for each process
Item = TypeVar("Item")
Given = TypeVar("Given", contravariant=True)
Value = TypeVar("Value")


class Died(Exception):
    """The process that had this item died, twice with nothing else at work."""


class Crew(Protocol[Given, Value]):
    """Processes at work. size: how many. Futures of a process that died raise one of `died`."""

    size: int
    died: tuple[type[BaseException], ...]

    def submit(self, item: Given, /) -> "Future[Value]":
        """Hand an item over."""

    def renew(self) -> None:
        """Replace what has died."""

    def close(self) -> None:
        """End all."""


class Here(Generic[Item, Value]):
    """This process alone: for a few items, others would take longer to start. end: called at the end."""

    size = 1
    died: tuple[type[BaseException], ...] = ()

    def __init__(self, function: Callable[[Item], Value], end: Callable[[], None] = lambda: None) -> None:
        self.function, self.close = function, end

    def submit(self, item: Item, /) -> "Future[Value]":
        future: Future[Value] = Future()
        try:
            future.set_result(self.function(item))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def renew(self) -> None:
        """Do nothing: what dies takes all with it."""


class Pool(Generic[Item, Value]):
    """Processes on this machine, forks of one that has imported the module of the function."""

    died: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, function: Callable[[Item], Value], size: int, module: str) -> None:
        self.function, self.size = function, size
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([module])
        self.executor = self._started()

    def _started(self) -> Executor:
        """Start the processes. Raises MachineError where they do not even start."""
        executor = ProcessPoolExecutor(self.size, self.context, end_with_parent)
        try:
            executor.submit(os.getpid).result()
        except BrokenExecutor as problem:
            raise MachineError(f"processes do not start here: {problem}") from problem
        return executor

    def submit(self, item: Item, /) -> "Future[Value]":
        return self.executor.submit(self.function, item)

    def renew(self) -> None:
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._started()

    def close(self) -> None:
        self.executor.shutdown(cancel_futures=True)


class Cluster:
    """Processes of a Dask cluster at an address, or of one with `size` processes that is started here.

    Each calls the function with `carried`, which goes to it once, and an item.
    """

    def __init__(self, function: Callable[..., Any], carried: object, size: int, address: str) -> None:
        # an optional extra of the package
        import distributed  # noqa: PLC0415

        self.died: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        self._cleanup = contextlib.ExitStack()
        local = {"n_workers": size, "threads_per_worker": 1, "dashboard_address": None}
        at: dict[str, Any] = local if address == LOCAL else {"address": address}
        self.client = self._cleanup.enter_context(distributed.Client(**at, set_as_default=False))
        self.size = max(1, len(self.client.nthreads()))
        self.function, self.carried = function, self.client.scatter(carried, broadcast=True, hash=False)
        self.executor = self.client.get_executor(pure=False)

    def submit(self, item: object, /) -> "Future[Any]":
        found: Future[Any] = self.executor.submit(self.function, self.carried, item)
        return found

    def renew(self) -> None:
        """Do nothing: Dask replaces what dies."""

    def close(self) -> None:
        self._cleanup.close()


def each(crew: Crew[Item, Value], items: Iterator[Item]) -> Iterator[tuple[Item, Value | Exception]]:
    """Iterate over (item, its value or what was raised), as they come; Died, where it ends every process.

    When a process dies, nothing new begins until all that is at work has ended; what died goes again, alone.
    """
    at_work: dict[Future[Value], Item] = {}
    suspects: list[Item] = []
    while True:
        while not suspects and len(at_work) < AHEAD * crew.size:
            try:
                item = next(items)
            except StopIteration:
                break
            try:
                at_work[crew.submit(item)] = item
            except crew.died:
                suspects.append(item)
        if not at_work and not suspects:
            return
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            item = at_work.pop(future)
            try:
                yield item, future.result()
            except crew.died:
                suspects.append(item)
            except Exception as problem:
                yield item, problem
        if suspects and not at_work:
            crew.renew()
            for item in suspects:
                yield item, _alone(crew, item)
            suspects = []


def _alone(crew: Crew[Item, Any], item: Item) -> Any:
    """Do an item by itself, so that no other one suffers from it; return its value or what was raised.

    Before, it may have died of another one's process; so it has two tries of its own.
    """
    for _ in range(2):
        try:
            return crew.submit(item).result()
        except crew.died:
            crew.renew()
        except Exception as problem:
            return problem
    return Died()


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def end_with_parent() -> None:
    """End this process when the one that started it has ended, however that came."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # it is called in a process of a pool
    watch = functools.partial(multiprocessing.connection.wait, [parent.sentinel])
    threading.Thread(target=lambda: (watch(), os._exit(1)), daemon=True).start()
