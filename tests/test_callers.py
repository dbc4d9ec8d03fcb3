"""The two ways to call a student's functions, and what they make of code that misbehaves."""

import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from conftest import COURSE, SOLUTIONS
from sandboxes import TIERS, adopting_orphans, children, gone, kept_zygote

from autograder import intake
from autograder.checks import oracle
from autograder.checks.checker import Checker
from autograder.checks.reference import Library
from autograder.gradebook.grading import given, written
from autograder.sandbox import isolated, launch
from autograder.sandbox.caller import StudentError
from autograder.sandbox.in_process import InProcess
from autograder.sandbox.isolated import Sandboxed

LIBRARY, FUNCTIONS = COURSE.library, COURSE.functions
NAMES = {name for question in COURSE.catalogue for name in question.functions}


@pytest.fixture
def submission(tmp_path):
    """Write a submission whose word2vec.py and so on hold the given code."""

    def write(**files):
        (tmp_path / LIBRARY).mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / LIBRARY / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
        return tmp_path

    return write


@pytest.fixture
def whole_library(submission):
    """A folder with the reference as a student's library; `submission` changes files of it."""
    return submission(**{path.stem: path.read_text("utf-8") for path in (SOLUTIONS / LIBRARY).glob("*.py")})


def sandboxed(folder, tier):
    """Return a sandboxed caller for the submission in a folder."""
    theirs = intake.read(folder, intake.Asked(LIBRARY, COURSE.student_files)).modules()
    files = written(theirs, COURSE) | given(COURSE)
    gate = isolated.Boxes(tier, LIBRARY, COURSE.public_text("functions.py"))
    return Sandboxed(files, gate, LIBRARY, NAMES)


@pytest.fixture(params=TIERS)
def worker_of_its_own_zygote(submission, request):
    """Start a sandboxed caller for a submission; all is ended when the test ends."""
    started = []

    def start(**files):
        started.append(sandboxed(submission(**files), request.param))
        return started[-1]

    yield start
    for caller in started:
        caller.close()


@pytest.fixture
def worker(worker_of_its_own_zygote, monkeypatch):
    """Start a sandboxed caller in a box of a zygote that tests share."""
    monkeypatch.setattr(isolated, "Zygote", kept_zygote)
    return worker_of_its_own_zygote


def failure(caller, function="softmax", *arguments):
    with pytest.raises(StudentError) as caught:
        caller.call(function, arguments or (np.ones(3),))
    return caught.value


def test_gives_the_value_and_what_was_seen_on_the_way(worker):
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
    ("code", "kind"),
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
def test_tells_the_kind_of_a_failure_and_never_its_text(worker, code, kind):
    caller = worker(foundations=code)
    caller.begin()
    problem = failure(caller)
    assert (problem.kind, problem.text) == (kind, "")


ENDLESS = "def softmax(x):\n    while True: pass\n"


def test_stops_a_loop_and_answers_the_next_question(worker, monkeypatch):
    caller = worker(foundations=ENDLESS + "def sigmoid(x): return x")
    with monkeypatch.context() as patched:
        patched.setattr(isolated, "SECONDS_PER_QUESTION", 0.3)
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


def test_state_lasts_for_a_question_and_no_longer(worker):
    code = "calls = []\ndef sigmoid(x):\n    calls.append(x)\n    return float(len(calls))"
    caller = worker(foundations=code)
    for _ in range(2):
        caller.begin()
        assert caller.call("sigmoid", (0.0,)).value == 1.0
        assert caller.call("sigmoid", (0.0,)).value == 2.0


def test_leaves_no_process_when_it_is_closed(worker_of_its_own_zygote):
    caller = worker_of_its_own_zygote(foundations="def sigmoid(x): return x")
    caller.begin()
    caller.call("sigmoid", (1.0,))
    pid = caller.gate.zygote.process.pid
    caller.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_shows_nothing_of_what_student_code_prints(worker, capfd):
    code = "import os\ndef sigmoid(x):\n    print('hello')\n    os.write(1, b'hello')\n    return x"
    caller = worker(foundations=code)
    caller.begin()
    assert caller.call("sigmoid", (1.0,)).value == 1.0
    assert capfd.readouterr().out == ""


def test_reads_an_edited_file_again_in_the_same_process(submission, whole_library):
    caller = InProcess(whole_library, LIBRARY, FUNCTIONS)
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
    features = caller.call("sentence_features", (np.array([0]), np.eye(2)))  # it does not
    assert features.value.tolist() == [1, 0]


def test_shows_the_text_and_the_line_of_a_failure_in_the_notebook(submission, whole_library):
    submission(foundations="def softmax(x):\n    return x @ 'text'")
    problem = failure(InProcess(whole_library, LIBRARY, FUNCTIONS))
    assert problem.kind in ("TypeError", "UFuncTypeError", "_UFuncNoLoopError", "UFuncNoLoopError")
    assert problem.text
    assert (problem.file, problem.line) == ("w2v_lib/foundations.py", 2)


def test_reads_helper_files_and_imported_modules_again_too(submission, whole_library):
    extra = whole_library / LIBRARY / "extra"
    extra.mkdir()
    (extra / "__init__.py").write_text("")
    (extra / "helpers.py").write_text("factor = 1\n")
    submission(foundations="from .extra.helpers import factor\ndef softmax(x): return factor * x")
    submission(
        sentiment="from . import foundations\ndef sentence_features(t, v): return foundations.softmax(v)[0]"
    )
    caller = InProcess(whole_library, LIBRARY, FUNCTIONS)
    asked = "sentence_features", (np.array([0]), np.eye(2))
    assert caller.call(*asked).value.tolist() == [1, 0]
    (extra / "helpers.py").write_text("factor = 5\n")
    caller.begin()
    assert caller.call(*asked).value.tolist() == [5, 0]
    graded = sandboxed(whole_library, TIERS[0])
    assert graded.call(*asked).value.tolist() == [5, 0]
    graded.close()


def test_no_given_module_is_read_again():
    import w2v_lib

    files = {path.stem for path in (SOLUTIONS / LIBRARY).glob("*.py")}
    theirs = {name.removesuffix(".py") for name in COURSE.student_files}
    assert set(w2v_lib.STAYS.split()) == files - theirs - {"__init__", "gradcheck"}


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
    expected = oracle.Reference(reference, COURSE)
    checker = Checker(COURSE, worker(foundations=code), expected, (0,), key="hidden")
    results = checker.results("softmax") + checker.results("sigmoid")
    said = "".join(result.message + str(result.remarks) for result in results)
    assert "array(" not in said and "an exception of its own" in said and "[-" not in said


def test_a_sandbox_that_does_not_start_is_nobodys_zero(worker_of_its_own_zygote, monkeypatch):
    monkeypatch.setattr(launch, "FILES", ())
    monkeypatch.setattr(launch, "HERE", launch.HERE / "nowhere")
    with pytest.raises(isolated.MachineError, match=r"does not start: .*No module named 'sandbox'"):
        worker_of_its_own_zygote(foundations="").begin()


@pytest.mark.parametrize("tier", TIERS)
def test_functions_of_the_course_that_cannot_be_loaded_are_nobodys_zero(tier):
    right = {"lib/__init__.py": "def softmax(x): return x"}
    caller = Sandboxed(right, isolated.Boxes(tier, "lib", "import no_such_module"), "lib")
    with pytest.raises(isolated.MachineError, match=r"does not start: .*no_such_module"):
        caller.begin()


@pytest.mark.parametrize("tier", TIERS)
def test_hands_over_functions_that_the_course_defines_and_calls_through_them(tier):
    functions = """
        def times(factor):
            return lambda x: factor * x

        def twice(function, library, f, x, *, more):
            return [function(f, x), function(f, function(f, x)), library.__name__, more]

        MAKERS = {"times": times}
        THROUGH = {"twice": twice}
        """
    files = {"lib/__init__.py": "def apply(f, x): return f(x)"}
    caller = Sandboxed(files, isolated.Boxes(tier, "lib", textwrap.dedent(functions)), "lib")
    arguments = isolated.wire.Fn("times", {"factor": 3.0}), 2.0
    assert caller.call("apply", arguments).value == 6.0
    assert caller.call("apply", arguments, "twice", {"more": 1}).value == [6.0, 18.0, "lib", 1]
    caller.close()


def test_a_broken_reference_is_nobodys_zero(worker, reference):
    class Broken(Library):
        def call(self, *_):
            raise StudentError("ValueError", "typo", "w2v_lib/foundations.py", 3)

    broken = oracle.Reference(Broken(reference.library, COURSE), COURSE)
    checker = Checker(COURSE, worker(foundations="def softmax(x): return x"), broken, (0,))
    with pytest.raises(oracle.BrokenReference, match="typo"):
        checker.results("softmax")


def test_waits_for_an_endless_loop_once_per_question(worker, reference, monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", 0.3)
    caller, asked = worker(foundations=ENDLESS), []
    call = caller.call
    monkeypatch.setattr(caller, "call", lambda *what: asked.append(what) or call(*what))
    checker = Checker(COURSE, caller, oracle.Reference(reference, COURSE), (0, 1, 2))
    assert "took too long" in checker.results("softmax")[0].message
    assert len(asked) == 1


def test_takes_long_doubles_as_numbers_but_no_generators(worker):
    code = """
        import numpy as np
        def softmax(x): return np.longdouble(x)
        def sigmoid(x): return (i for i in x)
        """
    caller = worker(foundations=code)
    caller.begin()
    assert caller.call("softmax", (np.ones(2),)).value.dtype == float
    assert failure(caller, "sigmoid").kind == "WireError"


GRADER = """
import sys
from autograder.sandbox.isolated import Boxes, Sandboxed
gate = Boxes({tier!r}, "lib")
caller = Sandboxed({{"lib/__init__.py": "def softmax(x):\\n    while True: pass"}}, gate, "lib")
caller.begin()
print(gate.zygote.process.pid, flush=True)
caller.call("softmax", (1.0,))
"""


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("killed", ["the grader", "the sandbox"])
def test_leaves_no_process_behind_when_one_is_killed(tier, killed):
    command = [sys.executable, "-c", GRADER.format(tier=tier)]
    with adopting_orphans():
        living = children()
        grader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        box_pid = int(grader.stdout.readline())
        time.sleep(0.3)  # the loop runs
        assert not children() <= living
        os.kill(grader.pid if killed == "the grader" else box_pid, 9)
        grader.wait(timeout=10)
        assert gone(living)
        grader.stdout.close()
