"""Dates, times and counts as people write them, in their structure's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask

from rcp.web.languages import language

DEFAULT_ZONE = "Europe/Paris"


def local(instant: datetime, zone: str | ZoneInfo = DEFAULT_ZONE) -> datetime:
    """An instant in a zone."""
    return instant.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone))


def day(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """« mardi 24 novembre 2026 »."""
    return _first(format_date(_day_of(value, zone), "EEEE d MMMM y", locale=language()))


def short_day(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """« mar. 24 nov. »."""
    return _first(format_date(_day_of(value, zone), "EEE d MMM", locale=language()))


def numeric_day(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """« 24/11/2026 »."""
    return format_date(_day_of(value, zone), "dd/MM/y", locale=language())


def hour(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """« 12:30 »."""
    return format_time(local(value, zone), "HH:mm", locale=language())


def day_and_hour(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """« mardi 24 novembre à 12:30 »."""
    pattern = "EEEE d MMMM 'à' HH:mm" if language() == "fr" else "EEEE d MMMM 'at' HH:mm"
    return _first(format_datetime(local(value, zone), pattern, locale=language()))


def duration(minutes: int) -> str:
    """« 45 min », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def decimal(value: float, digits: int = 1) -> str:
    """« 3,9 »."""
    return str(format_decimal(round(value, digits), locale=language()))


def _first(text: str) -> str:
    """French says « 1er décembre »; the locale data do not."""
    return re.sub(r"(?<= )1(?= )", "1er", text) if language() == "fr" else text


def _day_of(value: date | datetime, zone: str) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Offer the formats to templates as filters."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        numeric_day=numeric_day,
        hour=hour,
        day_and_hour=day_and_hour,
        duration=duration,
        decimal=decimal,
    )
