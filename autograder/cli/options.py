"""Options that several commands have."""

import pathlib

import click

as_json = click.option("--json", "as_json", is_flag=True, help="print one JSON object")
trust = click.option(
    "--i-trust-these-submissions", "trust", is_flag=True, help="grade without a sandbox where none works"
)
course = click.option(
    "--course",
    "root",
    default=".",
    metavar="DIR",
    type=click.Path(path_type=pathlib.Path),
    help="the course's folder (default: this one)",
)
demo_out = click.option(
    "--out",
    default="build/demo",
    metavar="DIR",
    type=click.Path(path_type=pathlib.Path),
    help="default: build/demo",
)
