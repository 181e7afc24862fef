"""Boards as YAML: what `imports.boards` reads back without changing anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rcp import plain_yaml
from rcp.db.models import Board, Guideline, Practitioner
from rcp.domain.board_rules import rules_mapping
from rcp.domain.calendar import LAST_WEEK

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST = "last"
"""How LAST_WEEK is written among the weeks of the month."""
Written = dict[str, Any]  # Any: whatever YAML and JSON can say


def boards_to_yaml(boards: Iterable[Board]) -> str:
    """A file of boards, with the guidelines that they follow; people are known by their e-mail."""
    listed = list(boards)
    used = {one.id: one for board in listed for one in board.guidelines}
    document = {
        "guidelines": [guideline(one) for one in sorted(used.values(), key=_by_code)],
        "boards": [board_mapping(one) for one in listed],
    }
    written = {name: value for name, value in document.items() if value or name == "boards"}
    return plain_yaml.dump(written)


def board_mapping(board: Board) -> Written:
    """Everything about a board that an import can set."""
    told = settings(board)
    del told["form"]
    return {**told, "fields": board.form.fields}


def settings(board: Board) -> Written:
    """How a board is set, its form by number alone."""
    return {
        "code": board.code,
        "template": board.template_code,
        "organization": board.organization.code,
        "name": board.name,
        "name_en": board.name_en,
        "kind": board.kind,
        "regulatory": board.is_regulatory,
        **_habit(board),
        "block": board.block.value,
        "pieces": list(board.pieces),
        "minutes": board.minutes,
        "reserve": board.reserve_minutes,
        "minutes_per_case": dict(board.minutes_per_case),
        "min_specialties": board.min_specialties,
        **_people(board),
        "identifiers": {
            "network": board.network_number,
            "holder": board.holder_number,
            "national": board.national_number,
            "finess": board.finess,
        },
        "rules": rules_mapping(board.rules_in_force),
        "guidelines": [
            {"code": one.code, "version": one.version}
            for one in sorted(board.guidelines, key=_by_code)
        ],
        "days": _days(board),
        "form": board.form.number,
    }


def guideline(row: Guideline) -> Written:
    """An entry of the library as a file writes it."""
    return {
        "code": row.code,
        "version": row.version,
        "kind": row.kind.value,
        "title": row.title,
        "pathway": row.pathway,
        "publisher": row.publisher,
        "dated_on": row.dated_on.isoformat(),
        "url": row.url,
        "text": row.text,
        "withdrawn": row.is_withdrawn,
        "organization": row.organization.code if row.organization else "",
    }


def _habit(board: Board) -> Written:
    weeks = [LAST if week == LAST_WEEK else week for week in board.weeks_of_month]
    return {
        "cadence": board.cadence.value,
        "weekday": WEEKDAYS[board.weekday],
        "at": f"{board.at:%H:%M}",
        "weeks_of_month": weeks,
        "first_on": board.first_on.isoformat() if board.first_on else "",
        "room": board.room.name if board.room else "",
        "video": board.video_url,
    }


def _people(board: Board) -> Written:
    return {
        "seats": [
            {
                "group": seat.group_code,
                "minimum": seat.minimum,
                "mandatory": seat.is_mandatory,
            }
            for seat in board.seats
        ],
        "members": _named(board, deputies=False),
        "deputies": _named(board, deputies=True),
        "chair": _email(board.chair),
        "coordinator": _email(board.coordinator),
        "secretary": _email(board.secretary),
    }


def _named(board: Board, *, deputies: bool) -> dict[str, list[str]]:
    found = {
        seat.group_code: sorted(
            member.practitioner.email for member in seat.members if member.is_deputy is deputies
        )
        for seat in board.seats
    }
    return {group: emails for group, emails in found.items() if emails}


def _days(board: Board) -> list[Written]:
    return [
        {
            "day": one.usual_on.isoformat(),
            "decision": one.decision.value,
            "moved_to": one.moved_to.isoformat() if one.moved_to else "",
            "reason": one.reason,
        }
        for one in sorted(board.days, key=lambda one: one.usual_on)
    ]


def _email(person: Practitioner | None) -> str:
    return person.email if person else ""


def _by_code(row: Guideline) -> tuple[str, str]:
    return row.code, row.version
