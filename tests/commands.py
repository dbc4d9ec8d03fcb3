"""The command `w2v`: in this process, or in one of its own, which takes a second, where that matters."""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
from unittest import mock

from conftest import ROOT

from autograder.cli import main

W2V = pathlib.Path(sys.executable).with_name("w2v")


def w2v(*words, cwd=ROOT):
    """Run the command in a folder, with the library that is there; return what a process would.

    One worker grades, unless a test is about more: each of them takes seconds to start.
    """
    if words[:1] == ("grade",) and not {"--workers", "--scheduler"} & set(words):
        words = (*words, "--workers", 1)
    for name in [name for name in sys.modules if name.split(".")[0] == "w2v_lib"]:
        del sys.modules[name]  # conftest puts it back after the test
    output, errors, before = io.StringIO(), io.StringIO(), sys.path.copy()
    keeping = kept() if words[:1] == ("grade",) else contextlib.nullcontext()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        keeping,
    ):
        code = main(map(str, words))
    sys.path[:] = before
    return subprocess.CompletedProcess(words, code, output.getvalue(), errors.getvalue())


@contextlib.contextmanager
def kept():
    """Keep what a course is graded with from one call to the next, as it is from one student to the next."""
    from autograder.gradebook import batch

    with mock.patch.object(batch, "leave", lambda: None):
        yield


def w2v_process(*words, cwd=ROOT, **env):
    """Run the command in a process of its own, with changes to its environment.

    One that has read a course does not see what is added to it.
    """
    command = [W2V, *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, text=True)
