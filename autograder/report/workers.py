"""Do the same for each of many students, in processes side by side; nobody is lost when one of them fails."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from autograder.gradebook import crew

FEW = 8  # are done here: processes would take longer to start
T = TypeVar("T")
Numbered = tuple[int, tuple[Any, ...]]


def each(
    function: Callable[..., T], items: Sequence[tuple[Any, ...]], workers: int | None = None
) -> Iterator[tuple[int, T | Exception]]:
    """Iterate over (place, the function's value of that item, or what it raised), as they come.

    An item on which a process dies is tried once more, by itself.
    """
    workers = workers or crew.cores()
    call = functools.partial(_call, function)
    processes: crew.Crew[Numbered, T]
    if len(items) <= FEW or workers == 1:
        processes = crew.Here(call)
    else:
        processes = crew.Pool(call, workers, function.__module__)
    with contextlib.closing(processes):
        for (place, _), value in crew.each(processes, iter(enumerate(items))):
            yield place, value


def _call(function: Callable[..., T], numbered: Numbered) -> T:
    return function(*numbered[1])
