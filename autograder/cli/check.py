"""`w2v check`: check the functions in the library that is here, or grade a submission."""

import contextlib
import json
import pathlib
from collections.abc import Iterator, Sequence

import click

from autograder import intake
from autograder.checks.checker import Checker
from autograder.checks.oracle import SEEDS
from autograder.course import Classroom, NoCourse, course_at
from autograder.notebook.local import local_checker, work_here
from autograder.results import text
from autograder.results.result import PASSED, Result, totals
from autograder.sandbox.tiers import PROMISES, choose

from . import options
from .codes import CALL, OK, WORK, Complaint


@click.command("check", help="check the functions that you have written, or grade a submission")
@click.argument("questions", nargs=-1, metavar="[QUESTION]...")
@click.option("--seed", type=int, metavar="N", help="one recorded draw, to see a failure again")
@click.option(
    "--submission",
    metavar="DIR",
    type=click.Path(path_type=pathlib.Path),
    help="grade this folder, in a sandbox",
)
@options.trust
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    questions: Sequence[str],
    seed: int | None,
    submission: pathlib.Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Check questions, here or in a submission; say what was found, and how many points that makes."""
    if seed is not None and (submission or seed not in SEEDS):
        draws = ", ".join(map(str, SEEDS))
        raise Complaint(f"--seed takes one of the recorded draws, {draws}, and no --submission", CALL)
    if submission and not submission.is_dir():
        raise Complaint(f"{submission} is no submission: it is no folder", CALL)
    tier = choose(trust) if submission else None
    with checker_of(submission, SEEDS if seed is None else (seed,), tier, questions) as checker:
        catalogue = checker.course.catalogue
        chosen = [catalogue[id] for id in questions] or catalogue.checked
        unchecked = [question.id for question in chosen if not question.checks]
        if unchecked:
            raise Complaint(f"{', '.join(unchecked)}: answered in writing, there is no code to check", CALL)
        results = [result for question in chosen for result in checker.results(question.id)]
    show(results, tier, as_json)
    ctx.exit(OK if all(r.status == PASSED for r in results) else WORK)


def show(results: Sequence[Result], tier: str | None, as_json: bool) -> None:
    """Print results; of a submission, also the sandbox that they come from."""
    points, most = totals(results)
    if as_json:
        found = {"results": [r.to_json() for r in results], "points": points, "max_points": most}
        click.echo(json.dumps(found | ({"sandbox": tier} if tier else {})))
    else:
        click.echo(text.render(results, command="w2v check {} --seed {}"))
        if tier:
            click.echo(f"({PROMISES[tier]})")


@contextlib.contextmanager
def checker_of(
    submission: pathlib.Path | None, seeds: Sequence[int], tier: str | None, questions: Sequence[str]
) -> Iterator[Checker]:
    """Give a Checker: of a submission, or of the library that is here."""
    if submission is None or tier is None:
        for id in questions:
            _ = course_at().catalogue[id]  # an unknown question is reported before a missing library
        folder, course = work_here()
        yield local_checker(folder, course, seeds)
        return
    from autograder.gradebook import grading  # noqa: PLC0415  only instructors have what it imports

    folder = submission.resolve()
    classroom = classroom_of(folder)
    course = classroom.course
    try:
        read = intake.read(submission, course.library, course.student_files, course.left_behind)
    except intake.Refused as problem:
        raise Complaint(f"{submission} is not graded: {problem}", WORK) from problem
    with grading.checker(read, classroom, str(folder), tier) as checker:
        yield checker


def classroom_of(submission: pathlib.Path) -> Classroom:
    """Return the classroom here, or the one around a submission.

    It is never one inside the submission: that one's code would be run.
    """
    try:
        here = Classroom.around(pathlib.Path.cwd())
        if not here.root.is_relative_to(submission):
            return here
    except NoCourse:
        pass  # the command was called elsewhere
    return Classroom.around(submission.parent)
