"""The tour of the demonstration: the whole job, once, through the application's own doors.

The story begins nine days before this week's Monday, so that last week's meetings lie behind, one
is always held this week or next, and there is something to do on every page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.config import SealSettings
from rcp.db.models import (
    Action,
    AgendaItem,
    AgendaItemState,
    Answer,
    Board,
    CasePiece,
    Document,
    Invitation,
    Meeting,
    MeetingState,
    MinutesVersion,
    Plan,
    Practitioner,
)
from rcp.demo.accounts import give_passwords
from rcp.demo.doors import bring_in, bring_in_fresh_cases
from rcp.demo.doubts import bring_doubts
from rcp.demo.opinions import opinion_for
from rcp.demo.replies import reply
from rcp.demo.seal import make_seal
from rcp.demo.stage import DemoFailed, Stage
from rcp.demo.territory import cast
from rcp.domain.case import CaseClass, PostponeCause
from rcp.domain.opinion import ActionState
from rcp.domain.quorum import Presence
from rcp.domain.readiness import PieceKind, PieceState
from rcp.mail.delivery import FolderDelivery
from rcp.services import (
    actions,
    cases,
    documents,
    meetings,
    minutes,
    opinions,
    outbox,
    sealing,
    specialties,
)
from rcp.services.imports.replies import import_replies
from rcp.services.planning import acceptance, run

WEEKS = 8
SEARCH_SECONDS = 12
ENOUGH_CASES = 6
"""Cases of the meeting whose documents are there when the site opens."""
DONE = 0.9
"""Share of the actions due that have been done."""
SILENT, HESITANT, DECLINING = 0.15, 0.92, 0.97
"""Shares of the people invited who say nothing; who say yes; beyond, who hesitate or decline."""


def play(stage: Stage) -> None:
    """Import, plan, accept, invite, answer, hold the past meetings, validate, print."""
    bring_in(stage)
    give_passwords(stage)
    _plan(stage)
    _answer(stage)
    _hold_past_meetings(stage)
    _follow_up(stage)
    bring_doubts(stage)
    bring_in_fresh_cases(stage)
    _print(stage)
    _send(stage, stage.now)


def _plan(stage: Stage) -> None:
    """Plan as the coordinator, accept, and let the invitations leave."""
    with stage.sessions.begin() as session:
        plan = run.note_plan(
            session,
            first_day=stage.begins.date() + timedelta(days=2),
            weeks=WEEKS,
            time_limit=SEARCH_SECONDS,
            by=_person(session, cast.DEMO_COORDINATOR),
            now=stage.begins,
        )
        plan_id = plan.id
    run.solve(stage.sessions, plan_id)
    with stage.sessions.begin() as session:
        convened = acceptance.accept(
            session,
            session.get_one(Plan, plan_id),
            stage.letterhead,
            _person(session, cast.DEMO_COORDINATOR),
            stage.begins,
        )
        stage.say(f"séances convoquées : {len(convened)}")
    _send(stage, stage.begins)


def _send(stage: Stage, at: datetime) -> None:
    delivery = FolderDelivery(stage.folder / "mail")
    sender = stage.letterhead.sender_email
    sent = outbox.send_waiting(stage.sessions, delivery, sender, lambda: at)
    stage.say(f"messages envoyés : {sent}")


def _answer(stage: Stage) -> None:
    """Most people accept, a few hesitate, decline or keep silent; always the same ones."""
    rng = Random(stage.begins.toordinal())
    at = stage.begins + timedelta(hours=5)
    folder = stage.folder / "replies"
    folder.mkdir(parents=True, exist_ok=True)
    with stage.sessions() as session:
        invited = session.scalars(
            select(Invitation)
            .join(Meeting)
            .join(Practitioner)
            .order_by(Meeting.starts_at, Practitioner.email)
        )
        for invitation in invited:
            drawn = rng.random()
            if invitation.practitioner.email == cast.DEMO_PARTICIPANT or drawn < SILENT:
                continue
            given = Answer.ACCEPTED if drawn < HESITANT else Answer.TENTATIVE
            is_chair = invitation.practitioner_id == invitation.meeting.board.chair_id
            given = Answer.DECLINED if drawn > DECLINING and not is_chair else given
            message = reply(invitation, given, stage.letterhead.sender_email, at)
            (folder / f"{invitation.id}.eml").write_bytes(message)
    messages = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    with stage.sessions.begin() as session:
        report = import_replies(session, messages, stage.letterhead, now=at)
    stage.say(f"réponses reçues : {report.changed}")


def _hold_past_meetings(stage: Stage) -> None:
    """Hold what lies behind; the last board meeting of Claire's still waits for her signature."""
    with stage.sessions() as session:
        past = session.execute(
            select(Meeting.id, Practitioner.email)
            .join(Meeting.board)
            .outerjoin(Board.chair)
            .where(Meeting.ends_at < stage.now, Meeting.state == MeetingState.CONVENED)
            .order_by(Meeting.starts_at, Meeting.reference)
        ).all()
    hers = [meeting_id for meeting_id, chair in past if chair == cast.DEMO_CHAIR]
    for rank, (meeting_id, _chair) in enumerate(past):
        with stage.sessions.begin() as session:
            meeting = session.get_one(Meeting, meeting_id)
            _hold(session, stage, meeting, rank, waits=meeting_id in hers[-1:])
    _let_pieces_arrive(stage)
    stage.say(f"séances tenues : {len(past)}")


def _let_pieces_arrive(stage: Stage) -> None:
    """What was expected by now is there, but for the imaging that held a case back."""
    today = stage.now.date()
    with stage.sessions.begin() as session:
        for piece in session.scalars(select(CasePiece).where(CasePiece.expected_on < today)):
            held_back = any(
                item.postponed_for is PostponeCause.IMAGING for item in piece.case.items
            )
            if held_back and piece.kind is PieceKind.IMAGING:
                piece.expected_on = today + timedelta(days=3)
            else:
                piece.state, piece.expected_on = PieceState.RECEIVED, None


def _hold(session: Session, stage: Stage, meeting: Meeting, rank: int, *, waits: bool) -> None:
    secretary = meeting.board.secretary or _person(session, cast.DEMO_COORDINATOR)
    written = meetings.open_meeting(session, meeting, secretary, meeting.starts_at)
    _note_who_is_there(session, meeting, secretary, writes=rank % 2 == 0)
    items = meetings.agenda(session, meeting)
    has_quorum = meetings.quorum_now(meeting, specialties.groups(session)).reached
    for place, item in enumerate(items):
        cause = _cause(item, has_quorum=has_quorum)
        if len(items) > 4 and place == len(items) - 1:
            cause = PostponeCause.IMAGING
        _hear(session, item, secretary, cause)
    meetings.close_meeting(session, meeting, secretary, meeting.ends_at)
    minutes.submit(session, written, secretary)
    if meeting.board.chair is not None and not waits:
        after = meeting.ends_at + timedelta(hours=1)
        minutes.sign_off(session, written, stage.letterhead, meeting.board.chair, after)


def _note_who_is_there(
    session: Session, meeting: Meeting, secretary: Practitioner, *, writes: bool
) -> None:
    """Tick everybody who did not decline; those who did may have sent a written opinion."""
    for attendance in meeting.attendances:
        presence = Presence.IN_ROOM
        if attendance.presence is Presence.EXCUSED:
            presence = Presence.WRITTEN_OPINION if writes else Presence.EXCUSED
        elif attendance.practitioner.email.endswith("@msp-deuxrives.example"):
            presence = Presence.BY_VIDEO
        if presence is not Presence.EXCUSED:
            meetings.mark_presence(session, attendance, presence, secretary, meeting.starts_at)


def _cause(item: AgendaItem, *, has_quorum: bool) -> PostponeCause | None:
    """Without its quorum a regulatory meeting discusses nothing; it may still register cases."""
    is_free = item.case.case_class is CaseClass.REGISTERED or not item.case.board.is_regulatory
    return None if has_quorum or is_free else PostponeCause.QUORUM


def _hear(
    session: Session, item: AgendaItem, secretary: Practitioner, cause: PostponeCause | None
) -> None:
    """Give an opinion, or carry the case over for a cause."""
    if cause is not None:
        cases.postpone(session, item, cause, secretary)
        return
    draft = opinion_for(item)
    opinions.record_opinion(session, item, draft, secretary, item.meeting.starts_at)


def _follow_up(stage: Stage) -> None:
    """Most of what was due is done by now; a few things are late."""
    rng = Random(stage.today.toordinal())
    with stage.sessions.begin() as session:
        due = select(Action).where(Action.is_published, Action.due_on <= stage.today)
        for action in session.scalars(due.order_by(Action.due_on, Action.uid)):
            if rng.random() < DONE:
                actions.close(
                    session, action, ActionState.DONE, "Fait.", by=action.owner, now=stage.now
                )


def _print(stage: Stage) -> None:
    """Print one signed version at once, into the data folder too; the rest is queued."""
    with stage.sessions() as session:
        first = session.scalars(
            select(MinutesVersion)
            .join(MinutesVersion.minutes)
            .join(Meeting)
            .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
            .where(AgendaItem.state != AgendaItemState.POSTPONED)
            .group_by(MinutesVersion.id)
            .order_by(func.abs(func.count(AgendaItem.id) - ENOUGH_CASES), MinutesVersion.signed_at)
            .limit(1)
        ).first()
        version_id = first.id if first else None
    if version_id is None:
        raise DemoFailed("aucun compte rendu à imprimer")
    sealed = SealSettings(make_seal(stage.folder, stage.begins), None)
    made = documents.make(stage.sessions, version_id, sealing.usable(sealed, stage.now))
    _leave_files(stage)
    stage.say(f"documents imprimés : {made}")


def _leave_files(stage: Stage) -> None:
    """Copies of the printed documents beside the mail, named by reference alone."""
    folder = stage.folder / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    with stage.sessions() as session:
        for document in session.scalars(select(Document)):
            reference = document.case.reference if document.case else document.meeting.reference
            path = folder / f"{reference}-{document.kind.value}.pdf"
            path.write_bytes(document.content)


def _person(session: Session, email: str) -> Practitioner:
    return session.scalars(select(Practitioner).where(Practitioner.email == email)).one()
