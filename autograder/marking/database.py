"""The database of nbgrader's gradebook: found as nbgrader finds it, written in whole transactions."""

import pathlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from autograder.course import Classroom
from autograder.gradebook import book

from .tables import METADATA

SECONDS_TO_WAIT = 20  # for another program that writes
READS = "w2v_reads"


class NoGradebook(Exception):
    """There is no gradebook to mark in; the text says what to do."""


def address_of(classroom: Classroom) -> str:
    """Return the address of the classroom's gradebook, as nbgrader's configuration has it."""
    return book.settings(classroom).db_url


def classroom_of(folder: pathlib.Path) -> Classroom:
    """Return the classroom around a folder, with the folders that nbgrader's configuration names."""
    return book.settings(Classroom.around(folder)).classroom


def opened(address: str) -> Engine:
    """Return an engine whose writers wait for each other; makes the tables. Raises NoGradebook."""
    url = make_url(address)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and url.database and not pathlib.Path(url.database).is_file():
        raise NoGradebook(f"there is no gradebook at {url.database}: `w2v grade` makes it")
    engine = sa.create_engine(url)
    if is_sqlite:
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    try:
        if not sa.inspect(engine).has_table("grade"):
            raise NoGradebook(f"{url.database} is no gradebook of nbgrader's: `w2v grade` makes one")
        METADATA.create_all(engine)
    except sa.exc.DBAPIError as problem:
        raise NoGradebook(f"the gradebook at {url.database} cannot be used: {problem.orig}") from problem
    return engine


def _set_up(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    for pragma in (f"busy_timeout = {1000 * SECONDS_TO_WAIT}", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin a transaction that writes at once: what it reads cannot change before it writes."""
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def reading(engine: Engine) -> Engine:
    """Return the engine for transactions that only read, and wait for nobody."""
    return engine.execution_options(**{READS: True})
