"""Column types: instants in UTC, enumerations as text, and sealed text, JSON and files."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String, TypeDecorator

from rcp.db import keyring


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; stored in UTC on both databases, refused when naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[Any]):
    """Anything JSON can say, sealed with AES-256-GCM under the process's keyring.

    `belongs_to` ("table.column") is authenticated with the value.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, belongs_to: str) -> None:
        super().__init__()
        self.belongs_to = belongs_to

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        clear = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return keyring.active().seal(clear, self.belongs_to)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.loads(keyring.active().open(bytes(value), self.belongs_to))


class SealedBytes(TypeDecorator[bytes]):
    """A file, sealed with AES-256-GCM under the process's keyring."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, belongs_to: str) -> None:
        super().__init__()
        self.belongs_to = belongs_to

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring.active().seal(value, self.belongs_to)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring.active().open(bytes(value), self.belongs_to)


class EnumText(TypeDecorator[Any]):
    """A StrEnum kept as its value, in a text column that any tool can read."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)
