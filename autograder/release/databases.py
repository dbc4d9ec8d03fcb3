"""Say in one line what is wrong with nbgrader's gradebook, and what to do about it."""

import contextlib
import pathlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

LOCKED = "is locked by another program (a browser for SQLite, a backup): close that, and try again"
DAMAGED = "is damaged: put a copy from .w2v/backups/ in its place, or delete it and run `w2v release`"
ANOTHER_VERSION = "was made by another version of nbgrader: keep a copy, and run `nbgrader db upgrade`"
CURES = {  # what a database says: what it means, and what to do
    "locked": LOCKED,
    "busy": LOCKED,
    "not a database": DAMAGED,
    "malformed": DAMAGED,
    "disk is full": "cannot grow: the disk is full. Make room, and try again",
    "readonly": "may not be written by this account: see its owner and group",
    "unable to open": "cannot be opened by this account: see its folder, owner and group",
    "no such column": ANOTHER_VERSION,
    "does not exist": ANOTHER_VERSION,
    "connection": "does not answer: see that its server runs, and db_url in nbgrader_config.py",
}
LONGEST = 200  # characters of what a database says


class BookError(Exception):
    """The gradebook cannot be used as it is; the text says in a line what to do."""


def name_of(db_url: str, root: pathlib.Path) -> str:
    """Return a gradebook's name in messages, without a password."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        return f"the gradebook {url.render_as_string(hide_password=True)}"
    path = pathlib.Path(url.database or "")
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


@contextlib.contextmanager
def explained(name: str) -> Iterator[None]:
    """Say in one line what is wrong with the gradebook of this name. Raises BookError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as problem:
        cause = problem.orig if isinstance(problem, DBAPIError) else problem
        said = " ".join(str(cause).split())[:LONGEST]
        cure = next((cure for sign, cure in CURES.items() if sign in said), f"cannot be used: {said}")
        raise BookError(f"{name} {cure}") from problem
