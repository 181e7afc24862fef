"""What arrives in the house's mailbox: each message is taken once, and a human sees the doubtful.

An answer is matched on the invitation's UID, never on words or times, and counts only if it comes
from the person invited, at an address to which they were invited. It never changes more than that
person's answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.calendars.people import PartStat
from rcp.calendars.replies import Answer as Said
from rcp.calendars.replies import NotAnAnswer, NotAnAnswerReason, answer_in
from rcp.db.models import (
    Answer,
    InboxMessage,
    InboxState,
    Invitation,
    OutboxState,
    Practitioner,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.bounces import Bounce
from rcp.mail.incoming import Incoming, incoming
from rcp.mail.letterhead import Letterhead
from rcp.services import answers, bounced, deputies, outbox, proposals
from rcp.services import inbox_matching as matching

CHANNEL = "reply"
HOME = ZoneInfo("Europe/Paris")
MEANINGS = {
    PartStat.ACCEPTED: Answer.ACCEPTED,
    PartStat.TENTATIVE: Answer.TENTATIVE,
    PartStat.DECLINED: Answer.DECLINED,
}
_UNCLEAR = frozenset(
    {
        NotAnAnswerReason.TOO_LARGE,
        NotAnAnswerReason.WINMAIL,
        NotAnAnswerReason.UNREADABLE,
        NotAnAnswerReason.SEVERAL_ATTENDEES,
        NotAnAnswerReason.NO_ATTENDEE,
    }
)
_WRITTEN = frozenset({NotAnAnswerReason.NO_CALENDAR, NotAnAnswerReason.OTHER_METHOD})
"""A message typed by hand, or an invitation of ours that somebody forwards to us with a word."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was found: the folder, with its UIDVALIDITY, and the UID."""

    box: str
    uid: int


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a message is; `reason` is a code for which the site has words."""

    state: InboxState
    reason: str
    invitation: Invitation | None = None
    answer: Answer | None = None
    words: str = ""


class Inbox:
    """Takes messages for one house; `trusted_server` vouches for senders (RFC 8601)."""

    def __init__(
        self, session: Session, letterhead: Letterhead, now: datetime, trusted_server: str = ""
    ) -> None:
        self._session, self._letterhead, self._now = session, letterhead, now
        self._trusted_server = trusted_server

    def take(
        self, content: bytes, place: Place | None = None, *, is_whole: bool = True
    ) -> InboxMessage:
        """Take a message, or return what was noted when it was first taken.

        One that is too long is given by its beginning: only what came back is read from that.
        """
        outside = incoming(content, trusted_server=self._trusted_server)
        known = self._known(outside.fingerprint)
        if known is not None:
            return known
        return self._note(self._judge(content, outside, is_whole), outside, place)

    def set_aside(self, content: bytes, reason: str, place: Place | None = None) -> InboxMessage:
        """Leave a message to a human being without looking into it."""
        outside = incoming(content)
        known = self._known(outside.fingerprint)
        return known or self._note(_Verdict(InboxState.TO_SEE, reason), outside, place)

    def _known(self, fingerprint: str) -> InboxMessage | None:
        same = InboxMessage.fingerprint == fingerprint
        return self._session.scalars(select(InboxMessage).where(same)).first()

    def _note(self, verdict: _Verdict, outside: Incoming, place: Place | None) -> InboxMessage:
        must_see = verdict.state is InboxState.TO_SEE
        row = InboxMessage(
            fingerprint=outside.fingerprint,
            box=place.box if place else None,
            uid=place.uid if place else None,
            state=verdict.state,
            reason=verdict.reason,
            invitation=verdict.invitation,
            writer=self._writer(verdict, outside) if must_see else None,
            answer=verdict.answer,
            sender=outside.sender if must_see else "",
            words=(verdict.words or outside.words) if must_see else "",
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _writer(self, verdict: _Verdict, outside: Incoming) -> Practitioner | None:
        """The colleague who wrote about no invitation: theirs will look into it."""
        if verdict.invitation is not None:
            return None
        return matching.colleague(self._session, outside.sender)

    def _judge(self, content: bytes, outside: Incoming, is_whole: bool) -> _Verdict:
        if outside.bounce is not None:
            return self._bounced(outside.bounce)
        if not is_whole:
            return self._unanswered(NotAnAnswer(NotAnAnswerReason.TOO_LARGE), outside)
        said = answer_in(content, home=HOME)
        if isinstance(said, Said):
            return self._answered(said, outside)
        return self._unanswered(said, outside)

    def _bounced(self, bounce: Bounce) -> _Verdict:
        row = bounced.note(self._session, bounce, self._now)
        about = row.invitation if row else None
        if not bounce.is_final:
            return _Verdict(InboxState.IGNORED, "bounce_delay", about)
        if row is None:
            return _Verdict(InboxState.IGNORED, "bounce_unknown")
        return _Verdict(InboxState.TAKEN, "bounce", about)

    def _unanswered(self, said: NotAnAnswer, outside: Incoming) -> _Verdict:
        """A message without an answer: what a person wrote to us by hand is for a human being."""
        about = matching.by_uid(self._session, said.uid) or matching.by_reference(
            self._session, outside.refers_to
        )
        if said.reason is NotAnAnswerReason.REFRESH and about is not None:
            return self._refreshed(about, outside)
        if outside.is_spam:
            return _Verdict(InboxState.IGNORED, "spam")
        if outside.is_automatic or said.reason in (
            NotAnAnswerReason.AUTOMATIC,
            NotAnAnswerReason.BOUNCE,
        ):
            return _Verdict(InboxState.IGNORED, "automatic")
        if said.reason in _WRITTEN:
            return self._written(about, outside)
        if said.reason in _UNCLEAR and (about or matching.colleague(self._session, outside.sender)):
            return _Verdict(InboxState.TO_SEE, f"mail_{said.reason.value}", about)
        return _Verdict(InboxState.IGNORED, f"mail_{said.reason.value}", about)

    def _written(self, about: Invitation | None, outside: Incoming) -> _Verdict:
        is_for_us = about is not None or matching.colleague(self._session, outside.sender)
        if not is_for_us:
            return _Verdict(InboxState.IGNORED, "mail_no_calendar")
        return _Verdict(InboxState.TO_SEE, "mail_written", about)

    def _refreshed(self, invitation: Invitation, outside: Incoming) -> _Verdict:
        """RFC 5546 §3.2.6: a calendar that lost the meeting asks for it again."""
        last = matching.last_letter(self._session, invitation)
        is_theirs = outside.sender in matching.addresses(self._session, invitation)
        if last is None or not is_theirs or last.state is not OutboxState.SENT:
            return _Verdict(InboxState.IGNORED, "mail_refresh", invitation)
        try:
            outbox.send_again(self._session, last, by=invitation.practitioner, now=self._now)
        except RuleBroken as broken:
            return _Verdict(InboxState.IGNORED, broken.code, invitation)
        return _Verdict(InboxState.TAKEN, "mail_refresh", invitation)

    def _answered(self, said: Said, outside: Incoming) -> _Verdict:
        invitation = matching.by_uid(self._session, said.uid)
        given = MEANINGS.get(said.partstat)
        doubt = self._doubt(said, invitation, outside)
        if doubt:
            if invitation is None and not matching.colleague(self._session, outside.sender):
                return _Verdict(InboxState.IGNORED, doubt)
            return _Verdict(InboxState.TO_SEE, doubt, invitation, given, said.comment)
        assert invitation is not None  # an unknown one is a doubt
        try:
            return self._taken(said, invitation, given)
        except RuleBroken as broken:
            return _Verdict(InboxState.IGNORED, broken.code, invitation, given)

    def _doubt(self, said: Said, invitation: Invitation | None, outside: Incoming) -> str | None:
        """Why an answer may not be counted by itself."""
        if invitation is None:
            return "reply_unknown"
        if said.attendee not in matching.addresses(self._session, invitation):
            return "reply_stranger"
        if said.sender not in {*matching.addresses(self._session, invitation), ""}:
            return "reply_stranger"
        return "reply_forged" if outside.is_forged or outside.is_spam else None

    def _taken(self, said: Said, invitation: Invitation, given: Answer | None) -> _Verdict:
        if said.sequence < invitation.sequence:
            return _Verdict(InboxState.IGNORED, "reply_outdated", invitation, given)
        if said.is_counter:
            return self._countered(said, invitation, given)
        if said.partstat is PartStat.DELEGATED:
            return self._delegated(said, invitation)
        if given is None:
            return _Verdict(InboxState.IGNORED, "reply_not_understood", invitation)
        is_new = self._give(said, invitation, given)
        state = InboxState.TAKEN if is_new else InboxState.IGNORED
        return _Verdict(state, "reply" if is_new else "reply_outdated", invitation, given)

    def _countered(self, said: Said, invitation: Invitation, given: Answer | None) -> _Verdict:
        """Another time; the answer that comes with it counts too."""
        if said.proposed is None or said.recurrence_id is not None:
            return _Verdict(InboxState.TO_SEE, "reply_counter", invitation, given, said.comment)
        try:
            proposals.propose_time(
                self._session,
                invitation,
                said.proposed[0],
                words=said.comment[: proposals.LONGEST_WORDS],
                channel=CHANNEL,
                now=self._now,
            )
        except RuleBroken as broken:
            if broken.code == "invitation_over":
                raise
            return _Verdict(InboxState.TO_SEE, "reply_counter", invitation, given, said.comment)
        if given is not None:
            self._give(said, invitation, given)
        return _Verdict(InboxState.TAKEN, "reply_counter", invitation, given)

    def _delegated(self, said: Said, invitation: Invitation) -> _Verdict:
        if not said.delegated_to:
            return _Verdict(InboxState.TO_SEE, "reply_delegated", invitation, words=said.comment)
        deputies.note_delegation(
            self._session, invitation, said.delegated_to, channel=CHANNEL, now=self._now
        )
        return _Verdict(InboxState.TAKEN, "reply_delegated", invitation)

    def _give(self, said: Said, invitation: Invitation, given: Answer) -> bool:
        return answers.give(
            self._session,
            invitation,
            given,
            self._letterhead,
            by=None,
            channel=CHANNEL,
            now=self._now,
            sequence=said.sequence,
            stamp=said.stamp,
        )
