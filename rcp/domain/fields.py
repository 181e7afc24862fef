"""Clinical fields of a board: what is asked, which answers are accepted, how they are shown."""

from rcp.domain.field_spec import FieldKind, FieldSpec, Option, field_from_mapping, to_mapping
from rcp.domain.field_text import shown_value
from rcp.domain.field_value import (
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    NO,
    YES,
    FieldValue,
    checked_value,
)

__all__ = [
    "LONGEST_LONG_TEXT",
    "LONGEST_TEXT",
    "NO",
    "YES",
    "FieldKind",
    "FieldSpec",
    "FieldValue",
    "Option",
    "checked_value",
    "field_from_mapping",
    "shown_value",
    "to_mapping",
]
