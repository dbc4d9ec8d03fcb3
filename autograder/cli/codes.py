"""Exit codes of `w2v`, and how a command says why it stops."""

import contextlib
import errno
import os
import pathlib
import re
import shutil
from collections.abc import Iterator

import click

OK, WORK, CALL, MACHINE = 0, 1, 2, 3
STOPPED = 130  # by Ctrl-C, as shells have it: 128 and the number of the signal
MEANING = (
    "exit codes: 0 all right, 1 the work is wrong, 2 the call is wrong, 3 the machine is wrong, "
    "130 stopped by Ctrl-C"
)

FULL = "delete what you do not need (`df -h .` shows what is left), then try again"
NOT_YOURS = "it belongs to another account: work in a copy of your own, or ask its owner for the right to it"
ADVICE = {  # what keeps a file from being read or written: what to do
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: "nothing can be written there: work in a copy, in a folder of yours",
    errno.EACCES: NOT_YOURS,
    errno.EPERM: NOT_YOURS,
}


class Complaint(click.ClickException):
    """A command stops; the text is for the person who called it."""

    def __init__(self, why: object, code: int) -> None:
        super().__init__(str(why))
        # click declares it for the class, and reads it from the object
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: object = None) -> None:
        click.echo(f"w2v: {self.message}", err=True)


@contextlib.contextmanager
def writing(out: pathlib.Path) -> Iterator[None]:
    """Say in a line that something cannot be written to this place."""
    try:
        yield
    except OSError as problem:
        raise Complaint(f"{out} cannot be written ({said(problem)})", MACHINE) from problem


def said(problem: OSError) -> str:
    """Return why a file cannot be used, and what to do about it where that is known."""
    advice = ADVICE.get(problem.errno or 0)
    return f"{problem.strerror}: {advice}" if advice else str(problem.strerror)


def complaint_about(problem: OSError) -> Complaint:
    """Return what to say of a file that cannot be used. Raises the error itself where that is our mistake."""
    one = _first_of(problem) if isinstance(problem, shutil.Error) else problem
    if one.errno not in ADVICE:
        raise problem
    file = one.filename2 or one.filename  # the second is the one that is written
    return Complaint(f"{file} cannot be used ({said(one)})" if file else said(one), MACHINE)


def _first_of(several: shutil.Error) -> OSError:
    """Return the first error of those that copying a folder collects, as texts."""
    _, target, text = several.args[0][0]
    number = re.match(r"\[Errno (\d+)\]", text)
    return OSError(int(number[1]), os.strerror(int(number[1])), target) if number else several
