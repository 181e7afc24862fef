"""Reads typed entries out of a mapping that somebody wrote by hand (YAML, JSON).

Whatever is wrong is a RuleBroken `entry_invalid` whose facts name the `path` (`fields.3.kind`),
the `remedy` (a Remedy) and, where it helps, what is `allowed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, TypeVar

from rcp.domain.errors import RuleBroken

Chosen = TypeVar("Chosen", bound=StrEnum)

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""Stable keys: ASCII letters, digits and underscores."""


class Remedy(StrEnum):
    """What to do about a wrong entry."""

    ADD = "add"
    REMOVE = "remove"
    WRITE_TEXT = "write_text"
    WRITE_NUMBER = "write_number"
    WRITE_WHOLE_NUMBER = "write_whole_number"
    WRITE_TRUE_OR_FALSE = "write_true_or_false"
    WRITE_LIST = "write_list"
    WRITE_MAPPING = "write_mapping"
    WRITE_KEY = "write_key"
    CHOOSE_ALLOWED = "choose_allowed"
    MAKE_UNIQUE = "make_unique"
    ORDER_BOUNDS = "order_bounds"
    QUOTE_TEXT = "quote_text"
    CORRECT_YAML = "correct_yaml"


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping and where it lies in the whole document."""

    mapping: Mapping[str, object]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str = "") -> Entries:
        """The value as entries; raises RuleBroken unless it is a mapping with text keys."""
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise RuleBroken("entry_invalid", path=path, remedy=Remedy.WRITE_MAPPING)
        return cls(value, path)

    def where(self, name: str) -> str:
        """The full path of an entry."""
        return f"{self.path}.{name}" if self.path else name

    def refuse(self, name: str, remedy: Remedy, **facts: object) -> NoReturn:
        """Say that an entry is wrong; always raises RuleBroken `entry_invalid`."""
        raise RuleBroken("entry_invalid", path=self.where(name), remedy=remedy, **facts)

    def only(self, known: Iterable[str]) -> None:
        """Refuse an entry nobody would read: most often a misspelt name."""
        allowed = tuple(known)
        for name in self.mapping:
            if name not in allowed:
                self.refuse(name, Remedy.REMOVE, allowed=", ".join(allowed))

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not blank; `default` makes it optional."""
        value = self.mapping.get(name)
        if value is None:
            return default if default is not None else self.refuse(name, Remedy.ADD)
        if not isinstance(value, str) or not value.strip():
            self.refuse(name, Remedy.WRITE_TEXT)
        return value.strip()

    def key(self, name: str) -> str:
        """A stable key, see KEY."""
        value = self.text(name)
        return value if KEY.fullmatch(value) else self.refuse(name, Remedy.WRITE_KEY)

    def whole_number(self, name: str, default: int | None = None, minimum: int = 0) -> int:
        """A whole number of at least `minimum`."""
        value = self.mapping.get(name, default)
        if value is None:
            self.refuse(name, Remedy.ADD)
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
            self.refuse(name, Remedy.WRITE_WHOLE_NUMBER, minimum=minimum)
        return value

    def number(self, name: str) -> float | None:
        """A number, or None if there is none."""
        value = self.mapping.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.refuse(name, Remedy.WRITE_NUMBER)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self.mapping.get(name, default)
        return value if isinstance(value, bool) else self.refuse(name, Remedy.WRITE_TRUE_OR_FALSE)

    def choice(self, name: str, among: type[Chosen], default: Chosen | None = None) -> Chosen:
        """One value of an enumeration."""
        if default is not None and name not in self.mapping:
            return default
        try:
            return among(self.text(name))
        except ValueError:
            self.refuse(name, Remedy.CHOOSE_ALLOWED, allowed=", ".join(among))

    def items(self, name: str) -> Iterator[tuple[str, object]]:
        """Each item of a list with its path; nothing if the entry is absent."""
        value = self.mapping.get(name, [])
        if not isinstance(value, list | tuple):
            self.refuse(name, Remedy.WRITE_LIST)
        for index, item in enumerate(value):
            yield f"{self.where(name)}.{index}", item
