"""Where people meet the course: other systems, clones without links, Binder, Colab, containers.

What takes longer is tried by `make try-binder`, `try-colab` and `try-container`; docs/everywhere.md says what
was seen.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from conftest import ROOT
from tiny import copy_tiny

from autograder.cli import doctor
from autograder.course import Course, links
from autograder.notebook import local

TRACKED = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
).stdout.split("\0")
WSL = "grade in WSL"


def python(*words, cwd=ROOT, **env):
    """Run a Python with words; return what it did."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        encoding="utf-8",
    )


# ---------------------------------------------------------------- Windows, as far as Linux stands in for it


def test_students_commands_run_and_instructors_say_where_on_windows():
    """One process for all: what is imported first takes the longest."""
    calls = {
        "check softmax": (1, "softmax is not written yet"),
        "questions": (0, "35 questions"),
        "data where": (0, "sst"),
        "grade": (3, WSL),
        "release": (3, WSL),
        "check --submission . --i-trust-these-submissions": (3, WSL),
        "handout tests/courses --i-trust-this-code": (3, WSL),
    }
    asked = json.dumps([words.split() for words in calls])
    done = python("tests/windows.py", asked)
    assert "Traceback" not in done.stderr, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    for (words, (code, said)), (got, text) in zip(calls.items(), answers, strict=True):
        assert got == code and said in text, (words, got, text)


def test_names_of_files_are_good_on_every_system():
    """Windows reserves names and signs, and there, as on macOS, capitals make no difference."""
    reserved = re.compile(r'[<>:"\\|?*]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.IGNORECASE)
    names = [name for name in TRACKED if name]
    assert names and not list(filter(reserved.search, names))
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 120  # of 260, in a folder of somebody's


def test_text_has_the_same_bytes_on_every_system():
    attributes = (ROOT / ".gitattributes").read_text("utf-8")
    assert "* text=auto eol=lf" in attributes
    assert not [name for name in TRACKED if name.endswith(".bat")]


def test_no_program_is_read_with_the_encoding_of_the_machine():
    """On Windows that is often cp1252. Files are looked at by `make lint` (PLW1514)."""
    sources = [ROOT / name for name in TRACKED if re.match(r"(autograder|solutions)/.*\.py$", name)]
    careless = re.compile(r"\b(text|universal_newlines)=True")
    assert sources and not [path.name for path in sources if careless.search(path.read_text("utf-8"))]


# ---------------------------------------------------------------- links that are text files


@pytest.fixture
def without_links(tmp_path):
    """A checkout's links as git writes them where it may not make any."""
    for name in ("w2v_lib", "datasets/registry.toml", "solutions/word2vec/public/START_HERE.md"):
        target = os.readlink(ROOT / name)
        path, there = tmp_path / name, (tmp_path / name).parent / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(target, "utf-8")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.mkdir() if name == "w2v_lib" else there.write_text(f"# what {name} leads to\n", "utf-8")
    return tmp_path


def test_links_that_are_text_files_are_found_and_told(without_links):
    names = "w2v_lib datasets/registry.toml solutions/word2vec/public/START_HERE.md".split()
    found = [path.relative_to(without_links).as_posix() for path in links.unmade(without_links)]
    assert found == names
    (finding,) = doctor.links(without_links)
    assert all(name in finding.detail + finding.cure for name in names)
    assert "core.symlinks" in finding.cure and finding.status == doctor.MISSING


def test_this_checkout_has_every_link_that_the_tests_know(without_links):
    linked = [name for name in TRACKED if name and (ROOT / name).is_symlink()]
    assert sorted(linked) == sorted(
        path.relative_to(without_links).as_posix() for path in links.unmade(without_links)
    )
    assert list(doctor.links(ROOT)) == []


def test_a_page_behind_a_link_is_read_where_the_link_is_a_text_file(without_links):
    course = Course(without_links / "solutions" / "word2vec", "word2vec", "", "w2v_lib", ())
    assert course.public_text("START_HERE.md").startswith("# what solutions/word2vec/public")


def test_ordinary_short_files_are_no_links(tmp_path):
    for name, text in {"a": "some words", "b": "no/such/place", "c": "../\n../", "d": "", "e": "\0/"}.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert links.target_of(tmp_path / name) is None


def test_a_notebook_beside_such_a_link_works_and_says_so(tmp_path, monkeypatch):
    classroom = copy_tiny(tmp_path)
    library = classroom.course.library
    there = classroom.release / library
    there.mkdir(parents=True)
    (there / "__init__.py").write_text("", "utf-8")
    (there / "expected.json").write_text(json.dumps({"arguments": {}, "checks": {}}), "utf-8")
    (tmp_path / library).write_text(f"assignments/tiny/{library}", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    said = local.follow_link()
    assert f"{library} is a text file here" in said and "w2v doctor" in said
    assert sys.path[-1] == str(classroom.release)
    checker = local.local_checker(pathlib.Path(tmp_path), classroom.course)
    assert checker.caller.folder == classroom.release.resolve()
    sys.modules.pop(library, None)
