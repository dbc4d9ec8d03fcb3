"""Both ways to reach a student's code, and what they make of code that misbehaves."""

import os
import textwrap
import time

import numpy as np
import pytest
from conftest import COURSE, SOLUTIONS

from autograder import intake
from autograder.sandbox.calls import StudentError
from autograder.sandbox.in_process import InProcess
from autograder.checks import oracle
from autograder.checks.checker import Checker
from autograder.checks.reference import Library
from autograder.gradebook.grading import package
from autograder.sandbox import isolated, launch, tiers
from autograder.sandbox.isolated import Sandboxed


@pytest.fixture
def submission(tmp_path):
    """Writes a submission whose word2vec.py and so on hold the given code."""

    def write(**files):
        (tmp_path / "w2v_lib").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "w2v_lib" / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
        return tmp_path

    return write


LIBRARY, FUNCTIONS = COURSE.library, COURSE.functions
NAMES = {name for question in COURSE.catalogue for name in question.functions}
TIERS = [tier for tier, problem in tiers.survey().items() if problem is None]


def sandboxed(folder, tier):
    """A sandboxed caller for the submission in a folder."""
    files = package(intake.read(folder, LIBRARY, COURSE.student_files), COURSE)
    return Sandboxed(files, tier, LIBRARY, COURSE.public_text("functions.py"), NAMES)


@pytest.fixture(params=TIERS)
def worker(submission, request):
    """A sandboxed caller for a submission; ended when the test ends."""
    started = []

    def start(**files):
        started.append(sandboxed(submission(**files), request.param))
        return started[-1]

    yield start
    for caller in started:
        caller.close()


def failure(caller, function="softmax", *arguments):
    with pytest.raises(StudentError) as caught:
        caller.call(function, arguments or (np.ones(3),))
    return caught.value


def test_a_value_comes_back_with_what_was_seen(worker):
    reply = worker(
        foundations="""
        import numpy as np
        def softmax(x):
            x += 1
            return np.log(x - 2)
        """
    ).call("softmax", (np.array([1.0, 2.0]),))
    assert np.array_equal(reply.value, [-np.inf, 0])
    assert reply.changed == [0]
    assert any("divide by zero" in did for did in reply.did)


@pytest.mark.parametrize(
    "code, kind",
    [
        ("def softmax(x): return [", "SyntaxError"),
        ("def softmax(x): raise ValueError(repr(x))", "ValueError"),
        ("import scipy.nowhere", "ModuleNotFoundError"),
        ("def softmax(x): return softmax(x)", "RecursionError"),
        ("def softmax(x): import os; os._exit(0)", "Ended"),
        ("def softmax(x): import ctypes; ctypes.string_at(0)", "Ended"),
        ("def softmax(x): raise SystemExit", "SystemExit"),
        ("def softmax(x): input()", "EOFError"),
        ("def softmax(x): return object()", "WireError"),
        ("def sigmoid(x): return x", "AttributeError"),
    ],
)
def test_each_failure_has_its_kind_and_never_its_text(worker, code, kind):
    caller = worker(foundations=code)
    caller.begin()
    problem = failure(caller)
    assert (problem.kind, problem.text) == (kind, "")


def test_a_loop_is_stopped_and_the_next_question_is_answered(worker, monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", 1.0)
    caller = worker(foundations="def softmax(x):\n    while True: pass\ndef sigmoid(x): return x")
    caller.begin()
    began = time.monotonic()
    assert failure(caller).kind == "Timeout"
    assert time.monotonic() - began < 3
    caller.begin()
    assert caller.call("sigmoid", (2.0,)).value == 2.0


def test_bytes_that_are_no_frame_end_the_question_only(worker):
    caller = worker(
        foundations="""
        import os
        def softmax(x):
            for fd in range(3, 20):
                try: os.write(fd, b"garbage " * 100)
                except OSError: pass
            return x
        def sigmoid(x): return x
        """
    )
    caller.begin()
    assert failure(caller).kind in ("Ended", "Garbled", "Timeout")
    caller.begin()
    assert caller.call("sigmoid", (2.0,)).value == 2.0


def test_state_does_not_last_from_question_to_question(worker):
    caller = worker(foundations="calls = []\ndef sigmoid(x):\n    calls.append(x)\n    return float(len(calls))")
    for _ in range(2):
        caller.begin()
        assert caller.call("sigmoid", (0.0,)).value == 1.0
        assert caller.call("sigmoid", (0.0,)).value == 2.0


def test_nothing_is_left_when_it_is_closed(worker):
    caller = worker(foundations="def sigmoid(x): return x")
    caller.begin()
    caller.call("sigmoid", (1.0,))
    pid = caller.box.process.pid
    caller.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_output_of_student_code_goes_nowhere(worker, capfd):
    caller = worker(foundations="import os\ndef sigmoid(x):\n    print('hello')\n    os.write(1, b'hello')\n    return x")
    caller.begin()
    assert caller.call("sigmoid", (1.0,)).value == 1.0
    assert capfd.readouterr().out == ""


def test_an_edited_file_is_read_again_in_the_same_process(submission):
    folder = submission(**{p.stem: p.read_text("utf-8") for p in (SOLUTIONS / "w2v_lib").glob("*.py")})
    caller = InProcess(folder, LIBRARY, FUNCTIONS)
    assert caller.call("softmax", (np.zeros(2),)).value.tolist() == [0.5, 0.5]
    submission(foundations="def softmax(x): return 7 * x")
    caller.begin()
    assert caller.call("softmax", (np.ones(2),)).value.tolist() == [7, 7]
    submission(foundations="def softmax(x): return [")
    caller.begin()
    problem = failure(caller)
    assert (problem.kind, problem.file, problem.line) == ("SyntaxError", "w2v_lib/foundations.py", 1)
    caller.begin()
    assert failure(caller, "normalize_rows", np.eye(2)).kind == "SyntaxError"  # it imports softmax
    assert caller.call("sentence_features", (np.array([0]), np.eye(2))).value.tolist() == [1, 0]  # it does not


def test_a_failure_in_the_notebook_shows_its_text_and_line(submission):
    folder = submission(**{p.stem: p.read_text("utf-8") for p in (SOLUTIONS / "w2v_lib").glob("*.py")})
    submission(foundations="def softmax(x):\n    return x @ 'text'")
    caller = InProcess(folder, LIBRARY, FUNCTIONS)
    problem = failure(caller)
    assert problem.kind in ("TypeError", "UFuncTypeError", "_UFuncNoLoopError", "UFuncNoLoopError") and problem.text
    assert (problem.file, problem.line) == ("w2v_lib/foundations.py", 2)


def test_helper_files_and_imported_modules_are_read_again_too(submission):
    folder = submission(**{p.stem: p.read_text("utf-8") for p in (SOLUTIONS / "w2v_lib").glob("*.py")})
    (folder / "w2v_lib" / "extra").mkdir()
    (folder / "w2v_lib" / "extra" / "__init__.py").write_text("")
    (folder / "w2v_lib" / "extra" / "helpers.py").write_text("factor = 1\n")
    submission(foundations="from .extra.helpers import factor\ndef softmax(x): return factor * x")
    submission(sentiment="from . import foundations\ndef sentence_features(t, v): return foundations.softmax(v)[0]")
    caller = InProcess(folder, LIBRARY, FUNCTIONS)
    asked = "sentence_features", (np.array([0]), np.eye(2))
    assert caller.call(*asked).value.tolist() == [1, 0]
    (folder / "w2v_lib" / "extra" / "helpers.py").write_text("factor = 5\n")
    caller.begin()
    assert caller.call(*asked).value.tolist() == [5, 0]
    graded = sandboxed(folder, TIERS[0])
    assert graded.call(*asked).value.tolist() == [5, 0]
    graded.close()


def test_the_modules_that_stay_are_the_given_ones():
    import w2v_lib

    files = {path.stem for path in (SOLUTIONS / "w2v_lib").glob("*.py")}
    assert set(w2v_lib.STAYS.split()) == files - {name[:-3] for name in COURSE.student_files} - {"__init__", "gradcheck"}


def test_nothing_hidden_leaves_by_a_warning_an_exceptions_name_or_a_file_name(worker, reference):
    code = """
        import warnings
        import numpy as np
        def softmax(x):
            warnings.warn(repr(x))
            raise type(repr(x)[:50], (Exception,), {})()
        def sigmoid(x):
            warnings.warn(repr(x))
            return 1 / (1 + np.exp(-x))
        def sigmoid_grad(s):
            raise SyntaxError("text", (repr(s), 3, 1, ""))
        """
    checker = Checker(COURSE, worker(foundations=code), oracle.Reference(reference, COURSE), (0,), key="hidden")
    results = checker.results("softmax") + checker.results("sigmoid")
    said = "".join(r.message + str(r.remarks) for r in results)
    assert "array(" not in said and "an exception of its own" in said and "[-" not in said


def test_a_sandbox_that_does_not_start_is_nobodys_zero(worker, monkeypatch):
    monkeypatch.setattr(launch, "FILES", ())
    monkeypatch.setattr(launch, "HERE", launch.HERE / "nowhere")
    with pytest.raises(isolated.MachineError, match="does not start: .*No module named 'sandbox'"):
        worker(foundations="").begin()


def test_a_broken_reference_is_nobodys_zero(worker, reference):
    class Broken(Library):
        def call(self, *_):
            raise StudentError("ValueError", "typo", "w2v_lib/foundations.py", 3)

    broken = oracle.Reference(Broken(reference.library, COURSE), COURSE)
    checker = Checker(COURSE, worker(foundations="def softmax(x): return x"), broken, (0,))
    with pytest.raises(oracle.BrokenReference, match="typo"):
        checker.results("softmax")


def test_an_endless_loop_is_waited_for_once_a_question(worker, reference, monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", 1.0)
    caller = worker(foundations="def softmax(x):\n    while True: pass")
    began = time.monotonic()
    results = Checker(COURSE, caller, oracle.Reference(reference, COURSE), (0, 1, 2)).results("softmax")
    assert time.monotonic() - began < 3 and "took too long" in results[0].message


def test_long_doubles_are_numbers_and_generators_are_not(worker):
    caller = worker(foundations="import numpy as np\ndef softmax(x): return np.longdouble(x)\ndef sigmoid(x): return (i for i in x)")
    caller.begin()
    assert caller.call("softmax", (np.ones(2),)).value.dtype == float
    assert failure(caller, "sigmoid").kind == "WireError"


GRADER = """
import sys
from autograder.sandbox.isolated import Sandboxed
caller = Sandboxed({{"w2v_lib/__init__.py": "def softmax(x):\\n    while True: pass"}}, {tier!r}, "w2v_lib")
caller.begin()
print(caller.box.process.pid, flush=True)
caller.call("softmax", (1.0,))
"""


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("killed", ["the grader", "the sandbox"])
def test_kill_9_leaves_nothing_behind(tier, killed):
    import subprocess
    import sys

    from test_attacks import adopting_orphans, children, gone

    with adopting_orphans():
        living = children()
        grader = subprocess.Popen([sys.executable, "-c", GRADER.format(tier=tier)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        box_pid = int(grader.stdout.readline())
        time.sleep(0.3)  # the loop runs
        assert not gone(living)
        os.kill(grader.pid if killed == "the grader" else box_pid, 9)
        grader.wait(timeout=10)
        assert gone(living)
        grader.stdout.close()
