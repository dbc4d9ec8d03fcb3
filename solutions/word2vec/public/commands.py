"""The commands that this course adds to `w2v`: `w2v train` and `w2v data`.

Exit codes are those of `w2v`: 0 all right, 1 the work is wrong, 2 the call is wrong, 3 the machine is wrong.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from . import data, training
from .data import registry

OK, WORK_WRONG, CALL_WRONG, MACHINE_WRONG = range(4)


@click.command("train", help="train word vectors on the treebank or any text, with the functions in w2v_lib")
@click.option(
    "--corpus",
    help="sst, vader, toy, or any text file, one sentence a line "
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
def train_command(ctx: click.Context, corpus: str | None, recipe: str, out: Path, **options: object) -> None:
    given = {name: value for name, value in options.items() if value is not None}
    ctx.exit(train(corpus, recipe, out, **given))


def train(corpus: str | None, recipe: str, out: Path, **how: object) -> int:
    """Train, draw and evaluate with the w2v_lib that is here; return an exit code.

    Args:
        corpus: the name of a corpus or of a text file; None for the one that the recipe is about.
        out: the folder for pictures and vectors.
        how: fresh, trainer, and settings in place of the recipe's, as in w2v_lib's `train`.
    """
    try:
        training.use_library()
        training.make_folder(out)
        text = training.open_corpus(corpus, recipe)
    except training.WrongCall as problem:
        print(f"w2v: {problem}", file=sys.stderr)
        return CALL_WRONG
    if text is None:
        return MACHINE_WRONG
    summary = training.train(text, out, recipe, **how)
    if summary is None:
        return WORK_WRONG
    for name, value in [*training.described(summary), ("vectors", out / "vectors.txt")]:
        print(f"{name:<24}{value}")
    return OK


def fetch_data(name: str | None) -> int:
    """Get a data set (the treebank, or what can stand in for it, if none is named); return an exit code."""
    try:
        print(data.fetch(name) if name else data.locate().note)
    except data.DataError as problem:
        print(problem, file=sys.stderr)
        return MACHINE_WRONG
    return OK


def verify_data(name: str | None) -> int:
    """Say of every copy whether it is whole; return an exit code, OK if there is one and none is damaged."""
    copies = data.verify([name] if name else None)
    for copy in copies:
        print(f"{copy.state:8} {copy.message}")
    states = {copy.state for copy in copies}
    return OK if "whole" in states and "damaged" not in states else MACHINE_WRONG


def show_data(name: str | None) -> int:
    """Say where a data set is, or all of them; return an exit code."""
    if name:
        path = data.where(name)
        print(path or f"{name} is not here: `w2v data fetch {name}`")
        return OK if path else MACHINE_WRONG
    print(f"cache     {registry.cache_folder()}")
    print(f"W2V_DATA  {os.environ.get('W2V_DATA') or 'not set'}")
    for name in registry.datasets():
        print(f"{name:9} {data.where(name) or 'not here'}")
    return OK


@click.group("data", help="get the treebank, verify it, say where it is")
def data_commands() -> None:
    pass


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

COMMANDS: list[click.Command] = [train_command, data_commands]
