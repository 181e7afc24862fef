"""Leave, congresses, private hours and other entries outside the weekly pattern."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from rcp.demo.territory.boards import BOARDS
from rcp.demo.territory.cast import ON_LONG_LEAVE, SARCOMA_SURGEONS
from rcp.demo.territory.engagements import Engagement, ShownAs
from rcp.demo.territory.habits import Habits, Horizon
from rcp.demo.territory.people import Professional
from rcp.demo.territory.weeks import new_key

LONDON, NEW_YORK = "Europe/London", "America/New_York"
LEAVE: Final = ("Congés", "Congés annuels", "RTT", "Vacances")
PRIVATE: Final = ("Privé", "Rendez-vous personnel", "École", "Indisponible")
LOST: Final = ("Urgence au bloc", "Remplacement", "Réunion de direction", "Jury d’examen")
FRIENDS: Final = ("Mamie", "Léon", "Tante Aude", "Basile", "Zoé")


def absences_of(
    person: Professional, habits: Habits, horizon: Horizon, rng: Random
) -> list[Engagement]:
    """Everything irregular in a person's agenda, in the order in which it is written."""
    found = [
        *_leave(person, horizon, rng),
        *_congresses(person, horizon, rng),
        *_shared_story(person, horizon, rng),
        *(_timed(rng.choice(LOST), start, end - start, rng) for start, end in habits.lost),
        *_called_off(habits, horizon, rng),
        *_private(horizon, rng),
    ]
    if person.is_doctor:
        found.append(_on_call(horizon, rng))
    if person.program == "apple":
        found.extend(_birthday(friend, horizon, rng) for friend in rng.sample(FRIENDS, 2))
    return found


def lost_week(horizon: Horizon) -> date:
    """The Monday of the second sarcoma meeting to come, which loses both its surgeons."""
    sarcoma = next(board for board in BOARDS if board.code == "SARCOME")
    days = sarcoma.usual_days(horizon.monday + timedelta(weeks=1), horizon.end)
    return days[1] - timedelta(days=days[1].weekday())


def inspection_day(horizon: Horizon) -> date:
    """The Wednesday on which every radiotherapist is held by an inspection."""
    return horizon.monday + timedelta(weeks=3, days=2)


def _leave(person: Professional, horizon: Horizon, rng: Random) -> Iterator[Engagement]:
    if person.email == ON_LONG_LEAVE:
        first = horizon.monday - timedelta(weeks=3)
        yield _days("Congé maternité", first, 20 * 7, rng)
        return
    if rng.random() < 0.4:
        monday = horizon.monday + timedelta(weeks=rng.randrange(1, 11))
        yield _days(rng.choice(LEAVE), monday, rng.choice((5, 5, 7)), rng)
    if rng.random() < 0.5:
        past = horizon.start + timedelta(weeks=rng.randrange(0, 4))
        yield _days(rng.choice(LEAVE), past, rng.choice((2, 5)), rng)
    for _ in range(rng.randrange(0, 3)):
        week = horizon.monday + timedelta(weeks=rng.randrange(0, 11))
        yield _days(rng.choice(LEAVE), week + timedelta(days=rng.randrange(5)), 1, rng)


def _congresses(person: Professional, horizon: Horizon, rng: Random) -> Iterator[Engagement]:
    if not person.is_doctor:
        return
    week = horizon.monday + timedelta(weeks=rng.randrange(1, 11))
    if rng.random() < 0.15:
        first = week + timedelta(days=rng.randrange(0, 4))
        for day in (first, first + timedelta(days=1)):
            start = datetime.combine(day, time(9))
            yield _timed("Congrès – Londres", start, timedelta(hours=8), rng, zone=LONDON)
    if rng.random() < 0.2:
        start = datetime.combine(week + timedelta(days=rng.randrange(5)), time(10))
        title = "Webinaire – essai international"
        yield _timed(title, start, timedelta(hours=1), rng, zone=NEW_YORK)


def _shared_story(person: Professional, horizon: Horizon, rng: Random) -> Iterator[Engagement]:
    """What makes some meetings hard to place: an inspection, a congress, two absences at once."""
    if person.profile == "radiotherapie":
        start = datetime.combine(inspection_day(horizon), time(11))
        yield _timed("Inspection radioprotection", start, timedelta(hours=5), rng)
    if person.email == SARCOMA_SURGEONS[0]:
        monday = lost_week(horizon)
        yield _days("Déplacement – congrès de New York", monday, 5, rng)
        for n in range(1, 4):
            start = datetime.combine(monday + timedelta(days=n), time(8, 30))
            title = "Congrès – New York"
            yield _timed(title, start, timedelta(hours=8), rng, zone=NEW_YORK)
    if person.email == SARCOMA_SURGEONS[1]:
        yield _days("Congés", lost_week(horizon), 5, rng)


def _called_off(habits: Habits, horizon: Horizon, rng: Random) -> Iterator[Engagement]:
    """Cancelled entries, one of them on a slot that is therefore free, and doubtful ones."""
    if habits.kept:
        start, end = rng.choice(habits.kept)
        yield _timed("Réunion de pôle", start, end - start, rng, cancelled=True)
    for week in rng.sample(range(1, 10), 2):
        day = horizon.monday + timedelta(weeks=week, days=rng.randrange(5))
        start = datetime.combine(day, time(rng.choice((9, 10, 15, 16))))
        yield _timed("Formation", start, timedelta(hours=1), rng, cancelled=True)
    day = horizon.monday + timedelta(weeks=rng.randrange(1, 10), days=rng.randrange(5))
    start = datetime.combine(day, time(rng.choice((9, 10, 15))))
    shown_as = ShownAs.TENTATIVE
    yield _timed("À confirmer – visite", start, timedelta(hours=1), rng, shown_as=shown_as)


def _private(horizon: Horizon, rng: Random) -> Iterator[Engagement]:
    for _ in range(rng.randrange(1, 4)):
        day = horizon.monday + timedelta(weeks=rng.randrange(0, 11), days=rng.randrange(5))
        start = datetime.combine(day, time(rng.choice((8, 9, 16)), 30))
        yield _timed(rng.choice(PRIVATE), start, timedelta(minutes=45), rng, private=True)


def _on_call(horizon: Horizon, rng: Random) -> Engagement:
    first = horizon.start + timedelta(weeks=rng.randrange(0, 4))
    return Engagement(
        key=new_key(rng),
        title="Semaine d’astreinte",
        starts=datetime.combine(first, time.min),
        lasts=timedelta(days=7),
        all_day=True,
        shown_as=ShownAs.FREE,
        every=5,
    )


def _birthday(friend: str, horizon: Horizon, rng: Random) -> Engagement:
    day = date(horizon.today.year - rng.randrange(2, 9), rng.randrange(1, 13), rng.randrange(1, 28))
    return Engagement(
        key=new_key(rng),
        title=f"Anniversaire {friend}",
        starts=datetime.combine(day, time.min),
        lasts=timedelta(days=1),
        all_day=True,
        shown_as=ShownAs.FREE,
        yearly=True,
    )


def _days(title: str, first: date, count: int, rng: Random) -> Engagement:
    return Engagement(
        key=new_key(rng),
        title=title,
        starts=datetime.combine(first, time.min),
        lasts=timedelta(days=count),
        all_day=True,
        shown_as=ShownAs.AWAY,
    )


def _timed(
    title: str,
    starts: datetime,
    lasts: timedelta,
    rng: Random,
    *,
    zone: str = "Europe/Paris",
    shown_as: ShownAs = ShownAs.BUSY,
    cancelled: bool = False,
    private: bool = False,
) -> Engagement:
    return Engagement(
        key=new_key(rng),
        title=title,
        starts=starts,
        lasts=lasts,
        zone=zone,
        shown_as=shown_as,
        is_cancelled=cancelled,
        is_private=private,
    )
