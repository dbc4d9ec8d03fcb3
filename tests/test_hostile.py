"""What the grader does with what it was handed takes limited time and memory, item by item, and goes on."""

import base64
import contextlib
import html
import io
import json
import logging
import os
import random
import re
import signal
import sys
import time
from urllib.parse import quote
from urllib.request import urlopen

import items
import numpy as np
import pytest
from commands import w2v_process
from conftest import COURSE, copy_released
from hostile import PIECES, Watched, grade_id, spoil
from hypothesis import given, settings
from hypothesis import strategies as st
from sandboxes import end_kept_zygotes
from servers import FORMGRADER, jupyter

from autograder.checks.checker import Checker
from autograder.checks.oracle import Reference
from autograder.gradebook import material, showing
from autograder.gradebook.logs import Printable
from autograder.intake import Refused, pictures
from autograder.release import sample
from autograder.results.result import FAILED, PASSED
from autograder.sandbox import cgroups
from autograder.sandbox.caller import Reply
from autograder.sandbox.limited import Limited, RanOut

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# ---------------------------------------------------------------- a process with limits


@pytest.fixture(scope="module")
def limited():
    with Limited(items.nothing) as limited:
        yield limited


def test_gives_values_and_the_exceptions_that_are_answers(limited):
    assert limited.call(items.doubled, 4) == 8
    assert np.array_equal(limited.call(items.doubled, np.arange(3)), [0, 2, 4])
    with pytest.raises(Refused, match="it is not one"):
        limited.call(items.refuses, raises=(Refused,))


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (items.endless, "takes more than 1 s"),
        (items.greedy, "takes more than 512 MB"),
        (items.deep, r"the program fails at it \(RecursionError\)"),
        (items.ends, "its process ended"),
        (items.refuses, r"the program fails at it \(Refused\)"),
        (items.starts_a_program, r"the program fails at it \(PermissionError\)"),
        (items.gives_an_object, r"the program fails at it \(WireError\)"),
    ],
)
def test_an_item_that_runs_out_is_named_and_the_next_one_follows(limited, function, why):
    limited.fresh()
    with pytest.raises(RanOut, match=why):
        limited.call(function, seconds=1)
    assert limited.call(items.doubled, 4) == 8


def test_each_stranger_has_a_process_of_its_own_and_time_of_its_own(limited):
    limited.fresh()
    assert [limited.call(items.counted_calls), limited.call(items.counted_calls)] == [1, 2]
    limited.fresh(seconds=2)
    assert limited.call(items.counted_calls) == 1
    for why in ("more than 1 s", "used up"):
        with pytest.raises(RanOut, match=why):
            limited.call(items.endless, seconds=1)
        limited.left -= 0.9
    limited.fresh()
    assert limited.call(items.counted_calls) == 1


def test_a_process_that_was_ended_from_outside_is_started_again(limited):
    limited.fresh()
    assert limited.call(items.doubled, 1) == 2
    os.kill(limited._process.pid, signal.SIGKILL)
    limited.fresh()
    assert limited.call(items.doubled, 2) == 4


def test_a_box_has_a_group_with_limits_where_the_machine_gives_one():
    group = cgroups.group()
    if group is None:
        assert not os.access(cgroups.ROOT / "memory", os.W_OK) or os.getuid()
        return
    assert all(folder.is_dir() for folder in group.folders)
    group.close()
    assert not any(folder.exists() for folder in group.folders)


# ---------------------------------------------------------------- what comes back from a student's process

NUMBERS = st.floats(width=32) | st.integers(-(2**63), 2**63 - 1) | st.booleans()
ARRAYS = st.builds(
    lambda shape, kind: np.zeros(shape, kind),
    st.lists(st.integers(0, 4), max_size=4),
    st.sampled_from(["bool", "int8", "float16", "float64", "uint64"]),
)
REPLIES = st.recursive(
    st.none() | NUMBERS | ARRAYS | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=8,
)


class Answering:
    """A caller whose student answers as it is told, whatever is asked."""

    shows_values = False

    def __init__(self, value):
        self.value = value

    def begin(self):
        """Start a question."""

    def call(self, function, arguments, through=None, options=None):
        return Reply(self.value)


@settings(max_examples=int(os.environ.get("W2V_FUZZ", 25)), deadline=None)
@given(value=REPLIES)
def test_whatever_a_function_gives_is_compared(value, reference):
    checker = Checker(COURSE, Answering(value), Reference(reference, COURSE), (0,))
    for question in COURSE.catalogue.checked:
        assert not all(r.status == PASSED for r in checker.results(question.id)), (question.id, value)


def test_a_table_of_text_and_numbers_costs_no_memory(reference):
    table = [["a" * 31_000, *[True] * 999], *[np.zeros(1000, np.int8)] * 30]
    found = Checker(COURSE, Answering(table), Reference(reference, COURSE), (0,)).results("softmax")
    assert found[0].status == FAILED and "not made of real numbers" in found[0].message


# ---------------------------------------------------------------- what is shown


def test_pictures_are_made_anew_or_refused():
    from PIL import Image

    def packed(kind, size=(40, 30), **how):
        file = io.BytesIO()
        Image.new("RGB", size, "green").save(file, kind, **how)
        return file.getvalue()

    for kind in ("PNG", "GIF", "WEBP"):
        assert pictures.anew(packed(kind) + b"<script>").startswith(b"\x89PNG")
    made = pictures.anew(packed("JPEG", comment=b"<script>"))
    assert pictures.kind_of(made) == "image/jpeg" and b"<script>" not in made
    assert max(Image.open(io.BytesIO(pictures.anew(packed("PNG", (5000, 10))))).size) == pictures.LONGEST_SIDE
    noise = Image.frombytes("RGBA", (2000, 20), random.Random(0).randbytes(160_000)).resize((2000, 2000), 0)
    file = io.BytesIO()
    noise.save(file, "PNG")
    with contextlib.suppress(Refused):
        assert len(pictures.anew(file.getvalue())) <= pictures.LARGEST
    for data in (b"", b"<svg/>", packed("BMP"), packed("PNG")[:60]):
        with pytest.raises(Refused, match="no picture"):
            pictures.anew(data)
    with pytest.raises(Refused, match="million pixels"):
        pictures.anew(packed("PNG", (8000, 7000)))


def test_what_cannot_be_typeset_is_shown_as_it_stands(monkeypatch):
    monkeypatch.setattr(showing, "SECONDS_A_TEXT", 1)
    showing.new_page()
    bomb = "<p>" + "".join(f"<b title={i}>" for i in range(800)) + "<p>x" * 2000
    for source in (bomb, "<div>" * 3900):
        shown = showing.text(source)
        assert "not typeset" in shown and "<b title" not in shown and len(shown) < 100_000
    assert showing.code(" \n" * 10_000 + "x = 1").endswith("x = 1</pre></div>")
    assert "<p>fine</p>" in showing.text("fine")


@pytest.mark.parametrize(
    "spelled",
    [r"\href", r"\h&#114;ef", "&#92;href", "&#x5C;href", "&bsol;href", r"\HREF", r"\&#x68;&#114;ef"],
)
def test_macros_that_reach_into_a_page_are_disarmed_however_they_are_spelled(spelled):
    shown = html.unescape(showing.text(f"<i>{spelled}{{javascript:alert(1)}}{{x}}</i>"))
    assert not re.search(r"\\href", shown, re.IGNORECASE), shown


def test_a_log_forges_no_line_and_moves_no_cursor():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Parsing file: %s", ("a\x1b[2K\x1b[1A\rada",), None)
    assert "\x1b" not in (said := Printable(color=False).format(record)) and "\r" not in said
    assert "Parsing file: a?[2K?[1A?ada" in said


# ---------------------------------------------------------------- whole submissions

# that a submission, and one of its pages, may take in all processes together
SECONDS, SECONDS_OF_A_PAGE, MEMORY = 60, 20, 700 * 2**20
MANY = int(os.environ.get("W2V_FUZZ_WHOLE", 3))


@pytest.fixture(scope="module")
def strangers(released_course, tmp_path_factory):
    """A classroom with hostile submissions, and honest ones at both ends of the alphabet."""
    classroom = copy_released(released_course, tmp_path_factory.mktemp("strangers"))
    for student in ("ada", "draws", "zoe", "<img src=x onerror=alert(1)>", "x\x1b[32mada  82 of 82 points"):
        sample.write(classroom, classroom.handed_in(student))
    drawn = classroom.handed_in("draws")
    (drawn / COURSE.library / "plot.svg").write_text("<svg><script>alert(1)</script></svg>")
    (drawn / COURSE.library / "page.html").write_text("<script>alert(1)</script>")
    (drawn / "photo.png").write_bytes(base64.b64decode(DOT) + b"<script>")
    foundations = drawn / "01_foundations.ipynb"
    content = json.loads(foundations.read_text("utf-8"))
    written = next(cell for cell in content["cells"] if grade_id(cell) == "softmax-shift-written")
    written["source"] = "mine \ue0000\ue001 &#xe000;7&#xe001;"  # such letters have meant something to us
    content["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": ""})
    foundations.write_text(json.dumps(content), "utf-8")
    for seed in range(MANY):
        sample.write(classroom, classroom.handed_in(f"m{seed}"))
        chance = random.Random(seed)
        spoil(classroom.handed_in(f"m{seed}"), chance, chance.randint(3, min(8, len(PIECES))))
    return classroom


@pytest.fixture(scope="module")
def graded(strangers):
    """What `w2v grade` said of them, and what it took."""
    material.leave()  # what other tests grade with takes memory, too
    end_kept_zygotes()
    with Watched() as grading:
        done = w2v_process("grade", cwd=strangers.root)
    return done, grading


@pytest.fixture(scope="module")
def formgrader(strangers, graded):
    with jupyter("server", strangers.root, FORMGRADER) as address:
        yield address


def test_grading_takes_limited_time_and_memory_and_costs_nobody_else(graded):
    done, grading = graded
    lines = re.findall(r"^  (\S.*?)  +(.*?) +([\d.]+) s$", done.stdout, re.MULTILINE)
    said = {name: (what, float(seconds)) for name, what, seconds in lines}
    assert len(said) == MANY + 5, done.stdout + done.stderr
    assert all(seconds < SECONDS for _, seconds in said.values()), said
    assert all("82 of 82" in said[name][0] for name in ("ada", "draws", "zoe")), said
    assert "\x1b" not in done.stdout and sum("no student's id" in what for what, _ in said.values()) == 2
    assert grading.peak < MEMORY
    report(max((seconds, name) for name, (_, seconds) in said.items()), grading)


def test_everybody_who_has_a_score_has_a_page(strangers, graded):
    with Watched() as feedback:
        done = w2v_process("feedback", cwd=strangers.root)
    assert done.returncode == 0, done.stdout + done.stderr
    scored = {path.parent.name for path in strangers.root.glob(f"autograded/*/{COURSE.id}")}
    assert {path.stem for path in (strangers.root / "build" / "feedback").glob("*.html")} == scored
    assert {"ada", "draws", "zoe"} <= scored
    assert feedback.seconds < SECONDS * len(scored) and feedback.peak < MEMORY
    report(feedback)


def test_the_formgrader_shows_every_submission_within_seconds(formgrader):
    with Watched() as showing:
        slowest = max(read_pages(formgrader))
    assert slowest < SECONDS_OF_A_PAGE and showing.peak < MEMORY
    report(slowest, showing)


def read_pages(address):
    """Read all pages of two notebooks; give the seconds that each takes."""
    for name in ("01_foundations", "02_derivations"):
        api = f"{address}/formgrader/api/submitted_notebooks/word2vec/{name}"
        for entry in json.loads(urlopen(api).read()):
            began = time.monotonic()
            page = urlopen(f"{address}/formgrader/submissions/{entry['id']}/").read().decode()
            yield time.monotonic() - began
            assert "alert(1)</script>" not in page


def report(*found):
    """Tell what was measured, in a long run by hand."""
    if "W2V_FUZZ_WHOLE" in os.environ:
        print(*found, file=sys.__stdout__)


def test_a_time_that_nobody_can_read_stops_no_page(strangers, formgrader):
    odd = strangers.handed_in("odd-time")
    odd.mkdir(parents=True)
    os.mkfifo(odd / "timestamp.txt")
    assert urlopen(f"{formgrader}/formgrader/api/submissions/{COURSE.id}", timeout=20).read()


def test_the_formgrader_escapes_what_an_address_holds(formgrader):
    id = quote("<img src=x onerror=alert(1)>", safe="")
    assert "<img src=x" not in urlopen(f"{formgrader}/formgrader/manage_students/{id}").read().decode()


def test_files_of_a_student_run_nowhere(formgrader):
    api = f"{formgrader}/formgrader/api/submitted_notebooks/word2vec/01_foundations"
    id = next(e["id"] for e in json.loads(urlopen(api).read()) if e["student"] == "draws")
    theirs = [f"{COURSE.library}/plot.svg", f"{COURSE.library}/page.html"]
    for name in (*theirs, "photo.png", "figures/pair.svg"):
        found = urlopen(f"{formgrader}/formgrader/submissions/{id}/{name}")
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert found.headers.get_all("Content-Security-Policy")[-1] == "default-src 'none'; sandbox"
        assert (found.headers["Content-Disposition"] == "attachment") == (name in theirs), name
        assert name in theirs or b"<script>" not in found.read()
