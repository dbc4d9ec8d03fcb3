"""The product: the zip and the wheels, in environments that have only what users install (bare.py)."""

import json
import re
import shutil
import socket
import zipfile
from urllib.request import urlopen

import nbformat
import pytest
from bare import environment
from commands import w2v
from conftest import COURSE, ROOT
from nbclient import NotebookClient
from servers import jupyter

from autograder import __version__
from autograder.cli.commands import INSTRUCTORS, STUDENTS
from autograder.course import Course
from autograder.release import bundle, wheels

# what a student types: the words, the exit code, and something that is said
COMMANDS = [
    ("--version", 0, "w2v "),
    ("--help", 0, "for students:"),
    ("check softmax", 1, "softmax is not written yet"),
    ("check", 1, "0 of 65 points"),
    ("answer", 0, "naive-grad-center"),
    ("answer naive-grad-center", 0, "written with"),
    ("answer naive-grad-center --latex v_c", 1, "not yet"),
    ("sheet sheet.tex --question naive-grad-center", 0, "naive-grad-center"),
    ("progress", 0, "Next: softmax-shift"),
    ("questions", 0, "04_sgd"),
    ("questions --by-handout", 0, "# Where is my handout's question?"),
    ("doctor", None, "numpy"),  # the code depends on the machine
    ("completion bash", 0, "_W2V_COMPLETE=bash_complete"),
    ("data where", 0, "W2V_DATA"),
    ("handout older.py --i-trust-this-code", 0, "right    sigmoid"),
    ("train --corpus toy", 1, "skipgram is not written yet"),
]
LACKING = r"w2v: this needs \w+, which students do not install: it is for instructors, in a clone.*\n"
OLDER = "import numpy as np\n\n\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"
SHEET = "\\frac{\\partial J}{\\partial v_c} = U^\\top (\\hat{y} - y)\n"


@pytest.fixture(scope="module")
def folder(unpacked, tmp_path_factory):
    """The unpacked zip in a place of its own, with a sheet and an old handout's file."""
    folder = tmp_path_factory.mktemp("student") / "word2vec"
    shutil.copytree(unpacked, folder)
    (folder / "sheet.tex").write_text(SHEET, "utf-8")
    (folder / "older.py").write_text(OLDER, "utf-8")
    return folder


def test_zip_is_the_same_whenever_it_is_made(classroom, tmp_path):
    one, other = (bundle.bundle(classroom, tmp_path / name) for name in ("a.zip", "b.zip"))
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        names = {name.removeprefix("word2vec/") for name in archive.namelist()}
    assert {"START_HERE.md", "requirements.txt", "01_foundations.ipynb", "w2v_lib/word2vec.py"} <= names


def test_environment_is_bare(bare, folder):
    """It also lacks ipywidgets, as some editors do: a notebook that wants them would warn in red."""
    asked = ("nbgrader", "jupytext", "pytest", "ipywidgets", "numpy", "word2vec_course")
    code = (
        "import importlib.util, autograder, sys;"
        f"print(autograder.__file__, *sys.path, *(bool(importlib.util.find_spec(name)) for name in {asked}))"
    )
    said = bare.run("python", "-c", code, cwd=folder).stdout
    assert str(ROOT) not in said and said.split()[-6:] == ["False"] * 4 + ["True"] * 2


@pytest.mark.parametrize("words, code, said", COMMANDS, ids=[words for words, _, _ in COMMANDS])
def test_student_command_works_in_the_bundle(bare, folder, words, code, said):
    done = bare.run("w2v", *words.split(), cwd=folder)
    assert done.returncode == code or code is None, done.stderr
    assert said in done.stdout and done.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        *sorted({*INSTRUCTORS} - {"new-course"}),
        "release --course elsewhere",
        "grade ann",
        "check --submission .",
    ],
)
def test_instructors_command_says_in_a_sentence_what_it_lacks(bare, folder, words):
    done = bare.run("w2v", *words.split(), cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(LACKING, done.stderr)


def test_section_on_a_library_says_that_it_is_missing(bare, folder):
    done = bare.run(
        "python", "-c", "from w2v_lib import library; print(library.ready('gensim', None))", cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "False" and "pip install gensim" in done.stdout


def test_every_command_is_tried():
    tried = {words.split()[0] for words, _, _ in COMMANDS}
    assert tried >= {*STUDENTS, *COURSE.commands} - set(INSTRUCTORS)


# ---------------------------------------------------------------- slips in a notebook

SLIPS = [
    (
        "from autograder import check, derivation, progress\nimport w2v_lib",
        "There is no folder w2v_lib in {}: open",
    ),
    ("treebank.overview(corpus)", "treebank is not defined (line 1): run the cells above this one first"),
    ('check("softmax")', "there is no w2v_lib in {}: run this where the notebooks"),
    ("progress()", "there is no w2v_lib in {}: run this where the notebooks"),
    ('derivation("naive-grad-center")', "There is no 02_derivations.ipynb in {}"),
    ("%%answer naive-grad-center", "You may use $U$ (V, D)"),
    ("%%answer naive-grad-centre\n0", "there are naive-grad-center"),
]


@pytest.fixture(scope="module")
def outputs(bare, tmp_path_factory):
    """What the cells of SLIPS show in a notebook that was moved away from its folder, and that folder."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    cells = [nbformat.v4.new_code_cell(cell) for cell, _ in SLIPS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(elsewhere)}}
    client = NotebookClient(notebook, kernel_name="bare", resources=where, allow_errors=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JUPYTER_PATH", str(bare.jupyter))
        client.execute(env=environment())
    return elsewhere, [cell.outputs for cell in notebook.cells]


@pytest.mark.parametrize("number", range(len(SLIPS)), ids=[cell.split("\n")[0] for cell, _ in SLIPS])
def test_slip_in_a_notebook_is_answered_with_a_sentence(outputs, number):
    elsewhere, shown = outputs
    (output,) = shown[number]
    said = json.dumps(output, ensure_ascii=False)
    assert SLIPS[number][1].format(elsewhere) in said and "Traceback" not in said
    assert len(output.get("traceback", [""])) == 1


# ------------------------------------------------------- a JupyterHub, which installs the wheels once


def test_engines_wheel_has_the_same_bytes_wherever_it_is_built(unpacked, tmp_path, monkeypatch):
    """In another folder, at another time, by an account with another mask."""
    (wheel,) = unpacked.glob("w2v_autograder-*.whl")
    copy = tmp_path / "clone"
    left = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "autograder", copy / "autograder", ignore=left, copy_function=shutil.copyfile)
    for name in ("pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
        (copy / name).chmod(0o600)
    monkeypatch.setattr(wheels, "CHECKOUT", copy)
    assert wheels.engine_wheel(tmp_path).read_bytes() == wheel.read_bytes()
    assert wheel.name == f"w2v_autograder-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def begun(hub, tmp_path_factory):
    """A course that somebody began on the hub, where nothing knows of this checkout."""
    place = tmp_path_factory.mktemp("begun")
    done = hub.run("w2v", "new-course", "mine", "--title", 'My "first" course', cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "mine"


def test_new_course_passes_its_own_tests_on_the_hub(hub, begun):
    """It is released, checked, and graded on its sample class; its misconception is recognized."""
    done = hub.run("python", "-m", "unittest", "discover", "tests", cwd=begun)
    assert done.returncode == 0 and "Ran 4 tests" in done.stderr, done.stderr
    texts = [path.name + path.read_text("utf-8") for path in begun.rglob("*.*") if path.suffix != ".pyc"]
    assert len(texts) == 15 and not [text for text in texts if "starter" in text.lower()]
    assert (begun / "nbgrader_config.py").read_text() == (ROOT / "nbgrader_config.py").read_text()
    assert Course.read(begun / "solutions" / "mine").title == 'My "first" course'


def test_new_course_leaves_what_is_there_alone_and_asks_for_an_id(begun):
    for words, said in ((begun, "holds other things"), (begun / "1", "gives no id: give one with --id")):
        done = w2v("new-course", words)
        assert done.returncode in (1, 2) and said in done.stderr and done.stderr.count("\n") == 1


def test_installed_engine_packs_the_wheel_that_it_came_from(hub, unpacked, tmp_path):
    code = "import pathlib; from autograder.release.wheels import engine_wheel; engine_wheel(pathlib.Path())"
    done = hub.run("python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    one, other = (next(place.glob("w2v_autograder-*.whl")) for place in (unpacked, tmp_path))
    assert one.name == other.name and contents(one) == contents(other)


def contents(wheel):
    """Return {name: content}; its list of files as a set."""
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    record = next(name for name in files if name.endswith("/RECORD"))
    return files | {record: set(files[record].split())}


def test_hubs_servers_show_the_marking_page_in_a_classroom_though_their_port_is_taken(hub, begun):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        how = {"port": port, "programs": hub.python.parent, "environment": environment()}
        with jupyter("server", begun, **how) as address:
            assert address != f"http://127.0.0.1:{port}"
            with urlopen(f"{address}/w2v/mark/static/mark.js") as answer:
                assert answer.status == 200


def test_students_servers_are_left_as_they_are(bare, folder):
    """The wheel enables the marking for all servers; it does nothing where there is no classroom."""
    code = (
        "import sys, types, autograder.marking as marking;"
        "server = types.SimpleNamespace(root_dir='.', web_app=None, log=None);"
        "marking._load_jupyter_server_extension(server); print('autograder.marking.extension' in sys.modules)"
    )
    assert bare.run("python", "-c", code, cwd=folder).stdout == "False\n"
    config = bare.python.parents[1] / "etc" / "jupyter" / "jupyter_server_config.d" / "w2v-autograder.json"
    assert json.loads(config.read_text())["ServerApp"]["jpserver_extensions"] == {"autograder.marking": True}


def test_students_folder_works_beside_the_hubs_wheels(hub, folder):
    """The hub has the course; a folder that was unpacked needs nothing installed."""
    done = hub.run("w2v", "check", "softmax", cwd=folder)
    assert done.returncode == 1 and "softmax is not written yet" in done.stdout and done.stderr == ""
