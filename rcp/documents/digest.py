"""The fingerprint of a document's content, printed in it and kept beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum


def content_digest(content: object) -> str:
    """SHA-256, in 64 hexadecimal digits, of the content's canonical JSON (UTF-8, sorted keys).

    Everything printed counts, the validation included; the look of the document does not.
    """
    canonical = json.dumps(
        _plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    """Values as JSON knows them; a dataclass carries its own name."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **named}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"a document's content holds no {type(value).__name__}")
