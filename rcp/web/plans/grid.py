"""A planned meeting's week, in the words and levels of the agenda_grid component."""

from __future__ import annotations

import uuid

from flask import url_for
from flask_babel import gettext as _

from rcp.services.planning.week import Cell, Week
from rcp.web.formats import short_day


def days_of(week: Week) -> list[dict[str, object]]:
    """The columns."""
    return [{"label": short_day(day), "current": False} for day in week.days]


def rows_of(week: Week, plan_id: uuid.UUID) -> list[dict[str, object]]:
    """The rows, one per half-hour; each cell leads to why the meeting is not held then."""
    return [
        {"label": at.strftime("%H:%M"), "cells": [_cell(cell, week, plan_id) for cell in cells]}
        for at, cells in week.rows
    ]


def _cell(cell: Cell, week: Week, plan_id: uuid.UUID) -> dict[str, object]:
    key = week.meeting.key
    why = url_for("plans.why", plan_id=plan_id, meeting=key, start=cell.minute)
    return {
        "level": cell.level,
        "text": f"{cell.fillable}/{cell.wanted}",
        "title": _("Séance") if cell.is_chosen else "",
        "url": "" if cell.is_chosen else why,
        "state": _state(cell),
        "hint": _(
            "%(free)s sièges obligatoires sur %(wanted)s peuvent être occupés",
            free=cell.fillable,
            wanted=cell.wanted,
        ),
    }


def _state(cell: Cell) -> str:
    if cell.is_chosen:
        return "chosen"
    return "" if cell.is_permitted else "blocked"
