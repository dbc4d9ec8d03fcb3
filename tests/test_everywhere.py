"""Where people meet the course: other systems, clones without links, Binder, Colab, containers.

What takes longer is tried by `make try-binder`, `try-colab` and `try-container`; docs/everywhere.md says what
was seen.
"""

import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import re
import runpy
import subprocess
import sys

import declarations
import pytest
from conftest import COURSE, ROOT, SOLUTIONS
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tiny import copy_tiny

from autograder.answers import body, find, formulas_of, judge
from autograder.cli import doctor
from autograder.course import Course, links
from autograder.notebook import local
from autograder.release import setup_cell

TRACKED = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
).stdout.split("\0")
WSL = "grade in WSL"
IN_PYODIDE = runpy.run_path(ROOT / "scripts" / "pyodide_here.py")["WANTED"]


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


def test_final_lines_with_the_line_ends_of_windows_get_the_same_verdict():
    formula = find(formulas_of(COURSE), "naive-grad-center")
    assert judge(formula, body("%%answer naive-grad-center\r\n-u_o + \\sum_w \\hat{y}_w u_w\r\n")).is_right


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
    assert sys.path[0] == str(classroom.release)
    checker = local.local_checker(pathlib.Path(tmp_path), classroom.course)
    assert checker.caller.folder == classroom.release.resolve()
    sys.modules.pop(library, None)


# ---------------------------------------------------------------- the setup cell


def code_of(notebook):
    """Return the code cells of a released notebook."""
    cells = json.loads((ROOT / "assignments" / "word2vec" / notebook).read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_every_notebook_begins_with_the_setup_cell():
    for name in COURSE.catalogue.notebooks:
        first, second, *_ = code_of(f"{name}.ipynb")
        assert first == setup_cell.setup_code(COURSE)
        assert "from autograder import" in second


def test_the_setup_cell_says_nothing_where_the_course_is_at_hand(capsys):
    exec(setup_cell.setup_code(COURSE), {})
    assert capsys.readouterr().out == ""


def test_the_setup_cell_names_the_python_that_lacks_the_course(capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    exec(setup_cell.setup_code(COURSE), {})
    assert f"{sys.executable} lacks the course" in capsys.readouterr().out


def test_the_setup_cell_gets_the_course_on_colab_once(monkeypatch, tmp_path):
    """And only where course.toml says from where."""
    course = dataclasses.replace(COURSE, repository="https://example.org/course")
    code, asked = setup_cell.setup_code(course), []
    assert "git clone" not in setup_cell.setup_code(COURSE)
    (tmp_path / "course" / "assignments" / "word2vec" / "w2v_lib").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "system", asked.append)
    exec(code, {})
    assert asked == [] and pathlib.Path.cwd() == tmp_path  # not on Colab
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    for _ in range(2):
        exec(code, {})
        assert pathlib.Path.cwd().name == "word2vec"
    assert len(asked) == 1 and "git clone -q --depth 1 https://example.org/course" in asked[0]


# ---------------------------------------------------------------- Binder, containers, a browser tab


def test_binder_installs_the_pins_and_then_the_project():
    """repo2docker takes requirements.txt, then postBuild, and where there is .binder/ no others."""
    binder = ROOT / ".binder"
    assert {path.name for path in binder.iterdir()} == {"postBuild", "requirements.txt", "runtime.txt"}
    assert "-r ../requirements.txt" in (binder / "requirements.txt").read_text("utf-8").splitlines()
    assert (binder / "runtime.txt").read_text("utf-8").startswith("python-3.1")
    assert os.access(binder / "postBuild", os.X_OK)
    assert "--no-deps -e ." in (binder / "postBuild").read_text("utf-8")


@pytest.fixture
def steps():
    """The module scripts/dockerfile_steps.py."""
    spec = importlib.util.spec_from_file_location("steps", ROOT / "scripts" / "dockerfile_steps.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_dockerfiles_steps_name_what_is_there(steps):
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert steps.base(text) == "debian:bookworm-slim"  # which scripts/try-container.sh makes
    assert "plain_debian bookworm" in (ROOT / "scripts" / "try-container.sh").read_text("utf-8")
    script = "\n".join(steps.steps(text))
    assert "--require-hashes -r requirements.txt" in script and "jupyter lab" in script
    with pytest.raises(KeyError):
        list(steps.steps("FROM debian\nHEALTHCHECK x"))
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert (ROOT / ".devcontainer" / container["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    settings = container["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"].removesuffix("/python") in text


def test_an_image_holds_no_secret_and_no_work_of_students():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    ours = (ROOT / ".gitignore").read_text("utf-8").split("# what nbgrader keeps beside the course\n")[1]
    kept = [line.strip("/") for line in ours.splitlines()]
    assert kept and set(kept) <= set(ignored)
    assert {".git", ".venv", "datasets/downloads"} <= set(ignored)


def test_notebooks_need_nothing_that_a_browser_lacks():
    done = python(ROOT / "tests" / "one_process.py", cwd=SOLUTIONS)
    assert done.returncode == 0, done.stderr
    assert "passed       softmax of a vector" in done.stdout


def test_what_the_site_for_the_browser_hands_out_is_pinned():
    names = runpy.run_path(ROOT / "scripts" / "lite.py")["NOT_IN_PYODIDE"]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert names and set(names) <= pinned
    needed = required_in_a_browser(declarations.PROJECT["dependencies"]) - set(names)
    assert not needed, "a browser cannot get these: see NOT_IN_PYODIDE in scripts/lite.py"


def required_in_a_browser(requirements):
    """Return what these requirements bring along in a browser, beyond what Pyodide and its kernel have."""
    found = set()
    for requirement in map(Requirement, requirements):
        name = canonicalize_name(requirement.name)
        here = not requirement.marker or requirement.marker.evaluate(
            {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
        )
        if here and name not in {"ipykernel", *IN_PYODIDE}:
            found |= {name} | required_in_a_browser(importlib.metadata.requires(name) or [])
    return found


def test_a_requirement_that_a_browser_cannot_get_is_found():
    assert {"jupyter-client", "pyzmq", "tornado"} <= required_in_a_browser(["jupyter-client", "numpy"])
