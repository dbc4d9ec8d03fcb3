"""Who is reading what just now, so that two people at one answer know of each other."""

import time

import sqlalchemy as sa

from . import tables
from .store import Store

SECONDS = 20  # after which somebody who does not ask any more is gone


def seen(store: Store, marker: str, question: str, spot: str) -> list[str]:
    """Note where a marker is; return who else is there."""
    table = tables.presence
    mine = sa.and_(store.where(table), table.c.marker == marker)
    row = {"course": store.course, "marker": marker, "question": question, "spot": spot, "at": time.time()}
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(mine))
        connection.execute(sa.insert(table), row)
        others = sa.select(table.c.marker).where(
            store.where(table, question),
            table.c.spot == spot,
            table.c.marker != marker,
            table.c.at > time.time() - SECONDS,
        )
        return sorted(connection.execute(others).scalars())
