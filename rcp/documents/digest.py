"""The fingerprint of a document's content, printed in it and kept beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum


def canonical(content: object) -> bytes:
    """The content as JSON that anybody can write again: UTF-8, sorted keys, no space."""
    written = json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def content_digest(content: object) -> str:
    """SHA-256, in 64 hexadecimal digits, of the content's canonical JSON.

    Everything printed counts, the validation included; the look of the document does not. A field
    left at its default is left out, so that one added later changes no earlier digest.
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def _plain(value: object) -> object:
    """Values as JSON knows them; a dataclass carries its own name."""
    if is_dataclass(value) and not isinstance(value, type):
        said = ((field, getattr(value, field.name)) for field in fields(value))
        named = {field.name: _plain(one) for field, one in said if not _is_default(field, one)}
        return {"is": type(value).__name__, **named}
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"a document's content holds no {type(value).__name__}")


def _is_default(field: Field[object], value: object) -> bool:
    return value == field.default and type(value) is type(field.default)
