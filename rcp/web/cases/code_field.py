"""A box for a code or words; the codes of words that were sent come back to choose from."""

from __future__ import annotations

from typing import Any

from wtforms import StringField

from rcp.catalogue import coded
from rcp.domain.field_spec import CodeSystem

LONGEST = 100
"""Letters that are looked for at most."""


class CodeField(StringField):
    """A code of a list, found by its letters or by words."""

    def __init__(self, label: str = "", *, system: CodeSystem, **told: Any) -> None:
        super().__init__(label, **told)
        self.system = system

    def process_formdata(self, valuelist: list[str]) -> None:
        """The code picked below the box wins over what was typed in it."""
        super().process_formdata([value for value in valuelist if value.strip()][-1:])

    @property
    def found(self) -> list[coded.Code]:
        """What the list holds for words that are no code."""
        return coded.look_up(self.system, (self.data or "")[:LONGEST]) if self.errors else []
