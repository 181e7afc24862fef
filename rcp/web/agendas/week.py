"""A week of a person's time as the grid draws it: free or taken, never with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from rcp.db.models import BusyKind
from rcp.domain.calendar import to_utc
from rcp.web.formats import short_day

STEP = timedelta(minutes=30)
DAYS = 5
Taken = tuple[datetime, datetime, BusyKind]


@dataclass(frozen=True, slots=True)
class Week:
    """Five days from `monday`, from `opens` to `closes` in `zone`."""

    monday: date
    zone: ZoneInfo
    opens: time
    closes: time

    @property
    def days(self) -> list[date]:
        """Monday to Friday."""
        return [self.monday + timedelta(days=place) for place in range(DAYS)]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The instants at which the week begins and ends."""
        end = self.monday + timedelta(days=DAYS)
        return to_utc(self.monday, time.min, self.zone), to_utc(end, time.min, self.zone)

    @property
    def previous(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=7)

    @property
    def next(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def columns(week: Week, today: date) -> list[dict[str, Any]]:  # Any: what a template prints
    """The days as the grid's heads."""
    return [{"label": short_day(day), "current": day == today} for day in week.days]


def rows(week: Week, taken: Sequence[Taken]) -> list[dict[str, Any]]:  # Any: what a template prints
    """Half-hours as rows, one cell a day."""
    found = []
    at = datetime.combine(week.monday, week.opens)
    while at.time() < week.closes and at.date() == week.monday:
        cells = [_cell(week, day, at.time(), taken) for day in week.days]
        found.append({"label": f"{at:%H:%M}", "cells": cells})
        at += STEP
    return found


def _cell(week: Week, day: date, at: time, taken: Sequence[Taken]) -> dict[str, Any]:
    start = to_utc(day, at, week.zone)
    end = start + STEP
    inside = [one for one in taken if one[0] < end and one[1] > start]
    kinds = {kind for _starts, _ends, kind in inside}
    full = any(starts <= start and ends >= end for starts, ends, _kind in inside)
    level, text = _look(kinds, full=full)
    return {"level": level, "text": text, "title": "", "url": "", "state": "", "hint": ""}


def _look(kinds: set[BusyKind], *, full: bool) -> tuple[int, str]:
    """How free (0 to 4), and the word for it."""
    if not kinds:
        return 4, _("libre")
    if BusyKind.AWAY in kinds:
        return 0, _("absent")
    if kinds == {BusyKind.TENTATIVE}:
        return 2, _("provisoire")
    return (0, _("occupé")) if full else (1, _("en partie"))
