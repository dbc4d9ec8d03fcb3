"""`w2v check`: check the functions in the library that is here, or grade a submission."""

import json
import pathlib
from collections.abc import Sequence

import click

from autograder import intake
from autograder.checks.oracle import SEEDS
from autograder.course import Classroom, Course, NoCourse, Question, course_at
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
    if submission:
        results, tier = results_of(submission, trust, questions)
    else:
        results, tier = results_here(SEEDS if seed is None else (seed,), questions), None
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


def chosen(course: Course, questions: Sequence[str]) -> Sequence[Question]:
    """Return the questions of these ids, or all with code."""
    found = [course.catalogue[id] for id in questions] or course.catalogue.checked
    unchecked = [question.id for question in found if not question.checks]
    if unchecked:
        raise Complaint(f"{', '.join(unchecked)}: answered in writing, there is no code to check", CALL)
    return found


def results_here(seeds: Sequence[int], questions: Sequence[str]) -> list[Result]:
    """Return the results of the library that is here."""
    chosen(course_at(), questions)  # an unknown question is reported before a missing library
    folder, course = work_here()
    checker = local_checker(folder, course, seeds)
    return [result for question in chosen(course, questions) for result in checker.results(question.id)]


def results_of(submission: pathlib.Path, trust: bool, questions: Sequence[str]) -> tuple[list[Result], str]:
    """Return the results of a submission, and the kind of sandbox in which they were found."""
    from autograder.gradebook.bench import Bench  # noqa: PLC0415  only instructors have what it imports

    folder = submission.resolve()
    classroom = classroom_of(folder)
    asked = [question.id for question in chosen(classroom.course, questions)]
    with Bench(classroom, answers=False) as bench:  # it gets ready while the sandbox is tried
        tier = choose(trust)
        bench.use(tier)
        try:
            modules = bench.read(str(folder))["modules"]
        except intake.Refused as problem:
            raise Complaint(f"{submission} is not graded: {problem}", WORK) from problem
        found = bench.results(modules, str(folder), asked)
    return [result for id in asked for result in found[id]], tier


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
