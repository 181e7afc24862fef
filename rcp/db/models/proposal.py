"""What an invited person proposes instead: another time, or somebody in their place."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.db.models.invitation import Invitation
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed


class ProposalKind(StrEnum):
    """What is proposed."""

    TIME = "time"
    DEPUTY = "deputy"


class ProposalState(StrEnum):
    """Where a proposal stands: OPEN waits for the coordinator, ASKED for the deputy's answer."""

    OPEN = "open"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Proposal(Dated, Base):
    """Another time or a deputy, as the invited person proposed it.

    `starts_at` and `ends_at` are set for a time, `deputy` for a colleague we know,
    `deputy_address` for one that a mail names. `words` may say why, hence sealed. `channel` is how
    it came; `sequence` the version of the invitation that it answers.
    """

    __tablename__ = "proposal"

    invitation_id: Mapped[uuid.UUID] = foreign_key("invitation.id", ondelete="CASCADE")
    kind: Mapped[ProposalKind] = enum_column(ProposalKind)
    state: Mapped[ProposalState] = enum_column(ProposalState, default=ProposalState.OPEN)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    deputy_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    deputy_address: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Sealed("proposal.words"), default="")
    channel: Mapped[str] = mapped_column(Code)
    sequence: Mapped[int]
    settled_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()
    deputy: Mapped[Practitioner | None] = relationship()
