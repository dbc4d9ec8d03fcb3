"""The group of all commands: the engine's, each in a module of its own, and those that a course adds."""

import difflib
import importlib
import os
import pathlib
import sys
from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from autograder import __version__
from autograder.answers import UnknownFormula
from autograder.checks.checker import Interrupted
from autograder.checks.oracle import BrokenReference
from autograder.course import Course, CourseError, NoAccess, NoCourse, UnknownQuestion, course_at
from autograder.course.finding import elsewhere
from autograder.intake import Refused
from autograder.sandbox.caller import CannotCheck
from autograder.sandbox.isolated import MachineError
from autograder.sandbox.tiers import OTHER_SYSTEMS, NoSandbox

from . import terminal
from .codes import CALL, MACHINE, MEANING, OK, STOPPED, WORK, Complaint, complaint_about

STUDENTS = {
    "check": "check everything you have written, or some questions",
    "answer": "check the final line of a derivation",
    "sheet": "follow the derivations of a typed sheet, row by row",
    "progress": "what is done, what is next, how many points",
    "questions": "all questions, with their points",
    "doctor": "what of this machine is right or wrong, and how to fix it",
    "completion": "let your shell complete commands and ids",
}
INSTRUCTORS = {
    "release": "make assignments/ (and the zip to hand out) from solutions/",
    "collect": "put downloads of a learning platform into submitted/",
    "grade": "grade all of submitted/ into nbgrader's gradebook",
    "mark": "open the page on which people mark written answers",
    "feedback": "write one page per student, a file that needs nothing else",
    "report": "write one page about the whole class, without names",
    "export": "grades for Canvas, Moodle and others; the grading for Gradescope and GitHub",
    "demo": "the whole course on a sample class, in build/demo/",
    "sample-class": "write the course's sample class into submitted/, to try grading on",
    "new-course": "write a course of three questions that works, to begin with",
}
INSTRUCTORS_ONLY = (
    "this needs {}, which students do not install: it is for instructors, in a clone of the course, "
    "where `make setup` installs all of it"
)
NOT_ON_WINDOWS = "{} is for instructors, and needs Linux or macOS. " + OTHER_SYSTEMS["win32"][0]
REPLACEABLE = ("demo",)  # commands that a course may have in place of the engine's
# what an exception says of whose fault it is; the first that fits counts
CODES: dict[type[Exception], int] = {
    UnknownQuestion: CALL,
    UnknownFormula: CALL,
    NoCourse: CALL,
    BrokenReference: MACHINE,
    NoAccess: MACHINE,
    CourseError: WORK,
    Refused: WORK,
    CannotCheck: MACHINE,
    Interrupted: STOPPED,
    MachineError: MACHINE,
    NoSandbox: MACHINE,
}


class Commands(click.Group):
    """Import a command when it is called; those that the course names come from its public/commands.py."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(dict.fromkeys([*STUDENTS, *INSTRUCTORS, *_added()]))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in INSTRUCTORS and sys.platform == "win32":
            raise Complaint(NOT_ON_WINDOWS.format(name), MACHINE)
        course = _added().get(name)
        if course is not None:
            commands = {command.name: command for command in course.public("commands").COMMANDS}
            if name not in commands:
                raise CourseError(
                    f"course.toml of {course.id} names the command {name}; public/commands.py has none"
                )
            return commands[name]
        if name in INSTRUCTORS:
            _make_programs_known()
        if name in STUDENTS or name in INSTRUCTORS:
            command: click.Command = importlib.import_module(_module(name)).command
            return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; name the nearest one where there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            near = difflib.get_close_matches(args[0].lower(), self.list_commands(ctx), n=1)
            if not near:
                raise
            raise click.UsageError(f"{problem.message} Did you mean {near[0]}?", ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, without importing any; instructors' need what students lack."""
        told = STUDENTS | INSTRUCTORS
        return [
            CompletionItem(name, help=told.get(name, ""))
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: self.get_command(ctx, name) for name in _added() if name not in INSTRUCTORS}
        of_course = {name: command.get_short_help_str(90) for name, command in own.items() if command}
        for title, commands in (("for students", STUDENTS | of_course), ("for instructors", INSTRUCTORS)):
            with formatter.section(title):
                formatter.write_dl([(f"w2v {name}", text) for name, text in commands.items()])


def _make_programs_known() -> None:
    """Let programs of this environment be found by name, activated or not: nbgrader calls alembic so."""
    scripts = str(pathlib.Path(sys.executable).parent)
    known = os.environ.get("PATH", "")
    if scripts not in known.split(os.pathsep):
        os.environ["PATH"] = f"{scripts}{os.pathsep}{known}"


def _module(name: str) -> str:
    return f"{__package__}.{name.replace('-', '_')}"


def _added() -> dict[str, Course]:
    """Return {command: the course that adds it, or has it in place of the engine's}.

    A command runs outside of any sandbox. So it comes from a course that is installed or in this checkout,
    and from this folder only where there is no such course; and it can only take the place of `demo`.
    """
    try:
        here = [course_at()]
    except CourseError:
        here = []
    known = elsewhere() or here
    same = [course for course in known if course.id in [meant.id for meant in here]]
    added = {name: course for course in reversed([*same, *known]) for name in course.commands}
    replaced = {name: course for course in same for name in course.commands if name in REPLACEABLE}
    engines_own = STUDENTS | INSTRUCTORS
    return {name: course for name, course in added.items() if name not in engines_own} | replaced


@click.command(cls=Commands, epilog=MEANING, context_settings={"max_content_width": 110})
@click.version_option(__version__, prog_name="w2v", message="%(prog)s %(version)s")
def w2v() -> None:
    """Questions, checks, release and grading of a course in notebooks.

    `w2v COMMAND --help` explains a command; `nbgrader …` works as always in the course's folder.
    """


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; without one, print the help. Return the exit code."""
    terminal.prepare()
    given = list(sys.argv[1:] if words is None else words) or ["--help"]
    try:
        code = w2v.main(args=given, prog_name="w2v", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        return _complain("stopped", STOPPED)
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("autograder"):
            raise
        return _complain(INSTRUCTORS_ONLY.format(problem.name), MACHINE)
    except BrokenPipeError:  # whoever read us, `head` say, has read enough
        sys.stderr.close()
        return OK
    except tuple(CODES) as problem:
        return _complain(problem, next(code for kind, code in CODES.items() if isinstance(problem, kind)))
    except OSError as problem:
        complaint = complaint_about(problem)
        complaint.show()
        return complaint.exit_code
    return int(code or OK)


def _complain(why: object, code: int) -> int:
    Complaint(why, code).show()
    return code
