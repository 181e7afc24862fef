"""Board templates: sixteen travel with the application, and an administrator can edit any as YAML.

Composition, rhythm, minutes per case and fields are working defaults that clinicians review: they
are data, never code. `source` says what each rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from rcp import plain_yaml
from rcp.catalogue.specialties import specialty_groups
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.calendar import Cadence
from rcp.domain.case import CaseClass
from rcp.domain.entries import Entries, Remedy
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import FieldSpec, field_from_mapping, to_mapping
from rcp.domain.readiness import NeededPiece, needed_pieces, piece_mapping


@dataclass(frozen=True, slots=True)
class TemplateSeat:
    """So many people of a specialty group, wanted or required for each case."""

    group: str
    minimum: int = 1
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class BoardTemplate:
    """What a new board starts from; `regulatory` ones are cancer RCP in the sense of the law."""

    code: str
    name: str
    name_en: str
    kind: BoardKind
    regulatory: bool
    min_specialties: int
    cadence: Cadence
    duration_minutes: int
    minutes_per_case: Mapping[CaseClass, int]
    seats: tuple[TemplateSeat, ...]
    fields: tuple[FieldSpec, ...]
    source: str
    block: CommonBlock = CommonBlock.NONE
    pieces: tuple[NeededPiece, ...] = ()
    note: str = ""
    note_en: str = ""

    def name_in(self, language: str) -> str:
        """The name in English for `en`, in French otherwise."""
        return self.name_en if language == "en" else self.name


@cache
def board_templates() -> tuple[BoardTemplate, ...]:
    """The templates that travel with the application, in the order of their files' names."""
    found = files(__package__).joinpath("boards").iterdir()
    texts = {file.name: file.read_text("utf-8") for file in found if file.name.endswith(".yaml")}
    return tuple(template_from_yaml(texts[name]) for name in sorted(texts))


def template_from_yaml(text: str) -> BoardTemplate:
    """A template from its YAML.

    Raises RuleBroken `entry_invalid` (facts: path, remedy, sometimes allowed), see rcp.domain
    entries; text that is no YAML has the remedy `correct_yaml` and the fact `line`.
    """
    try:
        written = plain_yaml.load(text)
    except yaml.YAMLError as error:
        line = plain_yaml.line_of(error, text)
        raise RuleBroken("entry_invalid", path="", remedy=Remedy.CORRECT_YAML, line=line) from error
    return template_from_mapping(written)


def template_from_mapping(written: object) -> BoardTemplate:
    """A template from what YAML or JSON holds; raises as `template_from_yaml`."""
    return _template(Entries.of(written))


def template_to_yaml(template: BoardTemplate) -> str:
    """The YAML that `template_from_yaml` reads back into an equal template."""
    written = template_to_mapping(template)
    return plain_yaml.dump(written)


def template_to_mapping(template: BoardTemplate) -> dict[str, object]:
    """The template as plain JSON that `template_from_mapping` reads back."""
    notes = {"note": template.note, "note_en": template.note_en}
    return {
        "code": template.code,
        "name": template.name,
        "name_en": template.name_en,
        "kind": template.kind.value,
        "regulatory": template.regulatory,
        "min_specialties": template.min_specialties,
        "cadence": template.cadence.value,
        "duration_minutes": template.duration_minutes,
        "minutes_per_case": {
            case_class.value: minutes for case_class, minutes in template.minutes_per_case.items()
        },
        "source": template.source,
        **({"block": template.block.value} if template.block is not CommonBlock.NONE else {}),
        **({"pieces": [piece_mapping(one) for one in template.pieces]} if template.pieces else {}),
        **{name: note for name, note in notes.items() if note},
        "seats": [_seat_mapping(seat) for seat in template.seats],
        "fields": [to_mapping(spec) for spec in template.fields],
    }


_ENTRIES = (
    *("code", "name", "name_en", "kind", "regulatory", "min_specialties", "cadence"),
    *("duration_minutes", "minutes_per_case", "source", "note", "note_en", "seats", "fields"),
    *("block", "pieces"),
)


def _template(entries: Entries) -> BoardTemplate:
    entries.only(_ENTRIES)
    name = entries.text("name")
    return BoardTemplate(
        code=entries.text("code"),
        name=name,
        name_en=entries.text("name_en", name),
        kind=entries.choice("kind", BoardKind),
        regulatory=entries.flag("regulatory"),
        min_specialties=entries.whole_number("min_specialties", 0),
        cadence=entries.choice("cadence", Cadence),
        duration_minutes=entries.whole_number("duration_minutes", minimum=1),
        minutes_per_case=_minutes_per_case(entries),
        seats=_seats(entries),
        fields=_fields(entries),
        source=entries.text("source", ""),
        block=entries.choice("block", CommonBlock, CommonBlock.NONE),
        pieces=needed_pieces(entries.mapping.get("pieces", []), entries.where("pieces")),
        note=entries.text("note", ""),
        note_en=entries.text("note_en", ""),
    )


def _minutes_per_case(entries: Entries) -> dict[CaseClass, int]:
    name = "minutes_per_case"
    classes = Entries.of(entries.mapping.get(name), entries.where(name))
    classes.only(CaseClass)
    if CaseClass.STANDARD not in classes.mapping:
        classes.refuse(CaseClass.STANDARD, Remedy.ADD)
    return {
        case_class: classes.whole_number(case_class, minimum=1)
        for case_class in CaseClass
        if case_class in classes.mapping
    }


def _seats(entries: Entries) -> tuple[TemplateSeat, ...]:
    seats = tuple(_seat(Entries.of(item, path)) for path, item in entries.items("seats"))
    if not seats:
        entries.refuse("seats", Remedy.ADD)
    if len({seat.group for seat in seats}) < len(seats):
        entries.refuse("seats", Remedy.MAKE_UNIQUE)
    return seats


def _seat(entries: Entries) -> TemplateSeat:
    entries.only(("group", "minimum", "mandatory"))
    group = entries.text("group")
    known = sorted(known.code for known in specialty_groups())
    if group not in known:
        entries.refuse("group", Remedy.CHOOSE_ALLOWED, allowed=", ".join(known))
    return TemplateSeat(
        group=group,
        minimum=entries.whole_number("minimum", 1, minimum=1),
        mandatory=entries.flag("mandatory", default=True),
    )


def _seat_mapping(seat: TemplateSeat) -> dict[str, object]:
    written: dict[str, object] = {"group": seat.group}
    if seat.minimum != 1:
        written["minimum"] = seat.minimum
    if not seat.mandatory:
        written["mandatory"] = False
    return written


def _fields(entries: Entries) -> tuple[FieldSpec, ...]:
    fields = tuple(field_from_mapping(item, path) for path, item in entries.items("fields"))
    if len({spec.key for spec in fields}) < len(fields):
        entries.refuse("fields", Remedy.MAKE_UNIQUE)
    return fields
