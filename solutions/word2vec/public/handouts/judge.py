"""Judge the functions of a handout one by one, each by itself: with right helpers, where its own are not."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.checker import Checker
from autograder.checks.diagnosis import consistency, parts
from autograder.checks.oracle import SEEDS, Table
from autograder.checks.question_checks import checks_of, interface_of, probes_of
from autograder.checks.student import as_python
from autograder.course import Course
from autograder.results.result import PASSED, Result
from autograder.sandbox.caller import CannotCheck, StudentError

from . import descents, draws
from .caller import NUMPY_2, HandoutCaller
from .contract import ASKS_FOR_A_SUM, HELPERS, NAIVE, NEGATIVE, PAIRS, QUESTIONS, in_the_handouts_words
from .verdict import ERROR, MISSING, RIGHT, WRONG, Verdict
from .windows import Windows

NOT_HERE = "{} is defined in none of the files."
UNWRITTEN = "{} is not written yet."
MEAN = (
    "Cost and gradient are means over the batch, and fit each other. The handout left that open at first; "
    "later it asked for the sum."
)
OVERFLOWS = (
    "For x = {} it gives {}: right for moderate numbers, which is all that the handout asks; "
    "`1 / (1 + np.exp(-x))` is right everywhere."
)
CUTS = (
    "It writes into x, which is an array of whole numbers in the starter's own test: "
    "`softmax(np.array([[1001, 1002], [3, 4]]))` gives zeros and ones. Make a new array."
)
SINGLE = "It computes in float32, with about seven digits; float64 is NumPy's usual kind, and has sixteen."
COLUMNS = (
    "It takes the words as columns. outsideVectors holds them as rows, (V, D): scores are "
    "`outsideVectors @ centerWordVec`, and the gradient is shaped like outsideVectors."
)
SHAPE = "The gradient for the center vector has the shape {}; a vector (D,) is meant, and it counts as one."
DIVIDES = (
    "{}: {} in Python 2, where whole numbers are divided without a rest; write // for that, or 2.0 for 2."
)
OURS_INSTEAD = (
    "Judged with {} of ours: the one that it calls is not at hand, or not asked for by the handout."
)
BY_ITSELF = "Right by itself: {}, which it calls, must be mended first."


class Judge:
    """Judge one person's files. `drawer`: the fields of drawer.Drawer."""

    def __init__(self, course: Course, caller: HandoutCaller, table: Table, drawer: dict[str, Any]) -> None:
        self.course, self.caller, self.table, self.drawer = course, caller, table, drawer
        self.interface = interface_of(course, table.arguments)

    def verdict(self, name: str, before: dict[str, str]) -> Verdict:
        """Return the verdict on a function, from those on the functions before it."""
        home = self.drawer["homes"].get(name)
        if home is None:
            return Verdict(MISSING, NOT_HERE.format(name), absent=True)
        if home in self.drawer["broken"]:
            return Verdict(ERROR, f"{self.drawer['broken'][home]}.", ["SyntaxError"])
        if name in self.drawer["unwritten"]:
            return Verdict(MISSING, UNWRITTEN.format(name))
        self.caller.lent = ()
        try:
            self.caller.begin()
            found = self._judged(name, before)
            return self._with_divisions(found)
        except StudentError as problem:
            return self._raised(problem)
        except CannotCheck as problem:
            return Verdict(ERROR, str(problem))

    def _judged(self, name: str, before: dict[str, str]) -> Verdict:
        if name == "sgd":
            return descents.verdict(self.caller)
        if name in ("skipgram", "cbow"):
            return Windows(self.caller, name, self.drawer["homes"], before).verdict()
        return self._of_values(name, before)

    def _raised(self, problem: StudentError) -> Verdict:
        """Say what a function raised."""
        place = f" ({problem.file}, line {problem.line})" if problem.file else ""
        if problem.kind in (NUMPY_2, "Package"):
            return Verdict(ERROR, problem.text, ["numpy-2" if problem.kind == NUMPY_2 else "package"])
        if problem.kind == "NotImplementedError":
            owner = problem.function or "a function that it calls"
            return Verdict(MISSING, f"{owner} is not written yet{place}.")
        if problem.kind == "Timeout":
            return Verdict(ERROR, "It took too long and was stopped: does a loop never end?", ["Timeout"])
        if problem.kind in ("WireError", "NotNumbers"):
            return Verdict(ERROR, "It returns something that is not made of numbers.", ["NotNumbers"])
        if problem.kind in ("Ended", "Garbled"):
            said = "Its process ended, or gave no whole answer: did it exit, or take too much memory?"
            return Verdict(ERROR, said, [problem.kind])
        text = f": {problem.text}" if problem.text else ""
        return Verdict(ERROR, f"It raised {problem.kind}{text}{place}.", [problem.kind])

    # ------------------------------------------------------------ functions of values

    def _of_values(self, name: str, before: dict[str, str]) -> Verdict:
        question, function, _ = QUESTIONS[name]
        probe = next(call for call in probes_of(self.course, question) if call[0] == function)
        self.caller.problem = None
        results = self._tried(name, probe)
        if self._passes(results):
            return self._right(name)
        helpers = tuple(h for h in HELPERS.get(name, ()) if h not in before or before[h] != RIGHT)
        self.caller.lent = HELPERS.get(name, ()) if helpers else ()
        lent = self._tried(name, probe) if helpers else results
        if self._passes(lent):
            used = [h for h in helpers if re.search(rf"\b{h}\b", self.drawer["texts"].get(name, h))]
            theirs = " ".join(self.drawer["files"].values())
            broken = [
                h for h in used if h in before or re.search(rf"\bdef {h}\b|^{h} *=", theirs, re.MULTILINE)
            ]
            right = self._right(name)
            if right.verdict == RIGHT:
                whose = BY_ITSELF if broken else OURS_INSTEAD
                said = whose.format(" or ".join(broken or used or helpers))
                right.message = " ".join(filter(None, [said, right.message]))
            return right
        return self._wrong(name, function, lent)

    def _tried(self, name: str, probe: Any) -> list[Result] | StudentError:
        """Return the results of the checks that are about a function; what it raises at first sight."""
        question, function, checks = QUESTIONS[name]
        try:
            self.caller.begin()
            self.caller.call(*probe)
        except StudentError as problem:
            return problem
        asked = self.course.catalogue[question]
        some = dataclasses.replace(
            asked,
            checks={check: points for check, points in asked.checks.items() if check in checks},
            functions=(function,),
            needs=(),
        )
        checker = Checker(self.course, self.caller, self.table, SEEDS, table=self.table)
        return checker.checked(some)

    @staticmethod
    def _passes(results: list[Result] | StudentError) -> bool:
        return isinstance(results, list) and all(result.status == PASSED for result in results)

    def _right(self, name: str) -> Verdict:
        """Return the verdict on a function whose values are right: what is drawn counts, too."""
        if taken := self._draws(name):
            return Verdict(WRONG, taken[1], [taken[0]])
        if name == "softmax" and self._cuts_whole_numbers():
            return Verdict(WRONG, CUTS, ["integers"])
        return Verdict(RIGHT, " ".join(self._remarks(name)))

    def _draws(self, name: str) -> tuple[str, str] | None:
        """Return (kind of mistake, sentence) for a function that draws negatives, and draws them wrongly."""
        return draws.mistake(self.caller) if name in NEGATIVE else None

    def _cuts_whole_numbers(self) -> bool:
        """Tell whether softmax writes into an array of integers, where no fraction has a place."""
        try:
            got = self.caller.call("softmax_of_whole_numbers", ()).value
        except StudentError:
            return False  # it works in place, as the handout allowed for floats
        return isinstance(got, np.ndarray) and bool(np.all(np.isin(got, (0, 1))))

    def _remarks(self, name: str) -> list[str]:
        """Return what costs nothing and is worth saying."""
        try:
            if name in NAIVE:
                shape = self.caller.call("center_shape", ()).value
                if isinstance(shape, list) and sorted(shape) == [1, 3]:
                    return [SHAPE.format(tuple(shape))]
            if name == "sigmoid":
                for x in (1000.0, -1000.0):
                    got = np.ravel(self.caller.call("sigmoid", (np.array([x]),)).value)
                    if not np.allclose(got, x > 0):
                        return [OVERFLOWS.format(f"{x:g}", f"{float(got[0]):g}")]
        except (StudentError, TypeError, ValueError):
            return []
        return []

    # ------------------------------------------------------------ what is wrong

    def _wrong(self, name: str, function: str, results: Any) -> Verdict:
        """Return the verdict on a function that fails with right helpers as well."""
        problem = self.caller.problem
        if problem and problem.kind == "LookupError" and (taken := self._draws(name)):
            return Verdict(WRONG, taken[1], [taken[0]])
        if name in PAIRS and self._by_columns(name):
            return Verdict(WRONG, COLUMNS, ["columns-not-rows"])
        if isinstance(results, StudentError):
            return self._raised(results)
        if (
            any(r.error in (NUMPY_2, "Package") for r in results if r.status != PASSED)
            and self.caller.problem
        ):
            return self._raised(self.caller.problem)
        if name == "forward_backward_prop" and self._is_a_mean():
            asks = ASKS_FOR_A_SUM.search(self.drawer["texts"].get(name, ""))
            if not asks:
                return Verdict(RIGHT, MEAN)
        if "float32" in str([result.message for result in results]) and self._is_single(name):
            return Verdict(RIGHT, SINGLE)
        return self._explained(name, results)

    def _explained(self, name: str, results: Sequence[Result]) -> Verdict:
        """Return the verdict with the hint, or what was found, and a line to try."""
        first = next(result for result in results if result.status != PASSED)
        if first.unwritten and self.caller.problem:
            place = f"{self.caller.problem.file}, line {self.caller.problem.line}"
            return Verdict(MISSING, f"{name} is not written yet for every input ({place}).")
        hinted = next((result for result in results if result.hint), None)
        classes = list(hinted.misconceptions) if hinted else []
        said = [hinted.hint or ""] if hinted else []
        if taken := self._draws(name):
            classes.append(taken[0])
            said.append(taken[1])
        if not said:
            said = _in_a_line(first)
        picture = dataclasses.asdict(first.picture) if first.picture else None
        message = in_the_handouts_words(name, " ".join(filter(None, said)))
        return Verdict(WRONG, message, classes, self._example(name), picture)

    def _example(self, name: str) -> str:
        """Return a call to try in the handout's words, and what it should give; "" if there is none."""
        question, function, _ = QUESTIONS[name]
        small = zip(
            checks_of(self.course, question).small, self.table.content["small"][question], strict=True
        )
        calls = [(arguments, want) for (called, arguments), want in small if called == function]
        if not calls:
            return ""
        arguments, want = calls[0 if name == "normalizeRows" else -1]  # no handout has rows of zeros
        shown = [as_python(argument) for argument in arguments]
        if name in NAIVE:
            shown.append("None")
        if name in NEGATIVE:
            drawn = arguments[-1].tolist()
            shown[-1:] = [
                f"type('Draws', (), {{'sampleTokenIdx': iter({drawn}).__next__}})",
                f"K={len(drawn)}",
            ]
        right = ", ".join(str(np.round(np.asarray(part, dtype=float), 4).tolist()) for part in want)
        return f"{name}({', '.join(shown)})  # {right} is right"

    def _is_single(self, name: str) -> bool:
        """Tell whether a function is right to the seven digits of float32."""
        question, _, _ = QUESTIONS[name]
        made, wants = consistency.calls(self.course, question), self.table.content["consistency"][question]
        return all(map(all, consistency.agreeing(self.caller, made, wants, self.interface, relative=1e-4)))

    def _by_columns(self, name: str) -> bool:
        """Tell whether a pair's function is right for words as columns."""
        question, _, _ = QUESTIONS[name]
        calls = consistency.calls(self.course, question)["usual"]
        wants = self.table.content["consistency"][question]["usual"]
        for (_, arguments), want in zip(calls, wants, strict=True):
            v, o, U, *negatives = arguments
            try:
                got = self.caller.call("columns", (v, o, U, negatives[0].tolist() if negatives else [])).value
                mine = [
                    np.asarray(part, dtype=float).reshape(np.shape(right))
                    for part, right in zip(got, want, strict=True)
                ]
            except (StudentError, TypeError, ValueError):
                return False
            if not all(np.allclose(a, b, rtol=1e-6) for a, b in zip(mine, want, strict=True)):
                return False
        return True

    def _is_a_mean(self) -> bool:
        """Tell whether cost and gradient of the network are right but for a division by the examples."""
        off = parts.find(self.course, "network", self.caller, self.interface, self.table)
        return {one.output for one in off} == {"loss", "grad"} and all(
            one.size == "the number of examples"
            and one.power == -1
            and np.allclose(list(one.factors.values()), 1)
            for one in off
        )

    def _with_divisions(self, found: Verdict) -> Verdict:
        """Add where whole numbers were divided, in files of Python 2, with another value than in Python 3."""
        if not self.drawer["floors"]:
            return found
        places = self.caller.call("divided", ()).value
        if isinstance(places, list) and places:
            module, line, said = str(places[0]).split(":", 2)
            where = f"{self.drawer['names'].get(module, module)}, line {line}"
            found.message = f"{found.message} {DIVIDES.format(where, said)}".strip()
        return found


def _in_a_line(result: Result) -> list[str]:
    """Return what a check found as sentences, its numbers last."""
    lines = [line for line in result.message.split("\n") if line]
    if not lines:
        return [result.sentence]
    if result.error:
        return [lines[0]]
    values = [line for line in lines[1:] if line.startswith(("expected ", "got "))]
    facts = [
        line for line in lines[1:] if line.endswith((".", "?")) and line[0].isalpha() and line not in values
    ]
    shown = [" ".join(value.split("(")[0].split()) for value in values]
    numbers = [", ".join(shown)] if len(shown) == 2 and not any("[" in value for value in shown) else []
    found = lines[0] if lines[0].endswith("?") else f"{lines[0].rstrip('.')}."
    return [found, *facts, *numbers]
