"""The errors of a first hour: each is provoked, and answered with what to do; the doctor knows them."""

import json
import shutil
import socket
import subprocess
import sys

import pytest
from commands import W2V, w2v
from conftest import COURSE, ROOT
from tiny import copy_tiny

from autograder import public
from autograder.cli import machine
from autograder.course import NoCourse, finding
from autograder.results import packages
from autograder.results.finding import MISSING, OK, WRONG

INSTALL = ROOT / "scripts" / "install.sh"
BWRAP = ["bwrap", "--dev-bind", "/", "/"]
CLOSED = "http://me:secret@127.0.0.1:9"  # a proxy at which nobody listens
downloads = COURSE.public("data.downloads")


def installing(*words, cwd=None, within=(), **env):
    """Run scripts/install.sh, as make does."""
    known = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_CONFIG_FILE": "/dev/null", "PIP_RETRIES": "1"}
    command = [*within, "sh", INSTALL, *words]
    return subprocess.run(command, cwd=cwd, env=known | env, capture_output=True, text=True)


def program(path, text):
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def bubblewrap():
    """Skip where bubblewrap, which gives a program folders of its own here, may not work."""
    if shutil.which("bwrap") is None or subprocess.run([*BWRAP, "true"], capture_output=True).returncode:
        pytest.skip("no bubblewrap here")


# ---------------------------------------------------------------- setting up

OLD = """case "$2" in *version_info*) exit 1 ;; *version.split*) echo 3.9.2 ;; esac"""
WITHOUT_VENV = f'case "$2" in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exit 127", "There is no program {} here. To get Python: sudo apt-get install python3"),
        (
            OLD,
            "Python 3.11 or newer is needed; {} is 3.9.2.\nIf there is a newer one here, name it: make setup",
        ),
        (WITHOUT_VENV, "its module venv is missing. To get it: sudo apt-get install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named_with_what_to_do(tmp_path, text, said):
    python = program(tmp_path / "python", text)
    done = installing("venv", python, cwd=tmp_path)
    assert done.returncode == 3 and said.format(python) in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_an_old_kernel_is_told_which_one_to_choose():
    code = "import sys; sys.version_info = (3, 9, 2); import autograder"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "this is Python 3.9" in done.stderr and "choose the kernel of the environment" in done.stderr


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["--ro-bind", "{0}", "{0}"], "This folder cannot be written to: copy it to one of yours"),
        (["--size", "1000000", "--tmpfs", "{0}"], "The disk is full: 1500 MB are needed."),
    ],
    ids=["read-only", "full"],
)
def test_setting_up_where_nothing_can_be_written_says_so(bubblewrap, tmp_path, where, said):
    within = [*BWRAP, *(word.format(tmp_path) for word in where), "--chdir", tmp_path]
    done = installing("venv", sys.executable, within=within)
    assert done.returncode == 3 and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("pip", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "pip cache purge"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "export PIP_CERT="),
        ("NewConnectionError('…: [Errno -3] Temporary failure in name resolution')", "is there a network?"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "damaged on its way"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "make setup PYTHON=python3.12"),
    ],
)
def test_what_pip_says_is_followed_by_what_to_do(tmp_path, pip, said):
    program(tmp_path / ".venv" / "bin" / "python", f'echo "{pip}" >&2; exit 1')
    done = installing("pip", "numpy", cwd=tmp_path)
    assert done.returncode == 3
    before, _, after = done.stderr.partition("\n\n")
    assert before == pip and said in after


# ---------------------------------------------------------------- a proxy


def test_a_proxy_that_does_not_answer_is_named_without_its_password(tmp_path, monkeypatch):
    (tmp_path / ".venv").symlink_to(sys.prefix)  # which has pip; the Python that it was made of may not
    done = installing("pip", "six", "--target", tmp_path, cwd=tmp_path, HTTPS_PROXY=CLOSED)
    assert done.returncode == 3 and "HTTPS_PROXY is 'http://…@127.0.0.1:9'" in done.stderr
    assert "or unset HTTPS_PROXY" in done.stderr and "secret" not in done.stderr
    monkeypatch.setenv("HTTPS_PROXY", CLOSED)
    found = machine.proxy()
    assert found.status == MISSING and "127.0.0.1, which does not answer" in found.detail
    assert "secret" not in str(found) and "unset HTTPS_PROXY" in found.cure
    with pytest.raises(downloads.DataError, match="the proxy that HTTPS_PROXY names"):
        downloads.from_site(public("data.registry").find("sst"), tmp_path)
    assert "the proxy that HTTPS_PROXY names" in downloads._reason("ProxyError('…')\nERROR: No matching")


def test_a_proxy_that_answers_is_right(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HTTPS_PROXY", "127.0.0.1:{1}".format(*server.getsockname()))
        assert machine.proxy().status == OK


# ---------------------------------------------------------------- folders and disks


@pytest.mark.parametrize("words", ["check", "progress", "train", "release", "grade", "mark", "sample-class"])
def test_a_command_in_the_wrong_folder_says_where_to_go(tmp_path, words):
    done = w2v(*words.split(), cwd=tmp_path)
    assert done.returncode in (2, 3) and done.stderr.count("\n") == 1 and not done.stdout
    assert "run this where the notebooks" in done.stderr or "Go there and try again" in done.stderr


WRITING = """
import json, os
from autograder.cli import machine, main
found = {}
for place in ("read-only", "full"):
    os.chdir(place)
    codes = [main(words.split()) for words in ("release", "demo", "new-course mine")]
    found[place] = codes, list(machine.places())
    os.chdir("..")
print(json.dumps(found))
"""


def test_nowhere_to_write_is_one_line_and_the_doctor_says_it(bubblewrap, tmp_path):
    """The full disk is a small one, into which the course is copied until it is full."""
    for name in ("read-only", "full", "sources"):
        copy_tiny(tmp_path / name)
    one, other = tmp_path / "read-only", tmp_path / "full"
    places = ["--ro-bind", one, one, "--size", "100000", "--tmpfs", other]
    fill = "(cp -r sources/. full; cat /dev/zero > full/fill) 2>/dev/null"
    command = [*BWRAP, *places, "sh", "-c", f'{fill}; exec "$@"', "sh", sys.executable, "-c", WRITING]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for name, status, said in (
        ("read-only", WRONG, "Read-only file system: nothing can be written there"),
        ("full", MISSING, "No space left on device: delete what you do not need"),
    ):
        codes, [[_, judged, detail, _], *_] = found[name]
        assert codes == [3, 3, 3] and done.stderr.count(said) == 3, done.stderr
        assert judged == status and str(tmp_path / name) in detail
    assert done.stderr.count("\n") == 6


def test_where_no_course_is_installed_the_wheel_beside_the_notebooks_is_named(tmp_path):
    """A hub may have the engine alone."""
    with pytest.raises(NoCourse, match="go to the folder of one"):
        finding.chosen([], tmp_path)
    (tmp_path / "word2vec_course-0.1.0-py2.py3-none-any.whl").touch()
    with pytest.raises(
        NoCourse, match=r"pip install --no-deps word2vec_course-0\.1\.0-py2\.py3-none-any\.whl"
    ):
        finding.chosen([], tmp_path)


def test_the_doctor_says_that_there_is_no_library_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = machine.work()
    assert found.status == MISSING and "there is no w2v_lib in" in found.detail and "go to" in found.cure


# ---------------------------------------------------------------- environments, kernels, ports


def test_programs_of_another_environment_are_named_with_the_line_that_changes_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(W2V.parent))
    assert machine.programs().status == OK
    program(tmp_path / "jupyter", "exit 0")
    for path, said in ((f"{tmp_path}:{W2V.parent}", "of another environment"), ("/nowhere", "is not on it")):
        monkeypatch.setenv("PATH", path)
        found = machine.programs()
        assert found.status == MISSING and said in found.detail
        assert found.cure == f". {W2V.parent / 'activate'}"


def test_programs_are_found_though_the_environment_is_not_activated(tmp_path, monkeypatch):
    """Instructors' commands need that: nbgrader calls alembic by its name."""
    monkeypatch.setenv("PATH", "/nowhere")
    w2v("release", cwd=tmp_path)
    assert shutil.which("alembic") == str(W2V.with_name("alembic"))


@pytest.mark.parametrize(
    ("python", "status"), [("python3", OK), (sys.executable, OK), ("/opt/other/bin/python", WRONG)]
)
def test_a_kernel_of_another_environment_is_named_with_its_cure(tmp_path, monkeypatch, python, status):
    kernel = tmp_path / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps({"argv": [python, "-m", "ipykernel_launcher"], "display_name": "Python 3"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = machine.kernel()
    assert found.status == status
    assert status == OK or (python in found.detail and found.cure.endswith("ipykernel install --sys-prefix"))


def test_a_port_that_is_taken_is_no_problem_while_there_is_another(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(machine, "PORT", server.getsockname()[1])
        assert machine.port().status == OK and "is taken: Jupyter goes on to" in machine.port().detail
        monkeypatch.setattr(machine, "PORTS", 1)
        assert machine.port().status == MISSING and "--port" in machine.port().cure


# ---------------------------------------------------------------- names of packages, completion


@pytest.mark.parametrize(
    ("installer", "line"),
    [
        ("apt-get", "sudo apt-get install bubblewrap libseccomp2"),
        ("dnf", "sudo dnf install bubblewrap libseccomp"),
        ("brew", "brew install google-chrome"),
        ("none", "install with your system's own program (Debian's names): bubblewrap libseccomp2"),
    ],
)
def test_packages_are_called_as_this_system_calls_them(tmp_path, monkeypatch, installer, line):
    parts = ["browser"] if installer == "brew" else ["bubblewrap", "libseccomp"]
    program(tmp_path / installer, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert packages.how_to_get(*parts) == line
    script = ["/bin/sh", ROOT / "scripts" / "system-packages.sh", "--how", parts[-1]]
    said = subprocess.run(script, env={"PATH": str(tmp_path)}, capture_output=True, text=True).stdout
    assert said.split()[-1] == line.split()[-1] and said.split()[:2] == line.split()[:2]


COMPLETED = """
eval "$(w2v completion bash)"
complete_words() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _w2v_completion w2v; echo "${COMPREPLY[*]}"
}
complete_words w2v pro
complete_words w2v answer neg-gradients.c
"""


def test_bash_completes_commands_and_ids():
    said = subprocess.run(
        ["bash", "-c", f'PATH="{W2V.parent}:$PATH"\n{COMPLETED}'], capture_output=True, text=True
    )
    assert said.stdout.splitlines() == ["progress", "neg-gradients.center"], said.stderr
