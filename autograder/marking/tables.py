"""The tables of the marking, beside nbgrader's in the same database (docs/decisions/0056)."""

from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

METADATA = MetaData()
NAME = String(255)


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, NAME, primary_key=True) for name in names]


def _names(*names: str) -> list[Column[str]]:
    return [Column(name, NAME, nullable=False) for name in names]


def _given() -> list[Column[Any]]:
    """Return the columns of what an answer was given, of which `marks.given_of` makes one value."""
    return [
        Column("chosen", Text, nullable=False, default="{}"),
        Column("comment", Text, nullable=False, default=""),
        Column("correction", Float, nullable=False, default=0.0),
    ]


items = Table(
    "w2v_item",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("course", NAME, index=True, nullable=False),
    Column("question", NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("choice", NAME, nullable=False, default=""),
    Column("source", NAME, nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
    Column("retired", Boolean, nullable=False, default=False),
)
marks = Table(
    "w2v_mark",
    METADATA,
    *_keys("course", "question", "student"),
    *_names("digest"),
    *_given(),
    Column("points", Float),  # none while it is only flagged
    Column("flag", Text, nullable=False, default=""),
    Column("origin", NAME, nullable=False, default="single"),
    *_names("author", "at"),
    Column("version", Integer, nullable=False),
    Column("grade", NAME, nullable=False, default=""),  # nbgrader's row, to tell when it was made anew
)
events = Table(
    "w2v_event",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("course", NAME, index=True, nullable=False),
    *_names("question", "student"),
    Column("batch", NAME, index=True, nullable=False),
    Column("undoes", NAME, nullable=False, default=""),  # the batch that it takes back
    *_names("kind", "author", "at"),
    Column("before", Text),
    Column("after", Text),
)
readings = Table(
    "w2v_reading",
    METADATA,
    *_keys("course", "question", "student", "author"),
    *_names("digest", "at"),
    *_given(),
    Column("points", Float, nullable=False),
)
apart = Table(
    "w2v_apart",
    METADATA,
    *_keys("course", "question", "student"),
    *_names("digest", "author", "at"),
)
shares = Table(
    "w2v_share",
    METADATA,
    *_keys("course", "question", "marker"),
    Column("weight", Float, nullable=False),
)
presence = Table(
    "w2v_presence",
    METADATA,
    *_keys("course", "marker"),
    *_names("question", "spot"),
    Column("at", Float, nullable=False),
)
