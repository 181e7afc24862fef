"""What every table shares."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, ForeignKey, MetaData, String, Text, Time, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from rcp.db.types import EnumText, UtcDateTime

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The present instant, aware."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables; a row is known by a random UUID."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        date: Date(),
        time: Time(),
        str: Text(),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
        dict[str, int]: JSON(),
    }

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Dated:
    """When the row came into being."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Versioned:
    """A row that people edit together: a stale write is refused, not merged silently."""

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  SQLAlchemy passes the class
        return {"version_id_col": cls.version}


def enum_column(kind: type[StrEnum], **options: Any) -> Mapped[Any]:
    """A column of an enumeration, kept as text."""
    return mapped_column(EnumText(kind), **options)


def foreign_key(target: str, *, nullable: bool = False, ondelete: str | None = None) -> Any:
    """A foreign key to `target` ("table.column"), indexed."""
    return mapped_column(ForeignKey(target, ondelete=ondelete), nullable=nullable, index=True)


Code = String(64)
