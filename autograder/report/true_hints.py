"""Prove by machine that what checks say of wrong answers is true: on mutants of the reference.

    make report-hints          (ten minutes; ARGS="--doubles 1000 --question sgd" for more, or less)

A mutant is wrong if it differs from the reference on some of ten thousand draws. Then it loses points, and
every sentence that it is told is true on draws that the sentence has not seen. The others get full points.
Every known misconception, and some mutants, get the same points under a hundred secrets.
"""

import argparse
import concurrent.futures
import contextlib
import functools
import inspect
import pathlib
import random
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from autograder.checks.checker import Checker
from autograder.checks.diagnosis import consistency, hints, parts, relations
from autograder.checks.misconceptions import misconceptions
from autograder.checks.oracle import SEEDS, TABLE, Reference, Table
from autograder.checks.question_checks import Call, checks_of, interface_of
from autograder.checks.reference import Library, load, reference_of
from autograder.checks.shares import shares_of
from autograder.course import Classroom, Course, Question, course_at
from autograder.results.result import PASSED, Result

from .mutants import doubles, mutants

WORDS = re.compile(
    r"raised|rows? |shape|returned|nan|inf|took too long|caller|nothing was|belongs to|state|anew"
)
FRESH = 200  # draws that no sentence has seen
MANY = 10_000  # draws on which what looks like the reference is compared with it
SECRETS = 100  # keys of hidden draws, under which points are compared
SECONDS = 20.0  # for everything that is asked of one mutant


@dataclass
class Told:
    """What became of one mutant. `false`: sentences that are not true; `lost`: whether points were lost.

    late: it took too long to be asked everything.
    """

    source: str
    is_wrong: bool
    lost: bool
    hint: bool = False
    part: bool = False
    words: bool = False  # anything more than "is not what it should be"
    raised: bool = False
    late: bool = False
    false: list[str] = field(default_factory=list)

    @property
    def trouble(self) -> list[str]:
        """Name what is not as it should be."""
        found = [f"FALSE: {said}" for said in self.false]
        if self.is_wrong and not self.lost:
            found.append("WRONG, AND FULL POINTS")
        if not self.is_wrong and (self.lost or self.hint):
            found.append("RIGHT, AND POINTS LOST")
        return found


class Replaced:
    """The reference with one function replaced, which calls the other functions of its home."""

    def __init__(self, package: ModuleType, function: str, source: str) -> None:
        home = sys.modules[getattr(package, function).__module__]
        self.__file__, self.__name__, self._package = package.__file__, package.__name__, package
        names = dict(vars(home))
        exec(compile(source, home.__file__ or "", "exec"), names)  # a mutant of ours
        setattr(self, function, names[function])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._package, name)


class Bank:
    """What mutants of a question are held against: the reference, the table, fresh draws."""

    def __init__(self, course: Course, question: Question) -> None:
        self.course, self.question, self.package = course, question, load(course)
        self.reference = reference_of(course)
        self.table = Table(Classroom.around(course.folder.parents[1]).release / course.library / TABLE)
        self.interface = interface_of(course, self.table.arguments)
        self.known = {m.id: Library(m.library, course) for m in misconceptions(course)}
        self.shares = shares_of(course)
        self.keys = [f"fresh {number}" for number in range(FRESH)]
        self.right = [hints.outputs(course, question.id, self.reference, key) for key in self.keys]
        self.made = [consistency.calls(course, question.id, key) for key in self.keys]
        self.want = [consistency.wanted(course, question.id, self.reference, made) for made in self.made]

    def told(self, function: str, source: str) -> Told:
        """Return what a mutant is told, and whether that is true."""
        caller = Library(Replaced(self.package, function, source), self.course)
        checker = Checker(self.course, caller, self.table, SEEDS, table=self.table)
        results = checker.results(self.question.id)
        found = Told(source, self._differs(caller), any(r.status != PASSED for r in results))
        for result in results:
            if result.hint:
                found.hint = True
                if not self._is_recognized(caller, result):
                    found.false.append(result.hint)
        self._parts(caller, results, found)
        said = "\n".join(result.message for result in results if result.status != PASSED)
        found.raised = any(result.error for result in results)
        found.words = found.hint or found.part or bool(WORDS.search(said))
        return found

    def _differs(self, caller: Library) -> bool:
        """Tell whether the mutant's numbers are other than the reference's, on some draw."""
        for key, right in zip(self.keys, self.right, strict=True):
            if not self._gives(caller, key, right):
                return True
        for made, want in zip(self.made, self.want, strict=True):
            tolerance = max(consistency.RELATIVE, checks_of(self.course, self.question.id).tolerance)
            if not all(map(all, consistency.agreeing(caller, made, want, self.interface, tolerance))):
                return True
        return False

    def _gives(self, caller: Library, key: str, right: Sequence[Any]) -> bool:
        """Tell whether the mutant gives these outputs on a draw."""
        got = hints.outputs(self.course, self.question.id, caller, key)
        tolerance = max(hints.RELATIVE, checks_of(self.course, self.question.id).tolerance)
        same = functools.partial(hints.alike, relative=tolerance, absolute=tolerance / 100)
        return all(map(same, got, right))

    def is_right(self, function: str, source: str) -> bool:
        """Tell whether a mutant is the reference in other words, by many draws."""
        caller = Library(Replaced(self.package, function, source), self.course)
        for key in (f"many {number}" for number in range(MANY)):
            right = hints.outputs(self.course, self.question.id, self.reference, key)
            if not self._gives(caller, key, right):
                return False
        return True

    def _is_recognized(self, caller: Library, result: Result) -> bool:
        """Tell whether the mutant does what the hint's misconceptions do, on all fresh draws."""
        ids = result.misconceptions
        for key, right in zip(self.keys, self.right, strict=True):
            got = hints.outputs(self.course, self.question.id, caller, key)
            known = [hints.outputs(self.course, self.question.id, self.known[id], key) for id in ids]
            if len(ids) == 1 and not all(map(hints.alike, got, known[0])):
                return False
            if len(ids) == 2 and not hints.adds_up(got, right, known):
                return False
        return True

    def _parts(self, caller: Library, results: Sequence[Result], found: Told) -> None:
        """Add what is said of the outputs, and whether it holds on fresh draws."""
        made = consistency.calls(self.course, self.question.id)
        recorded = self.table.content["consistency"].get(self.question.id)
        if not made or not recorded or not found.lost:
            return
        said = consistency.statement(self.course, self.question.id, caller, self.interface, made, recorded)
        messages = "\n".join(result.message for result in results)
        if said is not None and said.text in messages:
            found.part = True
            every = zip(self.made, self.want, strict=True)
            if not all(consistency.holds(said, caller, self.interface, *one) for one in every):
                found.false.append(said.text)
        for off in parts.find(self.course, self.question.id, caller, self.interface, self.table):
            if off.text in messages:
                found.part = True
                if not all(map(functools.partial(self._holds, off, caller), self.made, self.want)):
                    found.false.append(off.text)
        for one in relations.related(made, recorded, caller, self.interface):
            if one.text in messages:
                found.part = True
                fresh = zip(self.made, self.want, strict=True)
                if not all(relations.holds(one, *draw, caller, self.interface) for draw in fresh):
                    found.false.append(one.text)

    def _holds(
        self, off: parts.Off, caller: Library, made: Mapping[str, list[Call]], want: Mapping[str, Any]
    ) -> bool:
        """Tell whether what is said of an output's parts is true of calls that it has not seen."""
        every = consistency.in_a_row(made)
        shares = parts.wanted(every, consistency.in_a_row(want), self.shares, self.interface)
        sizes = checks_of(self.course, self.question.id).sizes
        return parts.holds(off, every, shares, caller, self.interface, sizes)


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer, and after it, where that was taken for the student's error."""
    late = []

    def stop(*_: object) -> None:
        late.append(True)
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if late:
        raise TimeoutError


def report(course: Course, question: Question, singles: int | None, twice: int, seed: int = 0) -> list[Told]:
    """Return what became of the mutants of a question: `singles` of them (None: all), and some doubles."""
    bank, chance, told = Bank(course, question), random.Random(f"{question.id}/{seed}"), []
    for function in question.functions:
        source = inspect.getsource(getattr(bank.package, function))
        once = list(mutants(source))
        some = once if singles is None else chance.sample(once, min(singles, len(once)))
        for text in [*some, *doubles(source, twice, chance)]:
            try:
                with limited(SECONDS):
                    told.append(bank.told(function, text))
            except (TimeoutError, RecursionError):
                told.append(Told(text, is_wrong=False, lost=False, late=True))
            if not (told[-1].is_wrong or told[-1].late):
                told[-1].is_wrong = not bank.is_right(function, text)
    return told


def unsteady(course: Course, question: Question, keys: Iterable[object], some: int) -> list[str]:
    """Return the misconceptions of a question, and some mutants, whose points depend on the key."""
    bank = Bank(course, question)
    wrong = [(m.id, Library(m.library, course)) for m in misconceptions(course) if m.question == question.id]
    for function in question.functions:
        once = list(mutants(inspect.getsource(getattr(bank.package, function))))
        for text in random.Random(function).sample(once, min(some, len(once))):
            wrong.append((text, Library(Replaced(bank.package, function, text), course)))
    return [name for name, caller in wrong if len(set(_points(bank, caller, keys))) > 1]


def _points(bank: Bank, caller: Library, keys: Iterable[object]) -> Iterator[tuple[float, ...]]:
    """Iterate over the points of a submission's checks, under each key; none where it takes too long."""
    oracle = Reference(bank.reference, bank.course)
    for key in keys:
        with contextlib.suppress(TimeoutError, RecursionError), limited(SECONDS):
            results = Checker(bank.course, caller, oracle, (0,), key).results(bank.question.id)
            yield tuple(result.points for result in results)


def row(name: str, told: Sequence[Told]) -> str:
    """Return the numbers of a question as a line."""
    wrong = [one for one in told if one.is_wrong]
    failed = [one for one in wrong if one.lost]
    computed = [one for one in failed if not one.raised]
    specific = sum(one.hint or one.part for one in computed) / max(1, len(computed))
    anything = sum(one.words for one in failed) / max(1, len(failed))
    hinted = sum(one.hint for one in failed) / max(1, len(failed))
    counts = Counter(said.split(":")[0] for one in told for said in one.trouble)
    counts += Counter({"took too long to tell": sum(one.late for one in told)})  # no entry for none
    trouble = ", ".join(f"{count} {kind.lower()}" for kind, count in counts.items()) or "–"
    return (
        f"{name:<20}{len(told):>7}{len(wrong):>7}{hinted:>8.0%}{specific:>10.0%}{anything:>10.0%}   {trouble}"
    )


def main() -> int:
    """Print the numbers of every question, and each trouble; return how a program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--singles", type=int, default=None, help="of each function (default: all)")
    parser.add_argument("--doubles", type=int, default=100, help="of each function")
    parser.add_argument("--secrets", type=int, default=SECRETS, help="under which points are compared")
    parser.add_argument("--question", action="append", help="only these")
    parser.add_argument("--show", action="store_true", help="show the sources of what is not as it should be")
    args = parser.parse_args()
    ids = [question.id for question in course_at(pathlib.Path.cwd()).catalogue.checked]
    ids = [id for id in ids if not args.question or id in args.question]
    print(f"{'':<20}mutants  wrong    hint  specific  anything   trouble")
    everything: list[Told] = []
    moved: list[str] = []
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for id, (told, points) in zip(ids, pool.map(functools.partial(_reported, args), ids), strict=True):
            print(row(id, told), flush=True)
            for one in told if args.show else ():
                if one.trouble:
                    print("   ", "; ".join(one.trouble), "\n" + one.source + "\n")
            everything, moved = everything + told, moved + points
    print(row("all", everything))
    print(f"Under {args.secrets} secrets, other points: {len(moved) or 'none'}", *moved, sep="\n")
    return 1 if moved or any(one.trouble for one in everything) else 0


def _reported(args: argparse.Namespace, id: str) -> tuple[list[Told], list[str]]:
    """Do the work for one question, in a process of its own."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    course = course_at(pathlib.Path.cwd())
    question = course.catalogue[id]
    told = report(course, question, args.singles, args.doubles)
    return told, unsteady(course, question, range(args.secrets), some=10)


if __name__ == "__main__":
    sys.exit(main())
