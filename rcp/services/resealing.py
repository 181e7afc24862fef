"""Changing the key: what an earlier key sealed is sealed again with the newest one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, select, type_coerce, update
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.base import Base
from rcp.db.types import Sealed, SealedBytes

BATCH = 200


def reseal(session: Session) -> int:
    """Seal every value again that the newest key did not seal; returns how many were.

    Files are not rewritten: each has a key of its own, and only that key is sealed again. Commits
    after every BATCH values, so that others can write between; cut short, it goes on where it was.
    Raises UnreadableSecret for a value that no key opens.
    """
    done = 0
    for table in Base.metadata.sorted_tables:
        for column, belongs_to in _sealed(table):
            done += _reseal_column(session, table, column, belongs_to)
    return done


def _sealed(table: Table) -> Iterator[tuple[Column[Any], str]]:
    """The columns that are sealed, and what each value is bound to."""
    for column in table.columns:
        if isinstance(column.type, Sealed | SealedBytes):
            yield column, column.type.belongs_to


def _reseal_column(session: Session, table: Table, column: Column[Any], belongs_to: str) -> int:
    ring, done = keyring.active(), 0
    raw = type_coerce(column, LargeBinary)
    is_stale = func.substr(raw, 1, len(ring.mark)) != ring.mark
    stale = select(table.c.id, raw.label("sealed")).where(is_stale).order_by(table.c.id)
    new = (
        update(table)
        .where(table.c.id == bindparam("row"))
        .values({column: bindparam("sealed", type_=LargeBinary)})
    )
    last = uuid.UUID(int=0)
    while found := session.execute(stale.where(table.c.id > last).limit(BATCH)).all():
        opened = ((row.id, ring.open(bytes(row.sealed), belongs_to)) for row in found)
        again = [{"row": row, "sealed": ring.seal(clear, belongs_to)} for row, clear in opened]
        session.connection().execute(new, again)
        session.commit()
        done, last = done + len(found), found[-1].id
    return done
