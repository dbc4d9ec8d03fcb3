"""Says how the worker is started, in each kind of sandbox."""

import itertools
import os
import pathlib
import sys
import sysconfig

import numpy as np

HERE = pathlib.Path(__file__).parent
FILES = """
    __init__.py worker.py forking.py confining.py from_text.py invocation.py wire.py
""".split()
"""All that is in the box besides Python and NumPy."""
START = (
    "import sys; sys.path += sys.argv[1:3]; from sandbox import worker; sys.path.remove(sys.argv[1]); "
    "worker.main(*sys.argv[3:])"
)
BUBBLEWRAP, OTHER_USER, TRUSTED = TIERS = ("bubblewrap", "other-user", "none")
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "LC_CTYPE": "C.UTF-8", "HOME": "/tmp"}
SCRATCH = f"size={2**20},nr_inodes=64"
"""What may be written under bubblewrap, as the kernel reads it. Names of files cost memory, too."""
MEMORY = 512 * 2**20  # bytes
LIMITS = {  # of each process
    "RLIMIT_AS": MEMORY,
    "RLIMIT_CPU": 30,  # seconds; the grader's clock is faster, this is for when it is gone
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_FSIZE": 8 * 2**20,
}
BASE: str = sys._base_executable  # type: ignore[attr-defined]
"""Python itself, outside a virtual environment (typeshed does not know it)."""
USERS = (40_000 + (os.getpid() * 7 + number) % 20_000 for number in itertools.count())
"""Numbers of users that do not exist, another one for every box."""


def command(tier: str, home: str) -> list[str]:
    """Return the command that starts the worker in a sandbox of this tier."""
    python = [os.path.realpath(BASE), "-I", "-S", "-B", "-c", START]
    packages = pathlib.Path(np.__file__).resolve().parents[1]
    if tier == BUBBLEWRAP:
        return [*bubblewrap(python[0], packages), "--", *python, "/worker", "/packages", tier, SCRATCH]
    return [*python, str(HERE.parent), str(packages), tier, home]


def limits() -> dict[str, int]:
    """Return the LIMITS that this system knows: macOS has none of memory."""
    return {name: limit for name, limit in LIMITS.items() if sys.platform == "linux" or name != "RLIMIT_AS"}


def bubblewrap(python: str, packages: pathlib.Path) -> list[str]:
    """Return the call of bwrap: it shows what the worker needs to read. Over /tmp, boxes mount a scratch."""
    words = """
        bwrap --unshare-all --unshare-user --uid 65534 --gid 65534 --hostname sandbox
        --die-with-parent --new-session --clearenv --cap-drop ALL
        --ro-bind /usr/lib /usr/lib --ro-bind-try /usr/lib64 /usr/lib64 --symlink usr/lib /lib
        --symlink usr/lib64 /lib64 --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache
    """.split()
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--dir", "/tmp", "--cap-add", "CAP_SYS_ADMIN", *shown_of_python(python)]
    for name in ("numpy", "numpy.libs"):
        words += ["--ro-bind-try", str(packages / name), f"/packages/{name}"]
    for name in FILES:
        words += ["--ro-bind", str(HERE / name), f"/worker/sandbox/{name}"]
    return [*words, "--remount-ro", "/", "--chdir", "/tmp"]


def shown_of_python(python: str) -> list[str]:
    """Return bwrap's words that show Python and its standard library, and hide what else is installed."""
    stdlib = pathlib.Path(sysconfig.get_path("stdlib")).resolve()
    words = []
    for path in (python, str(stdlib), str(pathlib.Path(sys.base_prefix).resolve() / "lib")):
        if path != "/usr/lib" and not path.startswith("/usr/lib/"):  # that is shown already
            words += ["--ro-bind", path, path]
    debian = pathlib.Path("/usr/lib/python3/dist-packages")
    for folder in (stdlib / "site-packages", stdlib / "dist-packages", debian):
        words += ["--tmpfs", str(folder), "--remount-ro", str(folder)] if folder.is_dir() else []
    return words
