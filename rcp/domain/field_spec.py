"""What a board asks about a case: one FieldSpec a question, written and read as a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rcp.domain.entries import Entries, Remedy
from rcp.domain.errors import RuleBroken


class FieldKind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    CODE = "code"
    TNM = "tnm"

    @property
    def has_options(self) -> bool:
        """Whether answers are picked from a list."""
        return self in {FieldKind.CHOICE, FieldKind.CHOICES}


class CodeSystem(StrEnum):
    """A coded list in which answers are looked for."""

    ICD_10 = "cim10"
    ICD_O_3 = "cimo3"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must have been answered before for a question to be asked.

    `among` are stored values of the question `key` (`yes` and `no` for a yes-or-no one); without
    a key only the age counts, in full years.
    """

    key: str = ""
    among: tuple[str, ...] = ()
    from_age: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `value` is what is stored."""

    value: str
    label: str
    label_en: str

    def label_in(self, language: str) -> str:
        """The label in English for `en`, in French otherwise."""
        return self.label_en if language == "en" else self.label


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of a board's form; bounds are those of a number, both included.

    `system` is the list of a code; `edition` that of the TNM meant where none is written. What is
    `required` keeps a case from being handed in; what is `expected` is told to lack, no more.
    """

    key: str
    label: str
    kind: FieldKind
    label_en: str
    unit: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    hint: str = ""
    minimum: float | None = None
    maximum: float | None = None
    hint_en: str = ""
    unit_en: str = ""
    system: CodeSystem | None = None
    edition: int = 0
    asked_if: Condition | None = None
    section: str = ""
    section_en: str = ""
    expected: bool = False

    def section_in(self, language: str) -> str:
        """The part of the form in which it stands; empty for the board's own questions."""
        return self.section_en or self.section if language == "en" else self.section

    def label_in(self, language: str) -> str:
        """The question in English for `en`, in French otherwise."""
        return self.label_en if language == "en" else self.label

    def hint_in(self, language: str) -> str:
        """The help below the question; the French one if there is no English one."""
        return self.hint_en or self.hint if language == "en" else self.hint

    def unit_in(self, language: str) -> str:
        """The unit; only words ("mois") have an English one of their own."""
        return self.unit_en or self.unit if language == "en" else self.unit


_SPEC_ENTRIES = (
    *("key", "label", "label_en", "kind", "unit", "unit_en", "options", "required"),
    *("hint", "hint_en", "minimum", "maximum", "system", "edition", "asked_if"),
    *("section", "section_en", "expected"),
)
TNM_EDITION = 8
"""The edition of the TNM that a field means unless it says otherwise (UICC, 2017)."""


def field_from_mapping(mapping: object, path: str = "") -> FieldSpec:
    """A field as an administrator wrote it.

    Raises RuleBroken `entry_invalid` (facts: path, remedy, sometimes allowed), see entries.
    """
    entries = Entries.of(mapping, path)
    entries.only(_SPEC_ENTRIES)
    kind = entries.choice("kind", FieldKind)
    label = entries.text("label")
    return FieldSpec(
        key=entries.key("key"),
        label=label,
        kind=kind,
        label_en=entries.text("label_en", label),
        unit=entries.text("unit", ""),
        unit_en=entries.text("unit_en", ""),
        options=_options(entries, kind),
        required=entries.flag("required"),
        hint=entries.text("hint", ""),
        hint_en=entries.text("hint_en", ""),
        **_bounds(entries, kind),
        system=_system(entries, kind),
        edition=_edition(entries, kind),
        asked_if=_condition(entries),
        section=entries.text("section", ""),
        section_en=entries.text("section_en", ""),
        expected=entries.flag("expected"),
    )


def _system(entries: Entries, kind: FieldKind) -> CodeSystem | None:
    if kind is FieldKind.CODE:
        return entries.choice("system", CodeSystem)
    return None if "system" not in entries.mapping else entries.refuse("system", Remedy.REMOVE)


def _edition(entries: Entries, kind: FieldKind) -> int:
    if kind is FieldKind.TNM:
        return entries.whole_number("edition", TNM_EDITION, minimum=1)
    return 0 if "edition" not in entries.mapping else entries.refuse("edition", Remedy.REMOVE)


def _condition(entries: Entries) -> Condition | None:
    if "asked_if" not in entries.mapping:
        return None
    told = Entries.of(entries.mapping["asked_if"], entries.where("asked_if"))
    told.only(("key", "among", "from_age"))
    from_age = told.whole_number("from_age", 0)
    key = told.key("key") if "key" in told.mapping or not from_age else ""
    among = tuple(_condition_value(path, item) for path, item in told.items("among"))
    if bool(key) is not bool(among):
        told.refuse("among", Remedy.ADD if key else Remedy.REMOVE)
    return Condition(key, among, from_age)


def _condition_value(path: str, item: object) -> str:
    if not isinstance(item, str) or not item.strip():
        raise RuleBroken("entry_invalid", path=path, remedy=Remedy.QUOTE_TEXT)
    return item.strip()


def _options(entries: Entries, kind: FieldKind) -> tuple[Option, ...]:
    if not kind.has_options:
        return () if "options" not in entries.mapping else entries.refuse("options", Remedy.REMOVE)
    options = tuple(_option(entries, path, item) for path, item in entries.items("options"))
    if not options:
        entries.refuse("options", Remedy.ADD)
    if len({option.value for option in options}) < len(options):
        entries.refuse("options", Remedy.MAKE_UNIQUE)
    return options


def _option(entries: Entries, path: str, item: object) -> Option:
    if isinstance(item, str) and item.strip():
        return Option(item.strip(), item.strip(), item.strip())
    if not isinstance(item, Mapping):
        raise RuleBroken("entry_invalid", path=path, remedy=Remedy.QUOTE_TEXT)
    option = Entries.of(item, path)
    option.only(("value", "label", "label_en"))
    label = option.text("label")
    return Option(option.text("value"), label, option.text("label_en", label))


def _bounds(entries: Entries, kind: FieldKind) -> dict[str, float | None]:
    bounds = {name: entries.number(name) for name in ("minimum", "maximum")}
    for name, bound in bounds.items():
        if bound is not None and kind is not FieldKind.NUMBER:
            entries.refuse(name, Remedy.REMOVE)
    low, high = bounds["minimum"], bounds["maximum"]
    if low is not None and high is not None and low > high:
        entries.refuse("maximum", Remedy.ORDER_BOUNDS)
    return bounds


def to_mapping(spec: FieldSpec) -> dict[str, object]:
    """The field as it is written by hand: nothing that goes without saying."""
    told: dict[str, object] = {
        "key": spec.key,
        "label": spec.label,
        "label_en": spec.label_en,
        "kind": spec.kind.value,
        "unit": spec.unit,
        "unit_en": spec.unit_en,
        "options": [_option_mapping(option) for option in spec.options],
        "required": spec.required,
        "hint": spec.hint,
        "hint_en": spec.hint_en,
        "system": spec.system.value if spec.system else "",
        "edition": spec.edition if spec.edition != TNM_EDITION else 0,
        "asked_if": _condition_mapping(spec.asked_if),
        "section": spec.section,
        "section_en": spec.section_en,
        "expected": spec.expected,
    }
    bounds = {"minimum": spec.minimum, "maximum": spec.maximum}
    return {name: value for name, value in told.items() if value} | {
        name: bound for name, bound in bounds.items() if bound is not None
    }


def _condition_mapping(condition: Condition | None) -> dict[str, object]:
    if condition is None:
        return {}
    told: dict[str, object] = {
        "key": condition.key,
        "among": list(condition.among),
        "from_age": condition.from_age,
    }
    return {name: value for name, value in told.items() if value}


def _option_mapping(option: Option) -> str | dict[str, str]:
    if option.value == option.label == option.label_en:
        return option.value
    return {"value": option.value, "label": option.label, "label_en": option.label_en}
