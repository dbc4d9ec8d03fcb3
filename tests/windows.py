"""Run `w2v` as if on Windows, as far as Linux can stand in for it: python windows.py '[["check"], …]'.

What other packages and Python itself import is imported first, as on Linux. Then the modules and the names
that Python lacks on Windows are taken away, and `sys.platform` says win32: this project's own code meets
that. The last line that it prints is a list of [exit code, what was said].
"""

import asyncio
import contextlib
import importlib
import importlib.abc
import io
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile

MODULES = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios"}
NAMES = {
    os: """
        chown fork forkpty getegid geteuid getgid getpgid getuid killpg mkfifo nice pidfd_open
        sched_getaffinity setgroups setresgid setresuid setsid uname wait4 O_NOFOLLOW O_NONBLOCK
    """,
    signal: "SIGALRM SIGCHLD SIGHUP SIGKILL SIGUSR1 SIGUSR2 alarm pthread_sigmask setitimer",
    socket: "AF_UNIX recv_fds send_fds",
}
LIBRARIES = """
    click fissix jinja2 lark markupsafe matplotlib.pyplot nbformat numpy PIL.Image pooch requests
    tqdm concurrent.futures.process
""".split()


class Lacking(importlib.abc.MetaPathFinder):
    """Find none of the modules that Windows lacks."""

    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def become_windows():
    """Take away what Windows lacks."""
    for library in LIBRARIES:
        importlib.import_module(library)
    assert asyncio and multiprocessing and subprocess and tempfile  # imported as on Linux
    sys.meta_path.insert(0, Lacking())
    for name in MODULES:
        sys.modules.pop(name, None)
    for module, names in NAMES.items():
        for name in names.split():
            vars(module).pop(name, None)
    sys.platform = "win32"


def answer(words):
    """Run `w2v` with these words; return [exit code, what it said]."""
    from autograder.cli import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(words)
    return [code, said.getvalue()]


if __name__ == "__main__":
    become_windows()
    print(json.dumps([answer(words) for words in json.loads(sys.argv[1])]))
