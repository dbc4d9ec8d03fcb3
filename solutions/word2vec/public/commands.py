"""Add commands to `w2v`: train, data and handout; and a demo with a training at its end."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from autograder.checks.oracle import TABLE
from autograder.cli import options
from autograder.cli.codes import CALL, MACHINE, OK, WORK, Complaint
from autograder.course import CHECKOUT, Course
from autograder.intake import Refused, printable
from autograder.notebook.local import recorded
from autograder.sandbox.isolated import MachineError
from autograder.sandbox.tiers import NoSandbox, choose

from . import data, training
from .data import registry
from .handouts import grading, sheet


@click.command("train", help="train word vectors on the treebank or any text, with the functions in w2v_lib")
@click.option(
    "--corpus",
    help="sst, vader, toy, or any text file, one sentence per line "
    "(default: the treebank, or what stands in for it)",
)
@click.option(
    "--recipe",
    default="picture",
    help="picture (default), handout (the original CS224n run, number for number) or quality",
)
@click.option("--steps", type=int, help="minibatches, in place of the recipe's")
@click.option("--seed", type=int, help="of everything random, in place of the recipe's")
@click.option("--step", type=float, help="the size of a step, in place of the recipe's")
@click.option(
    "--threshold",
    type=float,
    help="of the dropping of frequent words, in place of the recipe's; larger keeps more",
)
@click.option(
    "--trainer",
    default="auto",
    type=click.Choice(["auto", "yours"]),
    help="yours: the functions in w2v_lib take every step",
)
@click.option("--fresh", is_flag=True, help="forget the checkpoints of an earlier run")
@click.option(
    "--out",
    default="build/train",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="where pictures and vectors go",
)
@click.pass_context
def train_command(ctx: click.Context, corpus: str | None, recipe: str, out: Path, **how: object) -> None:
    """Train with the functions in w2v_lib; only options that were given replace the recipe's settings."""
    given = {name: value for name, value in how.items() if value is not None}
    ctx.exit(train(corpus, recipe, out, **given))


def train(corpus: str | None, recipe: str, out: Path, **how: object) -> int:
    """Train, draw and evaluate with the w2v_lib that is here; return an exit code.

    Args:
        corpus: the name of a corpus or of a text file; None for the one that the recipe is about.
        recipe: the name of the recipe.
        out: the folder for pictures and vectors.
        how: fresh, trainer, and settings in place of the recipe's, as in w2v_lib's `train`.
    """
    try:
        training.use_library()
        training.make_folder(out)
        text = training.open_corpus(corpus, recipe)
    except training.WrongCall as problem:
        raise Complaint(problem, CALL) from problem
    if text is None:
        return MACHINE
    summary = training.train(text, out, recipe, **how)
    if summary is None:
        return WORK
    for name, value in [*training.described(summary), ("vectors", out / "vectors.txt")]:
        print(f"{name:<24}{value}")
    return OK


def fetch_data(name: str | None) -> int:
    """Get a data set (the treebank, or what can stand in for it, if none is named); return an exit code."""
    try:
        print(data.fetch(name) if name else data.locate().note)
    except data.DataError as problem:
        print(problem, file=sys.stderr)
        return MACHINE
    return OK


def verify_data(name: str | None) -> int:
    """Say of every copy whether it is whole; return an exit code, OK if there is one and none is damaged."""
    copies = data.verify([name] if name else None)
    for copy in copies:
        print(f"{copy.state:8} {copy.message}")
    states = {copy.state for copy in copies}
    return OK if "whole" in states and "damaged" not in states else MACHINE


def show_data(name: str | None) -> int:
    """Say where a data set is, or all of them; return an exit code."""
    if name:
        path = data.where(name)
        print(path or f"{name} is not here: `w2v data fetch {name}`")
        return OK if path else MACHINE
    print(f"cache     {registry.cache_folder()}")
    print(f"W2V_DATA  {os.environ.get('W2V_DATA') or 'not set'}")
    for name in registry.datasets():
        print(f"{name:9} {data.where(name) or 'not here'}")
    return OK


@click.group("data", help="get the treebank, verify it, say where it is")
def data_commands() -> None:
    """Group the commands of the course's data."""


def _add(action: str, run: Callable[[str | None], int], text: str) -> None:
    """Add `w2v data ACTION [NAME]`."""
    names = list(registry.datasets())

    @data_commands.command(action, short_help=text, help=f"{text}\n\nNAME is one of {', '.join(names)}.")
    @click.argument("name", required=False, metavar="[NAME]", type=click.Choice(names))
    @click.pass_context
    def command(ctx: click.Context, name: str | None) -> None:
        ctx.exit(run(name))


_add("fetch", fetch_data, "get a file (without NAME: the treebank, or what can stand in for it)")
_add("verify", verify_data, "compare what is here with the registry's checksums")
_add("where", show_data, "say where the files are, downloading nothing")


@click.command(
    "handout",
    help="grade work for the original CS224n handouts (2017, 2019 to 2024) as it is, in the sandbox",
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.option(
    "--html", "page", metavar="OUT", type=click.Path(path_type=Path), help="write a page with pictures to OUT"
)
@click.option("--i-trust-this-code", "trust", is_flag=True, help="grade without a sandbox where none works")
@click.pass_context
def handout_command(ctx: click.Context, path: Path, as_json: bool, page: Path | None, trust: bool) -> None:
    """Grade a folder, a zip or tar of one, or a single file or notebook.

    Functions are found by their names, whatever the files are called. Files for Python 2 are converted.
    """
    ctx.exit(grade_handout(path, as_json, page, trust))


def grade_handout(path: Path, as_json: bool = False, page: Path | None = None, trust: bool = False) -> int:
    """Grade a folder, a file or an archive for an original handout; return an exit code."""
    if not path.exists():
        raise Complaint(f"there is no {path}", CALL)
    course, table = _course_of_this_program()
    try:
        found = grading.graded(path, course, table, choose(trust))
    except Refused as problem:
        raise Complaint(problem, WORK) from problem
    except MachineError as problem:
        raise Complaint(problem, MACHINE) from problem
    except NoSandbox as problem:
        said = "no sandbox works here (`w2v doctor` says more). For code of your own, add --i-trust-this-code"
        raise Complaint(problem if trust else said, MACHINE) from problem
    if page is not None:
        _write(page, sheet.render(found, path.resolve().name))
    if as_json:
        print(json.dumps(found.to_json()))
    else:
        for name, verdict in found.verdicts.items():
            print(f"{verdict.verdict:<9}{name:<30}{printable(verdict.message)}".rstrip())
            if verdict.call:
                print(f"{'':<9}try  {printable(verdict.call)}")
        for note in found.notes:
            print(printable(note))
    return OK if found.is_right else WORK


def _write(page: Path, text: str) -> None:
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    except OSError as problem:
        raise Complaint(f"{page} cannot be written ({problem.strerror})", CALL) from problem


def _course_of_this_program() -> tuple[Course, Path]:
    """Return (course, its table): what old work is compared with, wherever the work itself is.

    The table is beside the course where students have installed it, and in the release of a checkout.
    """
    course = Course.read(Path(__file__).parents[1])
    installed = course.folder / TABLE
    if installed.is_file():
        return course, installed
    released = CHECKOUT / "assignments" / course.id
    return course, recorded(released if released.is_dir() else Path.cwd(), course).path


@click.command("demo", help="release, grade a sample class, train, and write build/demo/index.html")
@options.demo_out
@click.option(
    "--corpus", type=click.Choice(["sst", "vader", "toy"]), help="for the training, as in `w2v train`"
)
@click.option("--steps", type=int, help="of the training, as in `w2v train`")
@click.pass_context
def demo_command(ctx: click.Context, out: Path, corpus: str | None, steps: int | None) -> None:
    """Run the engine's demo, with a training at the end."""
    # only instructors have what these need installed
    from autograder.report import demo  # noqa: PLC0415

    from .demo import trained  # noqa: PLC0415

    try:
        demo.run(out, lambda classroom, folder: trained(classroom, folder, corpus, steps))
    except demo.Stopped as problem:
        raise Complaint(problem, MACHINE) from problem


COMMANDS: list[click.Command] = [train_command, data_commands, handout_command, demo_command]
