"""Grade a folder or a file for the original handouts, as it stands, in the sandbox."""

import ast
import contextlib
import dataclasses
import functools
import os
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from autograder.checks.checker import Checker
from autograder.checks.explain import explain
from autograder.checks.oracle import SEEDS, Table
from autograder.checks.question_checks import probes_of
from autograder.course import Course, load
from autograder.intake import Refused, read_file, read_modules, skipped
from autograder.results.result import PASSED
from autograder.sandbox.caller import CannotCheck, StudentError
from autograder.sandbox.isolated import SECONDS_PER_SUBMISSION, Boxes, MachineError, Sandboxed
from autograder.sandbox.limited import Limited, RanOut
from autograder.sandbox.limited_worker import Door
from autograder.sandbox.wire import Fn

RIGHT, WRONG, ERROR, MISSING = "right", "wrong", "error", "missing"
HERE = pathlib.Path(__file__).parent
LARGEST, MOST_FOLDERS = 200_000, 2_000  # bytes of a file, folders in which one looks
HANDOUT_FILES = (
    "word2vec.py",
    "sgd.py",
    "q1_softmax.py",
    "q2_sigmoid.py",
    "q2_neural.py",
    "q3_word2vec.py",
    "q3_sgd.py",
)
PAIRS = {
    "naiveSoftmaxLossAndGradient",
    "softmaxCostAndGradient",
    "negSamplingLossAndGradient",
    "negSamplingCostAndGradient",
}
FUNCTIONS = {  # handout's function: (this course's question, the checks that are about it)
    "2019": {
        "sigmoid": ("sigmoid", ("sigmoid_has_the_right_values", "sigmoid_survives_large_numbers")),
        "naiveSoftmaxLossAndGradient": ("naive-softmax", None),
        "negSamplingLossAndGradient": ("negative-sampling", None),
        "skipgram": ("skipgram", None),
        "sgd": (None, None),
    },
    "2017": {
        "softmax": ("softmax", None),
        "sigmoid": ("sigmoid", ("sigmoid_has_the_right_values", "sigmoid_survives_large_numbers")),
        "sigmoid_grad": ("sigmoid", ("gradient_comes_from_the_value",)),
        "forward_backward_prop": ("network", None),
        "normalizeRows": ("normalize-rows", ("rows_get_length_one",)),
        "softmaxCostAndGradient": ("naive-softmax", None),
        "negSamplingCostAndGradient": ("negative-sampling", None),
        "skipgram": ("skipgram", None),
        "cbow": ("cbow", None),
        "sgd": (None, None),
    },
}
NEGATIVE = {"negSamplingLossAndGradient", "negSamplingCostAndGradient"}
WINDOW = (  # center_idx, outside_idxs with a repeated word, center_vecs, outside_vecs
    0,
    np.array([1, 4, 1]),
    np.cos(np.arange(12.0)).reshape(6, 2),
    np.sin(np.arange(12.0)).reshape(6, 2),
)
DRAWN = np.array([[2, 2, 5], [3, 5, 3], [2, 5, 5]])
PYTHON_2 = re.compile(
    r"^[ \t]*print[ \t]+[^(=\s]|\bxrange\b|\braw_input\b|^[ \t]*except[ \t]+\w+[ \t]*,[ \t]*\w+[ \t]*:"
    r"|\bcPickle\b|\bprint[ \t]*$",
    re.MULTILINE,
)
NUMPY_2 = (
    "It makes a number of an array that holds one, as in float(a) or a list of such arrays. "
    "NumPy 1 did that silently, NumPy 2 refuses: take the entry itself, a.item() or a[0, 0]. "
    "The idea of the function may well be right."
)


NEVER_ASKED = (
    "The dataset is never asked for a word: numbers are drawn from another generator, or not at all."
)
ASKED_TWICE = (
    "The loss function is called twice per pair: "
    "each call draws anew, so loss and gradients are of different negatives."
)
ASKED_TOO_LITTLE = "Fewer words are drawn than there are outside words times K: are repeated words dropped?"
ASKED_TOO_OFTEN = (
    "More words are drawn than there are outside words times K: is the loss function called once too often?"
)


@dataclass
class Verdict:
    """The verdict on one function: RIGHT, WRONG, ERROR or MISSING.

    message: for the student. classes: the kinds of mistake that were recognized.
    """

    verdict: str
    message: str = ""
    classes: list = field(default_factory=list)

    def to_json(self):
        return {"verdict": self.verdict, "classes": self.classes, "message": self.message}


def sources(path: str) -> dict[str, str]:
    """Return {file: text} of a handout's folder (or one above it), or of a single file (limited).

    Raises Refused.
    """
    here = pathlib.Path(path)
    if not here.is_dir():
        found = {here.name: read_file(here, here.name, LARGEST)}
    else:
        homes = sorted(set(_homes(here)), key=lambda home: (len(home.parts), str(home)))
        if not homes:
            raise Refused(
                f"in {here} there is none of the handouts' files ({', '.join(HANDOUT_FILES[:3])}, …)"
            )
        found = read_modules(homes[0], LARGEST)
        found |= {f"utils/{name}": data for name, data in read_modules(homes[0] / "utils", LARGEST).items()}
    texts = {name: data.decode("utf-8", "replace") for name, data in found.items()}
    for name, text in texts.items():
        _refuse_python_2(name, text)
    return texts


def _homes(here: pathlib.Path) -> Iterator[pathlib.Path]:
    """Iterate over the folders that hold files of a handout; links lead nowhere."""
    for looked_at, (folder, below, names) in enumerate(os.walk(here)):
        below[:] = [name for name in below if not skipped(name, ())]
        if looked_at > MOST_FOLDERS:
            return
        if set(names) & set(HANDOUT_FILES):
            yield pathlib.Path(folder)


def _refuse_python_2(name, text):
    try:
        ast.parse(text)
    except SyntaxError as problem:
        if PYTHON_2.search(text):
            raise Refused(
                f"{name} is written for Python 2 (line {problem.lineno}), as the handouts of 2017 were. "
                f"Python 3 cannot read it: `2to3 -w {name}` turns most of it into Python 3 "
                "(it came with Python up to 3.12), and print needs brackets. Then try again"
            ) from None
    except ValueError:
        raise Refused(f"{name} is no text of Python") from None
    except RecursionError:
        raise Refused(f"{name} holds an expression that is nested too deeply") from None


def package(texts: dict[str, str]) -> dict[str, str]:
    """Return the files of the sandbox: the student's, what stands in for w2v_lib, and missing utils."""
    ours = {
        "w2v_lib/__init__.py": (HERE / "adapter.py").read_text("utf-8"),
        "w2v_lib/checkpoints.py": "",
        "utils/__init__.py": "",
        "utils/utils.py": (HERE / "utils.py").read_text("utf-8"),
        "utils/gradcheck.py": "from .utils import *\n",
        "q2_gradcheck.py": "from utils.utils import gradcheck_naive\n",
    }
    return {**ours, **{name: text for name, text in texts.items() if not name.startswith("w2v_lib")}}


def graded(path: pathlib.Path, course: Course, table: pathlib.Path, tier: str) -> dict[str, Verdict]:
    """Return {function: Verdict}, in the handout's order. Raises Refused and MachineError.

    All that reads a stranger's files or compares their values is done in a process with limits.
    """
    about = str(course.folder), str(table)
    boxes = Boxes(tier, course.library, course.public_text("functions.py"))
    with contextlib.closing(boxes), Limited(load, str(course.folder), "handouts.grading") as limited:
        try:
            texts = limited.call(sources, str(path.resolve()), raises=(Refused,))
        except RanOut as problem:
            raise Refused(f"to read it fails: {problem}") from problem
        year = "2017" if any(name.startswith("q") for name in texts) else "2019"
        found: dict[str, Verdict] = {}
        for name in FUNCTIONS[year]:
            before = {other: verdict.verdict for other, verdict in found.items()}
            try:
                one = limited.call(
                    verdict, *about, texts, year, name, before,
                    raises=(MachineError,), door=boxes.question, waiting=SECONDS_PER_SUBMISSION,
                )  # fmt: skip
                found[name] = Verdict(**one)
            except RanOut as problem:
                found[name] = Verdict(ERROR, f"What it returns could not be compared: {problem}.")
        return found


def verdict(
    folder: str, table: str, texts: dict[str, str], year: str, name: str, before: dict[str, str]
) -> dict[str, object]:
    """Return the verdict on one function, as data (limited)."""
    handout = _handout(folder, table, tuple(texts.items()))
    return dataclasses.asdict(handout.verdict(name, *FUNCTIONS[year][name], before))


@functools.lru_cache(maxsize=1)
def _handout(folder: str, table: str, texts: tuple[tuple[str, str], ...]) -> "Handout":
    course, expected = Course.read(pathlib.Path(folder)), Table(pathlib.Path(table))
    caller = Sandboxed(package(dict(texts)), Door(), course.library, expected.arguments.keys())
    return Handout(course, caller, expected, _defined(dict(texts)))


def _defined(texts):
    """Return the names of the functions that the student's files define."""
    found = set()
    for name, text in texts.items():
        try:
            tree = ast.parse(text)
        except SyntaxError:
            found |= set(re.findall(r"^def (\w+)", text, re.MULTILINE))
            continue
        if not name.startswith("utils"):
            found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return found


class Handout:
    """One person's files: a verdict for each function of their handout."""

    def __init__(self, course: Course, caller: Sandboxed, table: Table, defined: set[str]) -> None:
        self.course, self.caller, self.table, self.defined = course, caller, table, defined
        self.checker = Checker(course, caller, table, SEEDS, table=table)

    def verdict(self, name, question, checks, before):
        """Return the verdict on a function, from those on the functions before it."""
        if name not in self.defined:
            return Verdict(MISSING, f"{name} is defined in none of the files.")
        try:
            self.caller.begin()
            return self._sgd() if question is None else self._checked(name, question, checks, before)
        except StudentError as problem:
            if problem.kind == "BufferError":
                return Verdict(ERROR, NUMPY_2, ["numpy-2"])
            if problem.kind == "NotImplementedError":
                return Verdict(MISSING, f"{name} is not written yet.")
            asked = self.course.catalogue[question or "sgd"]
            return Verdict(ERROR, explain(problem, asked, self.course.library), [problem.kind])
        except CannotCheck as problem:
            return Verdict(ERROR, str(problem))

    def _checked(self, name, question, checks, before):
        if name == "skipgram" and not self.defined & NEGATIVE:
            return self._skipgram_without_negatives()
        if name in NEGATIVE and (said := self._K()):
            return Verdict(WRONG, said, ["K-is-not-10"])
        probes = probes_of(self.course, question)
        first = next(call for call in probes if name != "sigmoid_grad" or call[0] == name)
        self.caller.call(*first)  # whether it answers at all
        results = [r for r in self.checker.results(question) if checks is None or r.check in checks]
        remarks = list(self._remarks(name))
        if all(r.status == PASSED for r in results):
            taken = self._true_word() if name in NEGATIVE else []
            return Verdict(WRONG, taken[0][1], [taken[0][0]]) if taken else Verdict(RIGHT, " ".join(remarks))
        if any(r.error == "BufferError" for r in results if r.status != PASSED):
            return Verdict(ERROR, NUMPY_2, ["numpy-2"])
        return self._failed(name, results, remarks, before)

    def _skipgram_without_negatives(self):
        said = "Checked with naive softmax alone: there is no negative sampling here."
        if self._of_plain_pairs() < 1e-8:
            return Verdict(RIGHT, said)
        return Verdict(WRONG, f"It is not the sum over its pairs. {said}")

    def _failed(self, name, results, remarks, before):
        """Return the verdict on a function that fails a check: hints first, then the first failure."""
        hinted = next((r for r in results if r.hint), None)
        # of two mistakes at once, the hint is about the first
        classes = list(hinted.misconceptions) if hinted and len(hinted.misconceptions) == 1 else []
        said = [hinted.hint] if hinted else []
        if name in {"skipgram"} | NEGATIVE:
            more = self._of_the_draws() if name == "skipgram" else self._true_word()
            classes, said = classes + [c for c, _ in more], said + [text for _, text in more]
        if name == "skipgram" and "is-the-sum" in classes:
            wrong = " and ".join(pair for pair in PAIRS & set(before) if before[pair] != RIGHT)
            adds_up = f"skipgram itself adds up its pairs as it should; {wrong} must be fixed first."
            return Verdict(RIGHT, adds_up if wrong else "")
        first = next(r for r in results if r.status != PASSED)
        found = first.message.splitlines()[0] if first.message else ""
        said.append(f"{first.sentence} {found}".strip())
        return Verdict(WRONG, " ".join([*said, *remarks]), [c for c in classes if c != "is-the-sum"])

    def _remarks(self, name):
        """Yield what costs nothing and is worth saying."""
        if name in ("naiveSoftmaxLossAndGradient", "softmaxCostAndGradient"):
            shape = self._numbers("center_shape")
            if list(shape) != [3]:
                found = f"The gradient for the center vector has the shape {tuple(shape)}"
                yield f"{found}; a vector (D,) is meant, and it counts as one."

    def _numbers(self, function, *arguments, count=0):
        """Return the plain numbers that a function of the adapter gives, or raise StudentError.

        The adapter lives in the student's process, and may have been replaced there.
        """
        value = self.caller.call(function, arguments).value
        plain = isinstance(value, (list, tuple)) and all(type(one) in (int, float) for one in value)
        if not plain or len(value) > 8 or len(value) != (count or len(value)):
            raise StudentError("Garbled")
        return value

    def _K(self):  # noqa: N802  K is a letter of the mathematics
        """Say what is wrong with the number of negatives; "" if it is as the handouts have it."""
        default, drawn = self._numbers("negatives_drawn", count=2)
        if drawn != 3 and drawn:
            return f"With K=3 it draws {drawn} negatives: is a number written where K is meant?"
        if default != 10:
            found = f"K is {default} unless given, and skipgram does not give it"
            return f"{found}; the handouts' files have K=10, and their expected numbers need it."
        return ""

    def _true_word(self):
        """Return [(kind of mistake, sentence)] if negative sampling does not reject the true word.

        The handouts' getNegativeSamples does.
        """
        first, second = self._numbers("after_the_true_word", count=2)
        said = "A draw that is the true word itself should be rejected and drawn again."
        return [] if np.isclose(first, second) else [("true-word-not-rejected", said)]

    def _of_the_draws(self):
        """Return [(kind of mistake, sentence)] on what can make a skipgram check "never pass".

        It is told from outside: whose draws, how many, and whether pairs add up.
        """
        plain = self._of_plain_pairs()
        off, asked, should = self._numbers("window_against_its_pairs", *WINDOW, DRAWN, count=3)
        for kind, is_so, said in (
            ("another-generator", asked == 0, NEVER_ASKED),
            ("called-twice", asked == 2 * should, ASKED_TWICE),
            ("repeats-dropped", asked < should, ASKED_TOO_LITTLE),
            ("more-draws", asked > should, ASKED_TOO_OFTEN),
        ):
            if is_so:
                return [(kind, said)]
        return [("is-the-sum", "")] if max(plain, off) < 1e-8 else []

    def _of_plain_pairs(self):
        """Return by how much skipgram differs from the sum over its pairs, with naive softmax."""
        return self._numbers("window_against_its_pairs", *WINDOW, None, count=3)[0]

    def _sgd(self):
        """Check steps, and postprocessing once after each, on a bowl that moves a little at every call."""
        middle, drift, x0 = np.array([1.0, -2.0]), np.array([0.1, 0.3]), np.array([3.0, 0.5])
        step, steps, factor = 0.3, 9, 0.9
        bowl = Fn("drifting_bowl", {"middle": middle, "drift": drift})
        got = self.caller.call("sgd", (bowl, x0, step, steps, Fn("pull_in", {"factor": factor}), 20000)).value
        ends = {}
        for once_more in (False, True):  # postprocessing after the step, or at its beginning
            x = x0.copy()
            for call in range(1, steps + 1):
                x = factor * x + (1 - factor) if once_more else x
                x = x - step * (x - middle - drift * np.sin(call))
                x = x if once_more else factor * x + (1 - factor)
            ends[once_more] = x
        if np.shape(got) == (2,) and any(np.allclose(got, end, atol=1e-9) for end in ends.values()):
            return Verdict(RIGHT)
        up = np.shape(got) == (2,) and np.sum((np.asarray(got) - middle) ** 2) > np.sum((x0 - middle) ** 2)
        if up:
            return Verdict(WRONG, "It goes uphill: the gradient is subtracted.", ["uphill"])
        said = "is each step `step * grad`, and postprocessing applied once per step?"
        return Verdict(WRONG, f"After nine steps on a bowl it is elsewhere: {said}")
