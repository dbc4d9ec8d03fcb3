"""Finds what this machine can promise: the best sandbox that passes a self-test, or what to do about it."""

import contextlib
import functools
import os
import pathlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

from autograder.results.packages import how_to_get

from . import wire
from .box import receive
from .isolated import Boxes, MachineError
from .launch import BUBBLEWRAP, OTHER_USER, TRUSTED

PROMISES = {
    BUBBLEWRAP: "sandbox: bubblewrap",
    OTHER_USER: "sandbox: another user in an empty root",
    TRUSTED: "no sandbox: graded as trusted",
}
SANDBOXES = (BUBBLEWRAP, OTHER_USER)  # the best first
WITHOUT_PROCESSES = ("win32", "emscripten")  # systems on which no box can be started, not even a trusted one
NEEDED = """
    math random collections itertools functools copy json re time typing dataclasses numpy.linalg numpy.random
""".split()
SECONDS = 30.0  # for the self-test, on a machine that is busy with other things


class NoSandbox(Exception):
    """No sandbox works here; the text says why, and what to do about it."""


def choose(trust: bool = False) -> str:
    """Return the tier for this machine. With `trust` a machine without a sandbox grades all the same.

    Raises NoSandbox.
    """
    for tier in SANDBOXES:
        if examined(tier) is None:  # the others are no better, and looking takes half a second each
            return tier
    if not trust or sys.platform in WITHOUT_PROCESSES:
        raise NoSandbox(refusal(survey()))
    if broken := working(TRUSTED):
        raise NoSandbox(f"Even without a sandbox, submissions cannot be run here: {broken}")
    return TRUSTED


def best(found: Mapping[str, str | None]) -> str | None:
    """Return the best tier that works, of a survey; None if none does."""
    return next((tier for tier, problem in found.items() if problem is None), None)


def survey() -> dict[str, str | None]:
    """Return {tier: None, or what keeps it from being used}, the best tier first."""
    return {tier: examined(tier) for tier in SANDBOXES}


@functools.cache
def examined(tier: str) -> str | None:
    """Return what is wrong with a tier here, None for nothing; asked once per process."""
    return examine(tier)


def examine(tier: str) -> str | None:
    """Return what is wrong with the tier here, None for nothing: tried with code that tries to get out."""
    if sys.platform != "linux":
        return f"{sys.platform} has no sandbox that the grader knows"
    if tier == BUBBLEWRAP and shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    if tier == OTHER_USER and os.geteuid() != 0:
        return "only root can become another user"
    return working(tier) or _problems(lambda: _holes(tier))


def working(tier: str) -> str | None:
    """Return what keeps a right answer from being computed in this tier, None for nothing."""
    return _problems(lambda: [f"a submission lacks {name}" for name in _canary(tier, "works", NEEDED)])


def _problems(test: Callable[[], list[str]]) -> str | None:
    """Return what a test finds, or why it cannot be made."""
    try:
        return "; ".join(test()) or None
    except MachineError as problem:
        return str(problem.__cause__)
    except (OSError, EOFError, wire.WireError) as problem:
        return str(problem) or f"it ends without an answer ({type(problem).__name__})"
    except (ImportError, RuntimeError) as problem:  # libseccomp
        return f"no filter of system calls: {problem}"


def _holes(tier: str) -> list[str]:
    """Return what the canary could do and must not."""
    with tempfile.TemporaryDirectory() as folder:
        secret = pathlib.Path(folder) / "secret"
        secret.write_text("a canary", "utf-8")
        os.chmod(folder, 0o755)
        os.chmod(secret, 0o666)  # nothing but the sandbox protects it
        escaped = _canary(tier, "escapes", [str(secret)], os.getpid())
        if secret.read_text("utf-8") != "a canary":
            escaped.append("change a file")
    return [f"a submission could {name}" for name in escaped]


def _canary(tier: str, function: str, *arguments: object) -> list[str]:
    """Return the answer of one of the canary's functions, called as a student's is."""
    text = (pathlib.Path(__file__).parent / "canary.py").read_text("utf-8")
    with contextlib.closing(Boxes(tier, "canary")) as boxes, boxes.question() as channel:
        channel.sendall(wire.frame({"canary/__init__.py": text}))
        channel.sendall(wire.frame((function, list(arguments), None, {})))
        answer = receive(channel, 64 * 2**10, time.monotonic() + SECONDS)
    match answer:
        case ("value", list() as value, _, _):
            return value
    raise wire.WireError("the self-test failed")


def refusal(found: Mapping[str, str | None]) -> str:
    """Say why nothing is graded here, and what to do about it on this machine."""
    lines = ["There is no sandbox here in which submissions could run without doing harm:"]
    lines += [f"  {tier}: {problem}" for tier, problem in found.items()]
    lines += cure(found)
    return "\n".join(lines if sys.platform in WITHOUT_PROCESSES else [*lines, *TRUST])


TRUST = (
    "If you have read every submission, or wrote them all yourself "
    "(every score will say that you trusted them):",
    "  w2v grade --i-trust-these-submissions,  or, for nbgrader's own commands, in nbgrader_config.py:",
    "  c.TrustedAutograde.i_trust_these_submissions = True",
)
OTHER_SYSTEMS = {
    "darwin": [
        "macOS: grade in a Linux container, as its root:  "
        'docker run -it -v "$PWD":/course -w /course python:3.13 bash,',
        "  then  apt-get update && apt-get install -y make bubblewrap libseccomp2 && make setup",
    ],
    "win32": [
        "Windows: grade in WSL:  wsl --install -d Debian,  then in it  "
        "sudo apt-get install bubblewrap libseccomp2 make python3-venv"
    ],
    "emscripten": ["In a browser there are no processes: use a clone of the course, on Linux."],
}
# a word of what is wrong with bubblewrap: what to install
PARTS = {"not installed": ["bubblewrap", "libseccomp"], "libseccomp": ["libseccomp"]}
NAMESPACES = [  # what to do where all is installed
    "Ubuntu 23.10 and later forbid the namespaces that bubblewrap needs. Allow them to it alone:",
    "  printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\n"
    "profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }\\n' \\",
    "    | sudo tee /etc/apparmor.d/bwrap && sudo systemctl reload apparmor",
    "  or to every program:  sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    "In a container: grade as its root (the other-user sandbox then works), "
    "or start it with  --security-opt seccomp=unconfined",
    "Elsewhere:  sudo sysctl kernel.unprivileged_userns_clone=1",
]


def cure(found: Mapping[str, str | None]) -> list[str]:
    """Return what to do, in lines, on the kind of machine that this is."""
    if sys.platform in OTHER_SYSTEMS:
        return OTHER_SYSTEMS[sys.platform]
    problem = found[BUBBLEWRAP] or ""
    missing = next((parts for word, parts in PARTS.items() if word in problem), None)
    return [f"Install it:  {how_to_get(*missing)}"] if missing else NAMESPACES
