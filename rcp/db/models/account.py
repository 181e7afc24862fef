"""Signing in: passwords, sessions and failed attempts."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, foreign_key
from rcp.db.models.practitioner import Practitioner


class Account(Dated, Base):
    """How a person signs in; without a password hash the person cannot."""

    __tablename__ = "account"

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), unique=True
    )
    password_hash: Mapped[str | None]

    practitioner: Mapped[Practitioner] = relationship()


class SignInSession(Dated, Base):
    """One signed-in browser; only the digest of its secret is kept, so it can be revoked."""

    __tablename__ = "sign_in_session"

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    token_digest: Mapped[str] = mapped_column(unique=True)
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    practitioner: Mapped[Practitioner] = relationship()


class SignInFailure(Dated, Base):
    """A wrong password; counted to slow guessing down."""

    __tablename__ = "sign_in_failure"

    email_digest: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(default="", index=True)
