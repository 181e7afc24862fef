"""The life of two meetings, and every kind of message and calendar that leaves the house in it."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from rcp.calendars import ics
from rcp.db.models import (
    Answer,
    Attendance,
    Board,
    BoardFeedKind,
    Invitation,
    Meeting,
    OutboxMessage,
    OutboxState,
    Practitioner,
    Room,
)
from rcp.domain.case import CaseState
from rcp.domain.reminders import ReminderChoice
from rcp.mail.letterhead import Letterhead
from rcp.services import (
    answers,
    board_feeds,
    catalogue,
    deputies,
    feeds,
    invitations,
    meeting_moves,
    meetings,
    proposals,
    reminders,
)
from tests import factories
from tests.factories import NOW, Cast
from tests.services import held
from tests.services.letters import readable

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
STARTS = NOW + timedelta(days=24, hours=2, minutes=30)  # a Thursday, 12:30 in Paris
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Story:
    """A house of invented people; `told` holds the texts that left it, by name."""

    def __init__(self, house: sessionmaker[Session]) -> None:
        self.told: dict[str, str] = {}
        self._house, self._seen, self._now = house, set[uuid.UUID](), NOW
        self._begin()
        for chapter in (
            self._one_person_and_the_others,
            self._another_time_and_a_deputy,
            self._reminded,
            self._given_up,
            self._held,
            self._subscribed,
        ):
            chapter()

    def _begin(self) -> None:
        with self._house.begin() as session:
            catalogue.seed_catalogue(session)
            cast = factories.a_cast(session)
            rémi = factories.a_practitioner(session, "Rémi Aubin", organization=cast.organization)
            emma = factories.a_practitioner(session, "Emma Stone", organization=cast.organization)
            emma.language = "en"
            everybody = (cast.claire, cast.odile, cast.sami, rémi, emma)
            for one in everybody:
                one.email = f"{one.given_name}@hopital.example".lower().replace("é", "e")
            self._ids = {one.given_name: one.id for one in everybody}
            self._board = cast.board.id
            cast.board.name = "RCP Sein"
            room = factories.a_room(session, cast.organization, name="Salle Curie")
            meeting = factories.a_meeting(
                session, cast.board, starts_at=STARTS, reference="R-2026-00413", room=room
            )
            meeting.attendances.append(Attendance(practitioner=emma, is_guest=True))
            meeting.video_url = "https://visio.example/rcp-sein"
            factories.a_room(session, cast.organization, name="Salle Laennec")
            invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
            self._meeting = meeting.id
        self._keep("invited", "Claire", "Odile", "Emma")

    def _one_person_and_the_others(self) -> None:
        with self._next() as session:
            odile = self._attendance(session, "Odile")
            meetings.ask_for_stretch(
                session, odile, None, STARTS + 20 * MINUTE, self._sami(session)
            )
            self._tell(session)
        self._keep("shortened", "Odile")
        with self._next() as session:
            self._move(session, STARTS + DAY)
        self._keep("moved", "Claire", "Odile")
        with self._next() as session:
            self._move(session, STARTS + DAY, room="Salle Laennec")
        self._keep("other-room", "Claire")
        with self._next() as session:
            meetings.take_off_list(session, self._attendance(session, "Emma"), self._sami(session))
            self._tell(session)
        self._keep("taken-off", "Emma")

    def _another_time_and_a_deputy(self) -> None:
        with self._next() as session:
            mine = self._invitation(session, "Odile")
            proposal = proposals.propose_time(
                session, mine, STARTS + 2 * DAY, channel="reply", now=self._now
            )
            proposals.decline(session, proposal, LETTERHEAD, by=self._sami(session), now=self._now)
        self._keep("other-time-declined", "Odile")
        told = {"by": None, "channel": "link"}
        with self._next() as session:
            mine, rémi = self._invitation(session, "Odile"), self._person(session, "Rémi")
            deputies.ask(session, mine, rémi, LETTERHEAD, now=self._now, **told)
        self._keep("deputy-asked", "Rémi")
        with self._next() as session:
            theirs = self._invitation(session, "Rémi")
            answers.give(session, theirs, Answer.ACCEPTED, LETTERHEAD, now=self._now, **told)
        self._keep("released-by-deputy", "Odile")

    def _reminded(self) -> None:
        with self._house.begin() as session:
            session.query(OutboxMessage).update({"state": OutboxState.SENT})
        self._now = STARTS + DAY - 3 * DAY
        reminders.remind(self._house, LETTERHEAD, self._now)
        self._keep("reminded", "Claire")
        with self._next() as session:
            board = session.get_one(Board, self._board)
            other = factories.a_meeting(
                session, board, starts_at=STARTS + 8 * DAY, reference="R-2026-00414"
            )
            invitations.tell(session, other, LETTERHEAD, self._sami(session), self._now)
            reminders.choose(session, self._person(session, "Claire"), ReminderChoice.DAILY)
        self._keep("")
        self._now += DAY
        reminders.remind(self._house, LETTERHEAD, self._now)
        self._keep("digest", "Claire")

    def _given_up(self) -> None:
        with self._next() as session:
            meeting = session.get_one(Meeting, self._meeting)
            self._feed(session, "feed-of-a-person")
            self._pushed(session)
            meeting_moves.cancel_meeting(
                session, meeting, LETTERHEAD, self._sami(session), self._now
            )
        self._keep("cancelled", "Claire", "Rémi")

    def _held(self) -> None:
        with self._next() as session:
            board = session.get_one(Board, self._board)
            odile, claire = self._person(session, "Odile"), self._person(session, "Claire")
            cast = Cast(board.organization, board, claire, self._sami(session), odile, odile)
            meeting = factories.a_meeting(session, board, reference="R-2026-00400")
            case = factories.a_case(
                session, board, reference="D-2026-0012", referrer=odile, state=CaseState.PLANNED
            )
            item = factories.an_agenda_item(session, meeting, case)
            written = meetings.open_meeting(session, meeting, claire, NOW)
            now_held = held.Held(meeting, written, item, case)
            held.everybody_comes(session, now_held, cast)
            held.signed(session, now_held, cast, held.a_draft(actions=(held.an_action(odile),)))
        self._keep("after-the-meeting", "Odile")

    def _subscribed(self) -> None:
        with self._next() as session:
            self._feed(session, "feed-after-cancellation")
            claire, board = self._person(session, "Claire"), session.get_one(Board, self._board)
            start = STARTS + 9 * DAY
            factories.a_busy_interval(session, claire, start, start + HOUR)
            for kind in BoardFeedKind:
                secret = board_feeds.renew(session, claire, board, kind, now=self._now)
                feed = board_feeds.opened(session, secret, kind)
                content = (
                    board_feeds.meetings_content(session, feed, LETTERHEAD, self._now)
                    if kind is BoardFeedKind.MEETINGS
                    else board_feeds.free_busy_content(session, feed, self._now)
                )
                self.told[f"board-feed-{kind.value}"] = readable.calendar(content)

    def _next(self) -> AbstractContextManager[Session]:
        """A transaction an hour later."""
        self._now += HOUR
        return self._house.begin()

    def _keep(self, name: str, *people: str) -> None:
        """Keep what was written to each of them since the last time, and forget the rest."""
        with self._house() as session:
            asked = select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.subject)
            fresh = [row for row in session.scalars(asked) if row.id not in self._seen]
            self._seen |= {row.id for row in fresh}
            for one in people:
                mine = [row for row in fresh if row.recipient_id == self._ids[one]]
                assert mine, f"nothing was written to {one}: {name}"
                told = "\n".join(readable.letter(row.content) for row in mine)
                self.told[f"{name}-{one.lower().replace('é', 'e')}"] = told

    def _feed(self, session: Session, name: str) -> None:
        content = feeds.content(session, self._person(session, "Claire"), LETTERHEAD, self._now)
        self.told[name] = readable.calendar(content)

    def _pushed(self, session: Session) -> None:
        event = feeds.event_of(self._invitation(session, "Claire"), LETTERHEAD)
        self.told["written-into-a-calendar"] = readable.calendar(ics.calendar_object(event))

    def _tell(self, session: Session) -> None:
        meeting = session.get_one(Meeting, self._meeting)
        invitations.tell(session, meeting, LETTERHEAD, self._sami(session), self._now)

    def _move(self, session: Session, starts: datetime, room: str = "Salle Curie") -> None:
        where = session.scalars(select(Room).where(Room.name == room)).one()
        meeting = session.get_one(Meeting, self._meeting)
        meeting_moves.move_meeting(
            session, meeting, starts, where, LETTERHEAD, self._sami(session), self._now
        )

    def _person(self, session: Session, name: str) -> Practitioner:
        return session.get_one(Practitioner, self._ids[name])

    def _sami(self, session: Session) -> Practitioner:
        return self._person(session, "Sami")

    def _invitation(self, session: Session, name: str) -> Invitation:
        return session.scalars(
            select(Invitation).where(
                Invitation.practitioner_id == self._ids[name],
                Invitation.meeting_id == self._meeting,
            )
        ).one()

    def _attendance(self, session: Session, name: str) -> Attendance:
        return held.attendance_of(
            session.get_one(Meeting, self._meeting), self._person(session, name)
        )
