"""What `w2v doctor` finds of the first hour's errors: places to write to, the kernel, a port, a proxy."""

import contextlib
import os
import pathlib
import shutil
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from autograder.course import CourseError
from autograder.notebook.local import work_here
from autograder.results.finding import MISSING, OK, WRONG, Finding

ROOM = 200 * 2**20  # bytes: notebooks, checkpoints and pictures of the whole course
PORT, PORTS = 8888, 50  # where Jupyter begins, and how many it tries
KERNEL = "python3"  # which the notebooks name
SECONDS = 3.0  # for a proxy to answer
PLAIN_NAMES = {"python", "python3"}  # in a kernel: the Python that Jupyter itself runs in


def environment() -> Finding:
    """Tell which environment this Python installs into."""
    if sys.prefix != sys.base_prefix or (pathlib.Path(sys.prefix) / "conda-meta").is_dir():
        return Finding("environment", OK, sys.prefix)
    cure = "python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt"
    return Finding("environment", OK, f"the system's own, {sys.prefix}; one of the course's own:  {cure}")


def programs() -> Finding:
    """Tell whether programs of this Python's environment are found by name."""
    scripts = str(pathlib.Path(sys.executable).parent)
    cure = _activating(pathlib.Path(scripts))
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        detail = f"{scripts} is not on it: `w2v` and `jupyter` are found by full name only"
        return Finding("PATH", MISSING, detail, cure)
    other = shutil.which("jupyter")
    if other is not None and str(pathlib.Path(other).parent) != scripts:
        detail = f"`jupyter` is {other}, of another environment: its notebooks would not find the course"
        return Finding("PATH", MISSING, detail, cure)
    return Finding("PATH", OK, f"has {scripts}")


def _activating(scripts: pathlib.Path) -> str:
    """Return the line that puts these programs first."""
    if sys.platform == "win32":
        return str(scripts / "activate")
    return (
        f". {scripts / 'activate'}" if (scripts / "activate").is_file() else f'export PATH="{scripts}:$PATH"'
    )


def kernel() -> Finding:
    """Tell whether notebooks run in this environment."""
    cure = f'"{sys.executable}" -m ipykernel install --sys-prefix'
    try:
        python = KernelSpecManager().get_kernel_spec(KERNEL).argv[0]
    except (NoSuchKernel, OSError, ValueError, IndexError):
        return Finding("kernel", WRONG, f"there is no kernel {KERNEL} for the notebooks", cure)
    if python in PLAIN_NAMES or pathlib.Path(python).parent == pathlib.Path(sys.executable).parent:
        return Finding("kernel", OK, f"notebooks run in {sys.prefix}")
    return Finding("kernel", WRONG, f"notebooks run in {python}, another environment than this", cure)


def work() -> Finding:
    """Tell whether this is a folder to work in: with the library that students write, and writable."""
    try:
        folder, course = work_here()
    except CourseError:
        return Finding("folder", MISSING, "no course's", "go to the folder that holds the notebooks")
    if not (folder / course.library).is_dir():
        detail = f"there is no {course.library} in {folder}"
        cure = f"go to the folder that holds the notebooks and {course.library}, and run it there"
        return Finding("folder", MISSING, detail, cure)
    return Finding("folder", OK, f"{course.library} is in {folder}")


def places() -> Iterator[Finding]:
    """Yield a finding for each place that cannot be written to, or is full; one if all are right."""
    wanted = {"this folder": _here, "your home folder": pathlib.Path.home, "temporary files": _temporary}
    found = [finding for name, place in wanted.items() if (finding := _place(name, place()))]
    yield from found or [Finding("disk", OK, "notebooks can be saved")]


def _here() -> pathlib.Path:
    return pathlib.Path.cwd()


def _temporary() -> pathlib.Path:
    with contextlib.suppress(FileNotFoundError):  # Python found no place that works
        return pathlib.Path(tempfile.gettempdir())
    return pathlib.Path(os.environ.get("TMPDIR", "/tmp"))


def _place(name: str, folder: pathlib.Path) -> Finding | None:
    if not os.access(folder, os.W_OK):
        detail = f"{name}, {folder}, cannot be written to"
        return Finding("disk", WRONG, detail, "copy the course to a folder of yours, and work there")
    left = shutil.disk_usage(folder).free
    if left < ROOM:
        detail = f"{name}, {folder}: {left / 2**20:.0f} MB are left"
        cure = "delete what you do not need; pip's cache: pip cache purge; trainings: checkpoints/"
        return Finding("disk", MISSING, detail, cure)
    return None


def port() -> Finding:
    """Tell whether Jupyter finds a port to be reached at."""
    free = next((port for port in range(PORT, PORT + PORTS) if _is_free(port)), None)
    if free is None:
        detail = f"{PORT} to {PORT + PORTS - 1} are all taken by other programs"
        return Finding(
            "port", MISSING, detail, "jupyter lab --port 9999, or end servers: jupyter server list"
        )
    taken = "" if free == PORT else f"{PORT} is taken: Jupyter goes on to "
    return Finding("port", OK, f"{taken}{free}, and prints its address")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":  # where it would share a port that is taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def proxy() -> Finding:
    """Tell whether the proxy that is set, if one is, answers."""
    address = urllib.request.getproxies().get("https", "")
    if not address:
        return Finding("proxy", OK, "none is set")
    parts = urlsplit(address if "://" in address else f"http://{address}")
    named = f"HTTPS_PROXY names {parts.hostname}"
    cure = "export HTTPS_PROXY=http://HOST:PORT (whoever runs your network knows it), or unset HTTPS_PROXY"
    try:
        where = (parts.hostname or "", parts.port or 80)
        socket.create_connection(where, SECONDS).close()
    except (OSError, ValueError) as problem:
        return Finding("proxy", MISSING, f"{named}, which does not answer ({problem})", cure)
    return Finding("proxy", OK, f"{named}, which answers")
