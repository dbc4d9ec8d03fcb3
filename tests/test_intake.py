"""Submissions that are not what they claim to be (attacks/files) are refused by name, or put right."""

import contextlib
import functools
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import tarfile
import zipfile

import nbformat
import pytest
from conftest import COURSE, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from sandboxes import kept_zygote

from autograder import intake
from autograder.cli import main
from autograder.course import Classroom
from autograder.gradebook import keys
from autograder.gradebook.desk import Desk
from autograder.gradebook.outcome import GRADED, REFUSED
from autograder.intake import finding, restoring
from autograder.release import sample
from autograder.sandbox import isolated, tiers

PROGRAM_POINTS = sum(question.check_points + question.formula_points for question in COURSE.catalogue)
CHECK_POINTS = sum(question.check_points for question in COURSE.catalogue)
FILES = sorted((ROOT / "tests" / "attacks" / "files").glob("*.py"))
# the rule is tried on all of the files; these go on through nbgrader into the gradebook
GRADED_TO_THE_END = [
    "forged_outputs",
    "library_missing",
    "link_to_the_solutions",
    "name_with_a_line_break",
    "notebooks_missing",
    "own_graded_cell",
    "points_rewritten",
    "timestamp_that_forges_a_line",
    "zip_that_climbs",
]


@functools.cache
def attack(path):
    """Return the module of an attack, which has a function `build`."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ends(path):
    """Return what an attack comes to: refused or graded, and what is noted."""
    return dict(line.split(": ", 1) for line in attack(path).__doc__.splitlines()[2:] if line)


@pytest.fixture(scope="module")
def attacked(classroom, tmp_path_factory):
    """A classroom in which all attacks are handed in, and a good submission at the end."""
    root = tmp_path_factory.mktemp("intake") / "classroom"
    others = shutil.ignore_patterns("submitted", "autograded")
    shutil.copytree(classroom.root, root, symlinks=True, ignore=others)
    attacked, good = Classroom.around(root), root / "good"
    sample.write(attacked, good, answered=False)
    for notebook in good.glob("*.ipynb"):
        sample.answer(notebook, {})  # final lines stay blank: what is graded here is code
    for path in FILES:
        shutil.copytree(good, attacked.handed_in(path.stem))
        attack(path).build(attacked.handed_in(path.stem))
    shutil.copytree(good, attacked.handed_in("zz-good"))
    return attacked


@pytest.fixture(scope="module")
def take_in(attacked):
    """A function that grades a student's submission, and writes nothing: it returns the outcome."""
    with contextlib.closing(Desk(attacked, tiers.choose())) as desk:
        yield lambda student: desk.grade(keys.job_of(attacked, student, desk.release))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_submission_is_refused_by_name_or_graded_as_it_deserves(path, take_in, monkeypatch):
    monkeypatch.setattr(isolated, "Zygote", kept_zygote)
    outcome, wanted = take_in(path.stem), ends(path)
    if "refused" in wanted:
        assert outcome.status == REFUSED and re.search(wanted["refused"], outcome.why), outcome.why
    else:
        assert outcome.status == GRADED, outcome.details
        points = sum(outcome.scores[question.id] for question in COURSE.catalogue.checked)
        assert points == float(wanted["graded"]), outcome.notes
    assert re.search(wanted.get("noted", ""), "\n".join(outcome.notes)), outcome.notes


@pytest.fixture(scope="module")
def batch(attacked):
    """Some of them, and the good one at the end, graded in one batch: ({student: lines}, exit code)."""
    students = [*GRADED_TO_THE_END, "zz-good"]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(attacked.root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["grade", *students])
    assert "Traceback" not in out.getvalue() + err.getvalue(), out.getvalue() + err.getvalue()
    lines, student = {}, None
    for line in out.getvalue().splitlines():
        name, _, rest = line.strip().partition("  ")
        student = name if name in students else student
        lines.setdefault(student, []).append(rest if name == student else line)
    return {student: "\n".join(said) for student, said in lines.items()}, code


def points_of(said):
    found = re.search(rf"([\d.]+) of {PROGRAM_POINTS:g} points", said)
    return float(found[1]) if found else None


@pytest.mark.parametrize("name", GRADED_TO_THE_END)
def test_batch_tells_what_became_of_each_submission(batch, name):
    said, wanted = batch[0][name], ends(next(path for path in FILES if path.stem == name))
    if "refused" in wanted:
        assert "not graded: " in said and re.search(wanted["refused"], said), said
    else:
        assert points_of(said) == float(wanted["graded"]), said
    assert re.search(wanted.get("noted", ""), said), said


def test_batch_goes_on_and_ends_with_1_where_some_are_refused(batch, attacked):
    lines, code = batch
    assert points_of(lines["zz-good"]) == CHECK_POINTS == 65 and code == 1
    assert not (attacked.root / "solutions" / "evil.py").exists()


def test_forged_outputs_are_harmless_and_marked_where_the_grader_sees_them(batch, attacked):
    folder = attacked.root / "autograded" / "forged_outputs" / COURSE.id
    graded = {path.stem: nbformat.read(path, as_version=4) for path in folder.glob("*.ipynb")}
    for notebook in graded.values():
        assert "script" not in json.dumps([cell.get("outputs") for cell in notebook.cells])
    for cell in graded["03_word2vec"].cells:
        forged = [output for output in cell.get("outputs", []) if output.output_type == "display_data"]
        assert not forged or cell.outputs[0].text == restoring.THEIRS
        assert not (forged and cell.metadata.get("nbgrader", {}).get("grade"))


# ------------------------------------------------------------ fuzzing: W2V_FUZZ=100000 for a long run by hand

FUZZ = int(os.environ.get("W2V_FUZZ", 150))
fuzzed = settings(max_examples=FUZZ, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
META = st.dictionaries(
    st.sampled_from(["nbgrader", "tags", "x"]),
    JSON | st.fixed_dictionaries({"grade_id": JSON | st.just("skipgram")}),
)
OUTPUT = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "display_data"]) | JSON,
        "text": JSON,
        "data": JSON,
    },
)
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON,
        "source": st.text(max_size=30) | JSON,
        "metadata": META | JSON,
        "outputs": st.lists(OUTPUT) | JSON,
        "attachments": JSON,
        "id": JSON,
    },
)
NOTEBOOK = st.fixed_dictionaries(
    {"nbformat": st.just(4) | JSON, "cells": st.lists(CELL, max_size=5) | JSON},
    optional={"metadata": JSON},
)
DECLARED = st.builds(
    lambda name, rest: b"# coding: " + name.encode() + b"\n" + rest,
    st.sampled_from(["latin-1", "utf-7", "rot13", "zip", "idna", "x"]),
    st.binary(max_size=50),
)


@pytest.fixture(scope="module")
def released(classroom):
    return nbformat.read(classroom.release / "03_word2vec.ipynb", as_version=4)


def refused_or_whole(data, released):
    """Hold a notebook of these bytes to the rule: refused by name, or valid with exactly the graded cells."""
    try:
        notebook, notes = restoring.restored("03_word2vec.ipynb", data, released)
    except intake.Refused as problem:
        assert str(problem).startswith("03_word2vec.ipynb")
        return
    graded = [dict(c.metadata.nbgrader) for c in notebook.cells if c.metadata.get("nbgrader")]
    wanted = [dict(c.metadata.nbgrader) for c in released.cells if c.metadata.get("nbgrader")]
    assert sorted(graded, key=str) == sorted(wanted, key=str)
    assert all(isinstance(note, str) and note.isprintable() for note in notes)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode("utf-8")


@fuzzed
@given(content=NOTEBOOK)
def test_any_notebook_is_refused_or_whole(released, content):
    refused_or_whole(json.dumps(content).encode("utf-8", "surrogatepass"), released)


@fuzzed
@given(data=st.binary(max_size=300))
def test_any_bytes_are_refused_or_a_whole_notebook(released, data):
    refused_or_whole(data, released)


def damaged(whole, data, least, most):
    """Return the bytes with some of them replaced."""
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(least, most))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed)


@fuzzed
@given(data=st.data())
def test_a_damaged_notebook_is_refused_or_whole(released, data):
    refused_or_whole(damaged(nbformat.writes(released).encode("utf-8"), data, 1, 8), released)


def archive(kind):
    """Return the bytes of an archive; `kind` is "zip", or the mode of a tar."""
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("a.py", "x" * 100)
            file.writestr("w2v_lib/b.py", "y" * 1000)
        return buffer.getvalue()
    with tarfile.open(fileobj=buffer, mode=kind) as file:
        info = tarfile.TarInfo("w2v_lib/b.py")
        info.size = 1000
        file.addfile(info, io.BytesIO(b"y" * 1000))
    return buffer.getvalue()


@fuzzed
@given(kind=st.sampled_from(["zip", "w", "w:gz"]), data=st.data())
def test_a_damaged_archive_is_refused_or_whole(tmp_path_factory, kind, data):
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    (folder / "w.zip").write_bytes(damaged(archive(kind), data, 0, 6))
    try:
        found = finding.search(folder).found
    except intake.Refused as problem:
        assert str(problem).isprintable()
        return
    for file in found:
        assert "\n" not in file.path and ".." not in file.path.split("/") and not file.path.startswith("/")
    assert sum(len(file.data) for file in found if file.data is not None) <= intake.LARGEST


@fuzzed
@given(name=st.text(max_size=40))
def test_any_name_is_refused_or_stays_inside(name):
    try:
        proper = intake.proper(name)
    except intake.Refused as problem:
        assert str(problem).isprintable()
        return
    assert pathlib.PurePosixPath("/a/b", proper).is_relative_to("/a/b")
    assert not set(proper) & set("\n\r\x1b\u202e\0")


@fuzzed
@given(data=st.binary(max_size=100) | DECLARED)
def test_any_module_is_refused_or_text(data):
    try:
        assert isinstance(intake.decoded("w2v_lib/a.py", data), str)
    except intake.Refused as problem:
        assert "w2v_lib/a.py" in str(problem)


def test_passes_over_what_programs_of_the_course_leave_behind(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.py").write_text("x = 1")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "large.bin").write_bytes(bytes(intake.LARGEST + 1))
    with pytest.raises(intake.Refused, match="more than 20 MB"):
        intake.read(tmp_path, intake.Asked("lib", ("a.py",)))
    assert intake.read(tmp_path, intake.Asked("lib", ("a.py",), ("runs",))).modules() == {"a.py": "x = 1"}
