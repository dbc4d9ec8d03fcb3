"""Submissions that are not what they claim to be (attacks/files): refused by name, or put right, and the batch goes on."""

import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from conftest import COURSE, ROOT, copy_classroom
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import intake
from autograder.intake import notebooks
from autograder.release import sample
from autograder.release.assignment import release

PROGRAM_POINTS = sum(q.check_points + q.formula_points for q in COURSE.catalogue)
BIN = pathlib.Path(sys.executable).parent
FILES = sorted((ROOT / "tests" / "attacks" / "files").glob("*.py"))


def attack(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """All of them, and one good submission at the end, graded in one batch: ({student: lines}, the course, exit code)."""
    classroom = copy_classroom(tmp_path_factory.mktemp("intake"))
    release(classroom)
    good = classroom.root / "good"
    sample.write(classroom, good, answered=False)
    for notebook in good.glob("*.ipynb"):
        sample.answer(notebook, {})  # final lines stay blank: what is graded here is code
    for path in FILES:
        folder = classroom.root / "submitted" / path.stem / "word2vec"
        shutil.copytree(good, folder)
        attack(path).build(folder)
    shutil.copytree(good, classroom.root / "submitted" / "zz-good" / "word2vec")
    done = subprocess.run([BIN / "w2v", "grade"], cwd=classroom.root, capture_output=True, text=True)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    lines, student = {}, None
    for line in done.stdout.splitlines():
        name, _, rest = line.strip().partition("  ")
        student = name if name in os.listdir(classroom.root / "submitted") else student
        lines.setdefault(student, []).append(rest if name == student else line)
    return lines, classroom, done.returncode


def points(said):
    found = re.search(rf"([\d.]+) of {PROGRAM_POINTS:g} points", said)
    return float(found[1]) if found else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_submission(batch, path):
    said = "\n".join(batch[0][path.stem])
    ends = dict(line.split(": ", 1) for line in attack(path).__doc__.splitlines()[2:] if line)
    if "refused" in ends:
        assert "not graded: " in said and re.search(ends["refused"], said), said
    else:
        assert points(said) == float(ends["graded"]), said
    assert re.search(ends.get("noted", ""), said), said


def test_the_batch_goes_on_and_ends_with_1(batch):
    lines, classroom, code = batch
    assert points("\n".join(lines["zz-good"])) == 65 and code == 1
    assert not (classroom.root / "solutions" / "evil.py").exists()


def test_what_the_grader_sees_of_forged_outputs_is_harmless_and_marked(batch):
    for path in (batch[1].root / "autograded" / "forged_outputs" / "word2vec").glob("*.ipynb"):
        assert "script" not in json.dumps([c.get("outputs") for c in json.loads(path.read_text("utf-8"))["cells"]])
    notebook = nbformat.read(batch[1].root / "autograded" / "forged_outputs" / "word2vec" / "03_word2vec.ipynb", as_version=4)
    for cell in notebook.cells:
        forged = [o for o in cell.get("outputs", []) if o.output_type == "display_data"]
        assert not forged or cell.outputs[0].text == notebooks.THEIRS
        assert not (forged and cell.metadata.get("nbgrader", {}).get("grade"))


# ---------------------------------------------------------------- fuzzing: W2V_FUZZ=100000 for a long run by hand

FUZZ = int(os.environ.get("W2V_FUZZ", 150))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
META = st.dictionaries(st.sampled_from(["nbgrader", "tags", "x"]), JSON | st.fixed_dictionaries({"grade_id": JSON | st.just("skipgram")}))
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON,
        "source": st.text(max_size=30) | JSON,
        "metadata": META | JSON,
        "outputs": st.lists(st.fixed_dictionaries({}, optional={"output_type": st.sampled_from(["stream", "display_data"]) | JSON, "text": JSON, "data": JSON})) | JSON,
        "attachments": JSON,
        "id": JSON,
    },
)
NOTEBOOK = st.fixed_dictionaries({"nbformat": st.just(4) | JSON, "cells": st.lists(CELL, max_size=5) | JSON}, optional={"metadata": JSON})


@pytest.fixture(scope="module")
def released(classroom):
    return nbformat.read(classroom.release / "03_word2vec.ipynb", as_version=4)


def refused_or_whole(data, released):
    """A notebook made of these bytes is refused by name, or holds exactly the released graded cells, and is valid."""
    try:
        notebook, notes = notebooks.restored("03_word2vec.ipynb", data, released)
    except intake.Refused as problem:
        assert str(problem).startswith("03_word2vec.ipynb")
        return
    graded = [dict(c.metadata.nbgrader) for c in notebook.cells if c.metadata.get("nbgrader")]
    wanted = [dict(c.metadata.nbgrader) for c in released.cells if c.metadata.get("nbgrader")]
    assert sorted(graded, key=str) == sorted(wanted, key=str)
    assert all(isinstance(note, str) and note.isprintable() for note in notes)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode("utf-8")


@settings(max_examples=FUZZ, deadline=None)
@given(content=NOTEBOOK)
def test_any_notebook_is_refused_or_whole(released, content):
    refused_or_whole(json.dumps(content).encode("utf-8", "surrogatepass"), released)


@settings(max_examples=FUZZ, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_refused_or_a_whole_notebook(released, data):
    refused_or_whole(data, released)


@settings(max_examples=FUZZ, deadline=None)
@given(data=st.data())
def test_a_damaged_notebook_is_refused_or_whole(released, data):
    whole = bytearray(nbformat.writes(released).encode("utf-8"))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    refused_or_whole(bytes(whole), released)


@settings(max_examples=FUZZ, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_is_refused_or_whole(tmp_path_factory, data):
    import io
    import tarfile
    import zipfile

    buffer = io.BytesIO()
    if data.draw(st.booleans()):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.py", "x" * 100)
            archive.writestr("w2v_lib/b.py", "y" * 1000)
    else:
        with tarfile.open(fileobj=buffer, mode=data.draw(st.sampled_from(["w", "w:gz"]))) as archive:
            info = tarfile.TarInfo("w2v_lib/b.py")
            info.size = 1000
            archive.addfile(info, io.BytesIO(b"y" * 1000))
    packed = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(0, 6))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(packed)
    try:
        files = intake.unpacked(path)
    except intake.Refused as problem:
        assert str(problem).isprintable()
        return
    assert all("\n" not in name and ".." not in name.split("/") and not name.startswith("/") for name in files)
    assert sum(map(len, files.values())) <= intake.LARGEST


@settings(max_examples=FUZZ, deadline=None)
@given(name=st.text(max_size=40))
def test_any_name_is_refused_or_stays_inside(name):
    try:
        proper = intake.proper(name)
    except intake.Refused as problem:
        assert str(problem).isprintable()
        return
    assert pathlib.PurePosixPath("/a/b", proper).is_relative_to("/a/b") and not set(proper) & set("\n\r\x1b\u202e\0")


@settings(max_examples=FUZZ, deadline=None)
@given(data=st.binary(max_size=100) | st.builds(lambda name, rest: b"# coding: " + name.encode() + b"\n" + rest, st.sampled_from(["latin-1", "utf-7", "rot13", "zip", "idna", "x"]), st.binary(max_size=50)))
def test_any_module_is_refused_or_text(data):
    try:
        assert isinstance(intake.decoded("w2v_lib/a.py", data), str)
    except intake.Refused as problem:
        assert "w2v_lib/a.py" in str(problem)
