"""What must be known of a thing to decide who may do what to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Protocol

from rcp.domain.case import CaseState


class BoardLike(Protocol):
    """What must be known of a board to decide."""

    @property
    def organization_id(self) -> uuid.UUID: ...
    @property
    def chair_id(self) -> uuid.UUID | None: ...
    @property
    def coordinator_id(self) -> uuid.UUID | None: ...
    @property
    def secretary_id(self) -> uuid.UUID | None: ...


class GuidelineLike(Protocol):
    """What must be known of an entry of the library: whose it is, None for everybody's."""

    @property
    def organization_id(self) -> uuid.UUID | None: ...


class SeatLike(Protocol):
    """A seat and the people named for it."""

    @property
    def members(self) -> Sequence[AttendanceLike]: ...


class SeatedBoardLike(BoardLike, Protocol):
    """A board and its seats."""

    @property
    def seats(self) -> Sequence[SeatLike]: ...


class AttendanceLike(Protocol):
    """One expected person."""

    @property
    def practitioner_id(self) -> uuid.UUID: ...


class MeetingLike(Protocol):
    """What must be known of a meeting to decide."""

    @property
    def board(self) -> BoardLike: ...
    @property
    def attendances(self) -> Sequence[AttendanceLike]: ...


class PassageLike(Protocol):
    """A case's passage before a meeting, somebody's place at one, or its minutes."""

    @property
    def meeting(self) -> MeetingLike: ...


class PlannedLike(PassageLike, Protocol):
    """A case's passage before a meeting, unless the case or the meeting was called off."""

    @property
    def is_called_off(self) -> bool: ...


class CaseLike(Protocol):
    """What must be known of a case to decide."""

    @property
    def board(self) -> BoardLike: ...
    @property
    def referrer_id(self) -> uuid.UUID: ...
    @property
    def presenter_id(self) -> uuid.UUID | None: ...
    @property
    def items(self) -> Sequence[PlannedLike]: ...
    @property
    def state(self) -> CaseState: ...
    @property
    def shares_clinical(self) -> bool: ...
    @property
    def is_objected(self) -> bool: ...


class OpenedLike(Protocol):
    """A case that somebody opened in an emergency."""

    @property
    def practitioner_id(self) -> uuid.UUID: ...


class AttachmentLike(Protocol):
    """A file of a case."""

    @property
    def case(self) -> CaseLike: ...
    @property
    def added_by_id(self) -> uuid.UUID: ...


class HeardCaseLike(PassageLike, Protocol):
    """A case's passage before a meeting, with the case."""

    @property
    def case(self) -> CaseLike: ...


class ActionLike(Protocol):
    """What must be known of an action to decide."""

    @property
    def owner_id(self) -> uuid.UUID: ...
    @property
    def case(self) -> CaseLike: ...


class InvitationLike(Protocol):
    """An invitation, sent to one person."""

    @property
    def practitioner_id(self) -> uuid.UUID: ...
    @property
    def meeting(self) -> MeetingLike: ...


class AboutInvitationLike(Protocol):
    """A proposal, or a message that arrived, and the invitation that it speaks of if any."""

    @property
    def invitation(self) -> InvitationLike | None: ...


class ArrivalLike(AboutInvitationLike, Protocol):
    """A message that arrived, and the colleague who sent it if it is about no invitation."""

    @property
    def writer(self) -> PersonLike | None: ...


class DocumentLike(Protocol):
    """A document: about one case, or about the meeting."""

    @property
    def case(self) -> CaseLike | None: ...
    @property
    def meeting(self) -> MeetingLike: ...


class PersonLike(Protocol):
    """A person and the places where they practise."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def organization_ids(self) -> Iterable[uuid.UUID]: ...


class ColleagueLike(PersonLike, Protocol):
    """A person, the places where they practise and what they may do where."""

    @property
    def rights(self) -> frozenset[tuple[str, uuid.UUID]]: ...


class PlanLike(Protocol):
    """A plan, asked for by one person."""

    @property
    def asked_by_id(self) -> uuid.UUID: ...


class MessageLike(Protocol):
    """A message that left or will leave: to whom, and about which invitation if any."""

    @property
    def invitation(self) -> InvitationLike | None: ...
    @property
    def recipient(self) -> PersonLike: ...


class OwnedLike(Protocol):
    """Something that belongs to one person: a calendar, an absence."""

    @property
    def practitioner(self) -> PersonLike: ...


class KnownLike(Protocol):
    """Anything known by an id."""

    @property
    def id(self) -> uuid.UUID: ...
