"""The command `w2v` in this process, for tests that are not about a process: a new one takes a second."""

import contextlib
import io
import sys
from subprocess import CompletedProcess

from conftest import ROOT

from autograder.cli import main


def w2v(*words, cwd=ROOT):
    """Run the command in a folder, with the library that is there; return what a process would."""
    for name in [name for name in sys.modules if name.split(".")[0] == "w2v_lib"]:
        del sys.modules[name]  # conftest puts it back after the test
    output, errors, before = io.StringIO(), io.StringIO(), sys.path.copy()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = main(map(str, words))
    sys.path[:] = before
    return CompletedProcess(words, code, output.getvalue(), errors.getvalue())
