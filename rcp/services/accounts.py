"""Signing in: passwords, sessions that can be revoked, and a brake on guessing."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Account, Practitioner, SignInFailure, SignInSession
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.services import audit

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
MIN_PASSWORD = 12
MAX_PASSWORD = 256
GUESSES = 8
GUESSES_WITHIN = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)

_hasher = PasswordHash.recommended()
_few_at_once = threading.BoundedSemaphore(4)  # a hash takes 64 MiB: a flood must not exhaust memory
_dummy_hash: list[str] = []


def set_password(session: Session, person: Practitioner, password: str, by: Practitioner) -> None:
    """Give a person a password and end their other sessions.

    Raises RuleBroken `password_short` or `password_long` (facts: the bound).
    """
    if len(password) < MIN_PASSWORD:
        raise RuleBroken("password_short", minimum=MIN_PASSWORD)
    if len(password) > MAX_PASSWORD:
        raise RuleBroken("password_long", maximum=MAX_PASSWORD)
    account = _account_of(session, person)
    account.password_hash = _hash(password)
    end_sessions(session, person)
    audit.record(session, by, "account.password_set", person)


def sign_in(
    session: Session,
    email: str,
    password: str,
    *,
    address: str,
    now: datetime,
    let_go: Callable[[], None] = lambda: None,
) -> tuple[Practitioner, str]:
    """The person and the secret of a new session; the secret is told once and never stored.

    Raises NotAllowed `sign_in_refused` whatever was wrong, and `too_many_guesses` after eight
    failures in fifteen minutes for this e-mail from this address. Each try counts as a failure
    until the password proves right. `let_go` is called before the password is verified, which
    takes a while on purpose: whoever gave the session ends its transaction there.
    """
    person = _proven(session, email, password, address=address, now=now, let_go=let_go)
    if person is None:
        audit.record(session, None, "account.sign_in_refused", "account")
        raise NotAllowed("sign_in_refused")
    return person, open_session(session, person, now)


def confirm(
    session: Session,
    person: Practitioner,
    password: str,
    *,
    address: str,
    now: datetime,
    let_go: Callable[[], None] = lambda: None,
) -> None:
    """Ask the password of somebody who is signed in again, before what binds them.

    Whoever sits down at a screen left open cannot act for them. Raises NotAllowed
    `password_refused`, and `too_many_guesses`: tries count with those of signing in.
    """
    told = _proven(session, person.email, password, address=address, now=now, let_go=let_go)
    if told is None:
        audit.record(session, person, "account.password_refused", person)
        raise NotAllowed("password_refused")


def _proven(
    session: Session,
    email: str,
    password: str,
    *,
    address: str,
    now: datetime,
    let_go: Callable[[], None],
) -> Practitioner | None:
    """Who has this address and this password, if anybody; raises `too_many_guesses`."""
    digest = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    _refuse_guessing(session, digest, address, now)
    session.add(SignInFailure(email_digest=digest, address=address, created_at=now))
    person = session.scalars(
        select(Practitioner).where(func.lower(Practitioner.email) == email.strip().lower())
    ).first()
    stored = _account_hash(session, person)
    let_go()
    if not _matches(password, stored) or person is None or not person.is_active:
        return None
    session.execute(delete(SignInFailure).where(SignInFailure.email_digest == digest))
    return person


def open_session(session: Session, person: Practitioner, now: datetime) -> str:
    """Start a session for a person and return its secret."""
    secret = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            practitioner_id=person.id,
            token_digest=_digest(secret),
            last_seen_at=now,
            expires_at=now + ABSOLUTE,
        )
    )
    audit.record(session, person, "account.signed_in", person)
    return secret


def signed_in(session: Session, secret: str, now: datetime) -> Practitioner | None:
    """The person behind a session's secret, unless it ended, expired or idled too long."""
    found = session.scalars(
        select(SignInSession)
        .where(SignInSession.token_digest == _digest(secret))
        .options(
            selectinload(SignInSession.practitioner).selectinload(Practitioner.grants),
            selectinload(SignInSession.practitioner).selectinload(Practitioner.roles),
        )
    ).first()
    if found is None or found.expires_at <= now or found.last_seen_at + IDLE <= now:
        return None
    return found.practitioner if found.practitioner.is_active else None


def mark_seen(session: Session, secret: str, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    found = session.scalars(
        select(SignInSession).where(SignInSession.token_digest == _digest(secret))
    ).first()
    if found is not None and found.last_seen_at + SEEN_EVERY <= now:
        found.last_seen_at = now


def sign_out(session: Session, secret: str) -> None:
    """End one session."""
    session.execute(delete(SignInSession).where(SignInSession.token_digest == _digest(secret)))


def end_sessions(session: Session, person: Practitioner) -> None:
    """End every session of a person."""
    session.execute(delete(SignInSession).where(SignInSession.practitioner_id == person.id))


def _refuse_guessing(session: Session, digest: str, address: str, now: datetime) -> None:
    failures = session.scalar(
        select(func.count())
        .select_from(SignInFailure)
        .where(
            SignInFailure.email_digest == digest,
            SignInFailure.address == address,
            SignInFailure.created_at > now - GUESSES_WITHIN,
        )
    )
    if (failures or 0) >= GUESSES:
        raise NotAllowed("too_many_guesses", minutes=int(GUESSES_WITHIN.total_seconds() // 60))


def _account_of(session: Session, person: Practitioner) -> Account:
    account = session.scalars(select(Account).where(Account.practitioner_id == person.id)).first()
    if account is None:
        account = Account(practitioner_id=person.id)
        session.add(account)
    return account


def _account_hash(session: Session, person: Practitioner | None) -> str | None:
    if person is None:
        return None
    return session.scalar(select(Account.password_hash).where(Account.practitioner_id == person.id))


def _matches(password: str, stored: str | None) -> bool:
    """Verify; for an unknown person a dummy takes the same time, so that nobody is found out."""
    if stored is None:
        if not _dummy_hash:
            _dummy_hash.append(_hash(secrets.token_urlsafe(16)))
        stored = _dummy_hash[0]
    with _few_at_once:
        return _hasher.verify(password[:MAX_PASSWORD], stored)


def _hash(password: str) -> str:
    with _few_at_once:
        return _hasher.hash(password)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
