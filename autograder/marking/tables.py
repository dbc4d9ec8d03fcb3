"""The tables of the marking, beside nbgrader's in the same database (docs/decisions/0056)."""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

METADATA = MetaData()
NAME = String(255)


def _key(name: str) -> Column[str]:
    return Column(name, NAME, primary_key=True)


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
    _key("course"),
    _key("question"),
    _key("student"),
    Column("digest", NAME, nullable=False),
    Column("chosen", Text, nullable=False, default="{}"),
    Column("comment", Text, nullable=False, default=""),
    Column("correction", Float, nullable=False, default=0.0),
    Column("points", Float),  # none while it is only flagged
    Column("flag", Text, nullable=False, default=""),
    Column("origin", NAME, nullable=False, default="single"),
    Column("author", NAME, nullable=False),
    Column("at", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("grade", NAME, nullable=False, default=""),  # nbgrader's row, to tell when it was made anew
)
events = Table(
    "w2v_event",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("course", NAME, index=True, nullable=False),
    Column("question", NAME, nullable=False),
    Column("student", NAME, nullable=False),
    Column("batch", NAME, index=True, nullable=False),
    Column("undoes", NAME, nullable=False, default=""),  # the batch that it takes back
    Column("kind", NAME, nullable=False),
    Column("author", NAME, nullable=False),
    Column("at", NAME, nullable=False),
    Column("before", Text),
    Column("after", Text),
)
readings = Table(
    "w2v_reading",
    METADATA,
    _key("course"),
    _key("question"),
    _key("student"),
    _key("author"),
    Column("digest", NAME, nullable=False),
    Column("chosen", Text, nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("correction", Float, nullable=False, default=0.0),
    Column("points", Float, nullable=False),
    Column("at", NAME, nullable=False),
)
apart = Table(
    "w2v_apart",
    METADATA,
    _key("course"),
    _key("question"),
    _key("student"),
    Column("digest", NAME, nullable=False),
    Column("author", NAME, nullable=False),
    Column("at", NAME, nullable=False),
)
shares = Table(
    "w2v_share",
    METADATA,
    _key("course"),
    _key("question"),
    _key("marker"),
    Column("weight", Float, nullable=False),
)
presence = Table(
    "w2v_presence",
    METADATA,
    _key("course"),
    _key("marker"),
    Column("question", NAME, nullable=False),
    Column("spot", NAME, nullable=False),
    Column("at", Float, nullable=False),
)
