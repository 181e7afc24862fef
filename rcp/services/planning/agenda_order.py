"""In which order a meeting hears its cases, so that nobody stays longer than they are needed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Meeting,
    MeetingState,
    Practitioner,
)
from rcp.domain.agenda import Slot
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import meetings
from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem
from scheduler.ordering.solve import order

URGENT = 20
"""What a minute before an urgent case is worth, beside a minute of one person's waiting."""
EARLY = {CaseClass.COMPLEX: 3, CaseClass.STANDARD: 1, CaseClass.REGISTERED: 0}
"""The same by class: attention falls in the second half."""
AMOUNT = 0.5
"""How hard to search, whatever the machine: the proof for meetings of the usual length."""
AWAY = frozenset({Presence.EXCUSED, Presence.ABSENT, Presence.WRITTEN_OPINION})


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when somebody is needed."""

    starts: datetime
    ends: datetime


def order_cases(session: Session, meeting: Meeting, by: Practitioner) -> None:
    """Put the cases still to hear in their best order; raises RuleBroken `meeting_over`."""
    meetings.require_open(session, meeting)
    if meeting.state is MeetingState.HELD:
        raise RuleBroken("meeting_over")
    best = best_order(meeting, meetings.agenda(session, meeting))
    meetings.arrange(session, meeting, [item.id for item in best], by)


def best_order(meeting: Meeting, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items heard already, then those to hear in their best order, then those postponed.

    Urgent cases come first, complex ones early, and people's cases side by side. Cases that
    nothing tells apart keep their order.
    """
    to_hear = [item for item in items if item.state is AgendaItemState.EXPECTED]
    heard = [item for item in items if item.state in meetings.HEARD]
    others = [item for item in items if item not in to_hear and item not in heard]
    needed = people_needed(meeting, to_hear)
    names = list(dict.fromkeys(name for item in to_hear for name in needed[item.id]))
    problem = OrderProblem(
        people=tuple(OrderPerson(id=str(name)) for name in names),
        items=tuple(
            OrderItem(
                id=str(rank),
                minutes=item.minutes,
                people=tuple(str(name) for name in needed[item.id]),
                complexity=_early(item),
            )
            for rank, item in enumerate(to_hear)
        ),
    )
    answer = order(problem, time_limit=AMOUNT, deterministic=True)
    return [*heard, *(to_hear[int(one.item)] for one in answer.order), *others]


def people_needed(
    meeting: Meeting, items: Iterable[AgendaItem]
) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """By the item's id, whom of those expected its case needs.

    Whoever has a seat is needed for every case that is discussed, whoever presents or refers one
    for that case. Registered cases need nobody.
    """
    expected = [one for one in meeting.attendances if one.presence not in AWAY]
    return {item.id: tuple(_needed(expected, item)) for item in items}


def stretches(
    meeting: Meeting, items: Sequence[AgendaItem], slots: Mapping[uuid.UUID, Slot]
) -> dict[uuid.UUID, Stretch]:
    """By the person's id, the part of the agenda for which they are needed, if not all of it."""
    due = [slots[item.id] for item in items if item.id in slots]
    if not due:
        return {}
    whole = Stretch(due[0].starts, due[-1].ends)
    needed = whole_stretches(meeting, items, slots)
    return {name: stretch for name, stretch in needed.items() if stretch != whole}


def whole_stretches(
    meeting: Meeting, items: Sequence[AgendaItem], slots: Mapping[uuid.UUID, Slot]
) -> dict[uuid.UUID, Stretch]:
    """By the person's id, from the first to the last case that needs them."""
    due = [item for item in items if item.id in slots]
    needed = people_needed(meeting, due)
    found: dict[uuid.UUID, Stretch] = {}
    for item in due:
        slot = slots[item.id]
        for name in needed[item.id]:
            first = found[name].starts if name in found else slot.starts
            found[name] = Stretch(first, slot.ends)
    return found


def _needed(expected: Sequence[Attendance], item: AgendaItem) -> Iterable[uuid.UUID]:
    case = item.case
    if case.case_class is CaseClass.REGISTERED:
        return
    for one in expected:
        if one.seat_id is not None or one.practitioner_id in (case.presenter_id, case.referrer_id):
            yield one.practitioner_id


def _early(item: AgendaItem) -> int:
    return EARLY[item.case.case_class] + URGENT * item.case.is_urgent
