"""Run commands of `w2v` in this process: a new one imports for more than a second.

tests/test_cli.py runs them as processes.
"""

import contextlib
import io
import subprocess

from autograder.cli import main


def w2v(folder, *words):
    """Run a command in a folder; return its exit code and what it wrote."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
