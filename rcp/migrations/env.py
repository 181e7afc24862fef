"""Run by Alembic with the connection that `rcp.db.schema` hands over."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

import rcp.db.models  # noqa: F401  the tables must be known
from rcp.db.base import Base
from rcp.db.schema import is_ours


def plain_type(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Our column types written as what the database knows, so that a migration stands alone."""
    if kind != "type" or not isinstance(item, sa.TypeDecorator):
        return False
    return f"sa.{item.impl!r}"


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plain_type,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
