"""Do the same for each of many students, in processes side by side; nobody is lost when one of them fails."""

import concurrent.futures
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

FEW = 8  # are done here: processes would take longer to start
T = TypeVar("T")


def each(
    function: Callable[..., T], items: Sequence[tuple[Any, ...]], workers: int | None = None
) -> Iterator[tuple[int, T | Exception]]:
    """Iterate over (place, the function's value of that item, or what it raised), as they come.

    An item on which a process dies is tried once more, in a process of its own.
    """
    workers = workers or cores()
    if len(items) <= FEW or workers == 1:
        yield from ((place, _here(function, item)) for place, item in enumerate(items))
        return
    left = dict(enumerate(items))
    for place, value in _together(function, left, workers):
        if not isinstance(value, BrokenProcessPool):
            del left[place]
            yield place, value
    for place, item in left.items():
        yield from _together(function, {place: item}, 1)


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _here(function: Callable[..., T], item: tuple[Any, ...]) -> T | Exception:
    try:
        return function(*item)
    except Exception as problem:  # the others' work goes on
        return problem


def _together(
    function: Callable[..., T], items: dict[int, tuple[Any, ...]], workers: int
) -> Iterator[tuple[int, T | Exception]]:
    # a fork would share the sockets of this process's helpers
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(workers, context) as pool:
        places: dict[concurrent.futures.Future[T | Exception], int] = {}
        try:
            for place, item in items.items():
                places[pool.submit(_here, function, item)] = place
        except BrokenProcessPool as problem:
            yield from ((place, problem) for place in items.keys() - set(places.values()))
        for future in concurrent.futures.as_completed(places):
            problem_or_none = future.exception()
            yield (
                places[future],
                problem_or_none if isinstance(problem_or_none, Exception) else future.result(),
            )
