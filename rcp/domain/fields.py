"""Clinical fields of a board: what is asked, which answers are accepted, how they are shown."""

from rcp.domain.conditions import asked, check_conditions, is_asked
from rcp.domain.field_spec import (
    CodeSystem,
    Condition,
    FieldKind,
    FieldSpec,
    Option,
    field_from_mapping,
    to_mapping,
)
from rcp.domain.field_text import shown_value
from rcp.domain.field_value import (
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    NO,
    YES,
    FieldValue,
    checked_value,
    code_of,
)

__all__ = [
    "LONGEST_LONG_TEXT",
    "LONGEST_TEXT",
    "NO",
    "YES",
    "CodeSystem",
    "Condition",
    "FieldKind",
    "FieldSpec",
    "FieldValue",
    "Option",
    "asked",
    "check_conditions",
    "checked_value",
    "code_of",
    "field_from_mapping",
    "is_asked",
    "shown_value",
    "to_mapping",
]
