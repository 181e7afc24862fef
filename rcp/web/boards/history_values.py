"""What stood in a board's entry, before or after a change, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from rcp.domain.readiness import PieceKind
from rcp.services.board_export import WEEKDAYS
from rcp.web.boards import forms, rules_forms, wording
from rcp.web.cases.piece_words import piece_label
from rcp.web.formats import day as day_words

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Names:
    """How those in a history are called: people by e-mail, groups by code, fields by key."""

    people: Mapping[str, str]
    groups: Mapping[str, str]
    fields: Mapping[str, str]


def said(path: tuple[str, ...], value: object, names: Names) -> str:
    """One value for people; empty for what is not there."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Mapping):
        return _short(", ".join(_entry(path, value, names)))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _short(", ".join(said(path, one, names) for one in value))
    return _short(_word(path, str(value), names))


def _entry(path: tuple[str, ...], value: Mapping[str, object], names: Names) -> list[str]:
    """An item that came or went whole: what it is called, or what it holds."""
    if "label" in value:
        return [str(value["label"])]
    if "group" in value:
        group = str(value["group"])
        return [names.groups.get(group, group)]
    if "code" in value and "version" in value:
        return [f"{value['code']} {value['version']}"]
    told = ((said((*path, name), one, names), one) for name, one in value.items())
    return [words for words, one in told if words and not isinstance(one, bool)]


def _word(path: tuple[str, ...], value: str, names: Names) -> str:
    if "@" in value:
        return names.people.get(value, value)
    if path[-1] in {"day", "moved_to", "first_on"}:
        return _day(value)
    if path[0] in {"members", "deputies", "seats"}:
        return names.groups.get(value, value)
    return _choices(path).get(value, value)


def _choices(path: tuple[str, ...]) -> Mapping[str, str]:
    """The words of what is chosen from a list."""
    words = {
        "cadence": forms.cadences,
        "block": rules_forms.blocks,
        "kind": _pieces if path[0] == "pieces" else rules_forms.kinds,
        "decision": rules_forms.decisions,
        "afterwards": rules_forms.afterwards,
        "per": rules_forms.periods,
    }
    if path[0] == "weekday":
        return {name: wording.weekday_name(place) for place, name in enumerate(WEEKDAYS)}
    if path[0] == "weeks_of_month":
        return {"last": _("dernier"), **{str(week): wording.nth(week) for week in range(1, 6)}}
    return dict(words[path[-1]]()) if path[-1] in words and path[0] != "fields" else {}


def _pieces() -> forms.Choices:
    return [(kind.value, piece_label(kind)) for kind in PieceKind]


def _day(value: str) -> str:
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return value


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
