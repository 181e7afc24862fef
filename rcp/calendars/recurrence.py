"""RRULE: read with care, bounded, and expanded on the wall clock by dateutil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from math import prod
from typing import Literal

from dateutil.rrule import (
    DAILY,
    HOURLY,
    MINUTELY,
    MONTHLY,
    SECONDLY,
    WEEKLY,
    YEARLY,
    rrule,
    weekday,
)

from rcp.calendars.busy import FaultCode
from rcp.calendars.limits import (
    MAX_BY_PRODUCT,
    MAX_COUNT,
    MAX_OCCURRENCES,
    MAX_STEPS,
    EventBroken,
)

Frequency = Literal[0, 1, 2, 3, 4, 5, 6]
_FREQUENCIES: dict[str, Frequency] = {
    "YEARLY": YEARLY,
    "MONTHLY": MONTHLY,
    "WEEKLY": WEEKLY,
    "DAILY": DAILY,
    "HOURLY": HOURLY,
    "MINUTELY": MINUTELY,
    "SECONDLY": SECONDLY,
}
_STEPS: dict[int, timedelta] = {
    WEEKLY: timedelta(weeks=1),
    DAILY: timedelta(days=1),
    HOURLY: timedelta(hours=1),
    MINUTELY: timedelta(minutes=1),
    SECONDLY: timedelta(seconds=1),
}
_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_RANGES = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (-366, 366),
}
_SILENT = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE whose UNTIL still has to be read in the zone of its series."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: str = ""
    week_starts: int = 0
    by_day: tuple[weekday, ...] = ()
    by: tuple[tuple[str, tuple[int, ...]], ...] = ()


def read_rule(text: str) -> Rule:
    """The rule that a text states; raises EventBroken when it makes no sense.

    Parts without "=" and unknown names are left out: real files hold a doubled "RRULE:" or notes.
    """
    parts = _parts(text)
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise _unreadable()
    by = tuple((name, _numbers(parts[name], name)) for name in _RANGES if parts.get(name))
    by_day = tuple(_by_day(part) for part in parts.get("BYDAY", "").split(",") if part)
    if prod([len(values) for _, values in by] + [max(len(by_day), 1)]) > MAX_BY_PRODUCT:
        raise EventBroken(FaultCode.RULE_TOO_DENSE)
    return Rule(
        frequency,
        interval=_whole(parts.get("INTERVAL", "1"), most=100_000),
        count=_whole(parts["COUNT"], most=MAX_COUNT) if parts.get("COUNT") else None,
        until=parts.get("UNTIL", ""),
        week_starts=_WEEKDAYS.get(parts.get("WKST", "MO"), 0),
        by_day=_numbered_alike(by_day, frequency, dict(by)),
        by=by,
    )


def occurrences(
    rule: Rule, first: datetime, *, until: datetime | None, lower: datetime, upper: datetime
) -> Iterator[datetime]:
    """The starts on the wall clock from `lower` to `upper`, none of them zoned.

    `first` always counts, in the rule or not (RFC 5545 §3.8.5.3). Raises EventBroken when there
    are too many or when finding them would take too long.
    """
    is_even = _is_even(rule, first)
    begin = first if rule.count and not is_even else _brought_forward(rule, first, lower)
    _refuse_endless(rule, begin, upper)
    if lower <= first <= upper:
        yield first
    if _never_comes(rule):
        return
    last = min(upper, until or upper)
    walk = _strides(rule, first, begin) if is_even else _walk(rule, begin, until)
    for number, start in enumerate(walk):
        if start > last:
            return
        if (number > MAX_OCCURRENCES and not rule.count) or number > MAX_STEPS:
            raise EventBroken(FaultCode.RULE_TOO_DENSE)
        if start >= lower and start != first:
            yield start


def _walk(rule: Rule, begin: datetime, until: datetime | None) -> Iterator[datetime]:
    """The starts that dateutil finds; it fails on a few senseless rules only once it walks."""
    try:
        yield from _dateutil_rule(rule, begin, until)
    except (IndexError, ValueError) as error:
        raise _unreadable() from error


def _is_even(rule: Rule, first: datetime) -> bool:
    """Whether the starts are simply so many days, weeks or hours apart, as in most agendas."""
    if rule.by or rule.frequency not in _STEPS:
        return False
    names = {day.weekday for day in rule.by_day}
    return not names or (rule.frequency == WEEKLY and names == {first.weekday()})


def _strides(rule: Rule, first: datetime, begin: datetime) -> Iterator[datetime]:
    """The evenly spaced starts from `begin` on, as many as COUNT leaves since `first`."""
    stride = _STEPS[rule.frequency] * rule.interval
    left = None if rule.count is None else rule.count - (begin - first) // stride
    for number in count() if left is None else range(left):
        yield begin + number * stride


def _parts(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in re.split("[;:]", text.upper()))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def _numbers(text: str, name: str) -> tuple[int, ...]:
    low, high = _RANGES[name]
    try:
        numbers = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise _unreadable() from error
    if any(not low <= number <= high or number == 0 > low for number in numbers):
        raise _unreadable()
    return numbers


def _by_day(text: str) -> weekday:
    match = _BY_DAY.fullmatch(text.strip())
    if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
        raise _unreadable()
    return weekday(_WEEKDAYS[match[2]], int(match[1]) if match[1] else None)


def _numbered_alike(
    days: tuple[weekday, ...], frequency: Frequency, by: Mapping[str, object]
) -> tuple[weekday, ...]:
    """The same days, all numbered once one is: dateutil would want those that are both at once."""
    if frequency > MONTHLY or len({day.n is None for day in days}) < 2:
        return days
    most = 5 if frequency == MONTHLY or "BYMONTH" in by else 53
    every = ([day] if day.n else [day(n) for n in range(1, most + 1)] for day in days)
    return tuple(dict.fromkeys(one for some in every for one in some))


def _whole(text: str, *, most: int) -> int:
    if not re.fullmatch(r"\+?\d{1,12}", text, re.ASCII) or int(text) < 1:
        raise _unreadable()
    return min(int(text), most)


def _never_comes(rule: Rule) -> bool:
    """Whether it asks for a 30 February: nothing would come out, after a very long search."""
    by = dict(rule.by)
    days = by.get("BYMONTHDAY", ())
    months = by.get("BYMONTH", tuple(range(1, 13)))
    return bool(days) and min(map(abs, days)) > max(_MONTH_DAYS[month - 1] for month in months)


def _brought_forward(rule: Rule, first: datetime, lower: datetime) -> datetime:
    """A start of the same series just before `lower`, so that old series cost nothing."""
    step = _STEPS.get(rule.frequency)
    if step is None or first >= lower:
        return first
    stride = step * rule.interval
    return first + max((lower - first) // stride - 1, 0) * stride


def _refuse_endless(rule: Rule, begin: datetime, upper: datetime) -> None:
    """Refuse a walk by hours or less that dateutil cannot be stopped in.

    Conditions on the day make it walk in silence; without them it answers at least daily.
    """
    if rule.frequency < HOURLY or begin >= upper:
        return
    is_silent = bool(rule.by_day) or any(name in _SILENT for name, _ in rule.by)
    steps = (upper - begin) // (_STEPS[rule.frequency] * rule.interval)
    if rule.count and not is_silent:
        steps = min(steps, rule.count)
    if steps > MAX_STEPS:
        raise EventBroken(FaultCode.RULE_TOO_DENSE)


def _dateutil_rule(rule: Rule, begin: datetime, until: datetime | None) -> rrule:
    by = dict(rule.by)
    by_day = rule.by_day
    if "BYWEEKNO" in by and not by_day and not by.keys() & {"BYMONTHDAY", "BYYEARDAY"}:
        by_day = (weekday(begin.weekday()),)  # RFC 5545 §3.3.10; dateutil takes the whole week
    return rrule(
        rule.frequency,
        dtstart=begin,
        interval=rule.interval,
        wkst=rule.week_starts,
        count=rule.count,
        until=None if rule.count else until,
        byweekday=by_day or None,
        bymonth=by.get("BYMONTH"),
        bymonthday=by.get("BYMONTHDAY"),
        byyearday=by.get("BYYEARDAY"),
        byweekno=by.get("BYWEEKNO"),
        byhour=by.get("BYHOUR"),
        byminute=by.get("BYMINUTE"),
        bysecond=by.get("BYSECOND"),
        bysetpos=by.get("BYSETPOS"),
    )


def _unreadable() -> EventBroken:
    return EventBroken(FaultCode.UNREADABLE_RULE)
