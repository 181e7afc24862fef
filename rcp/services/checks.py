"""What is missing or unsafe in an installation, as codes and facts."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rcp.config import LOOPBACK, Settings
from rcp.db import schema
from rcp.documents.seal import SealUnusable
from rcp.outside import clamav
from rcp.services import audit, inbox_standing, sealing

SILENT_AFTER = timedelta(minutes=1)
RENEW_WITHIN = timedelta(days=30)
LOW_BYTES = 1024**3
SMTP_SECONDS = 5.0
_OTHERS = 0o077


class Weight(StrEnum):
    """Whether a finding must be mended or may stand."""

    FAULT = "fault"
    WARNING = "warning"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    code: str
    weight: Weight
    facts: dict[str, str | int] = field(default_factory=dict)


def about_keys(folder: Path, files: Iterable[Path]) -> Iterator[Finding]:
    """Whether anybody but the owner can read the data folder or the files that hold secrets."""
    for path in (folder, *files):
        if not path.exists():
            continue
        mode = path.stat().st_mode & 0o777
        is_open = bool(mode & _OTHERS)
        code = "folder_is_open" if path == folder else "key_file_is_open"
        if is_open:
            weight = Weight.WARNING if path == folder else Weight.FAULT
            yield Finding(code, weight, {"path": str(path), "mode": f"{mode:o}"})


def about_database(engine: Engine) -> Iterator[Finding]:
    """Whether the database answers and stands at this version's schema."""
    try:
        is_current = schema.is_current(engine)
    except OperationalError:
        yield Finding("database_unreachable", Weight.FAULT)
        return
    if is_current:
        yield Finding("database_current", Weight.SOUND)
    else:
        yield Finding("database_behind", Weight.FAULT)


def about_mail(settings: Settings) -> Iterator[Finding]:
    """Whether a relay is named, protected, and answers at all."""
    relay = settings.smtp
    if relay is None:
        yield Finding("no_relay", Weight.WARNING, {"folder": str(settings.mail_folder)})
        return
    where: dict[str, str | int] = {"host": relay.host, "port": relay.port}
    if relay.security == "none" and relay.host not in LOOPBACK:
        yield Finding("relay_in_clear", Weight.FAULT, where)
    try:
        socket.create_connection((relay.host, relay.port), SMTP_SECONDS).close()
    except OSError:
        yield Finding("relay_unreachable", Weight.FAULT, where)
    else:
        yield Finding("relay_answers", Weight.SOUND, where)


def about_scanner(settings: Settings) -> Iterator[Finding]:
    """Whether files that people send in are scanned."""
    if settings.scanner is None:
        yield Finding("no_scanner", Weight.WARNING)
    elif clamav.answers(settings.scanner):
        yield Finding("scanner_answers", Weight.SOUND, {"address": str(settings.scanner)})
    else:
        yield Finding("scanner_silent", Weight.FAULT, {"address": str(settings.scanner)})


def about_seal(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether documents can be sealed, and for how long still."""
    if settings.seal is None:
        yield Finding("no_seal", Weight.WARNING)
        return
    facts: dict[str, str | int] = {"path": str(settings.seal.file)}
    try:
        seal = sealing.opened(settings.seal, now)
    except SealUnusable as unusable:
        if unusable.day:
            facts["day"] = f"{unusable.day:%d/%m/%Y}"
        yield Finding(f"seal_{unusable.fault}", Weight.FAULT, facts)
        return
    facts |= {"holder": seal.holder, "day": f"{seal.until:%d/%m/%Y}"}
    if seal.until - now < RENEW_WITHIN:
        yield Finding("seal_ends_soon", Weight.WARNING, facts)
    else:
        yield Finding("seal_ready", Weight.SOUND, facts)


def about_mailbox(settings: Settings, session: Session) -> Iterator[Finding]:
    """Whether answers by mail are read: as the last reading left it."""
    if settings.imap is None:
        yield Finding("no_mailbox", Weight.WARNING)
        return
    row = inbox_standing.standing(session)
    if row is None:
        yield Finding("mailbox_never_read", Weight.WARNING, {"host": settings.imap.host})
    elif row.failing_since is not None:
        since = f"{row.failing_since:%d/%m/%Y %H:%M} UTC"
        yield Finding(f"mailbox_{row.fault}", Weight.FAULT, {"since": since})
    else:
        yield Finding("mailbox_read", Weight.SOUND)


def about_address(settings: Settings) -> Iterator[Finding]:
    """Whether people outside this machine reach the site over TLS."""
    name = urlsplit(settings.base_url).hostname
    if not settings.is_https and (name not in LOOPBACK or settings.bind_host not in LOOPBACK):
        yield Finding("address_in_clear", Weight.FAULT, {"address": settings.base_url})


def about_worker(last_sign: datetime | None, now: datetime) -> Iterator[Finding]:
    """Whether a worker gave a sign of life lately."""
    if last_sign is None:
        yield Finding("worker_never_seen", Weight.FAULT)
    elif now - last_sign > SILENT_AFTER:
        minutes = int((now - last_sign).total_seconds() // 60)
        yield Finding("worker_silent", Weight.FAULT, {"minutes": minutes})
    else:
        yield Finding("worker_lives", Weight.SOUND)


def about_disk(folder: Path) -> Iterator[Finding]:
    """Whether there is room left where the data is."""
    free = shutil.disk_usage(folder).free
    if free < LOW_BYTES:
        yield Finding("disk_low", Weight.FAULT, {"megabytes": free // 1024**2})


def about_audit(session: Session) -> Iterator[Finding]:
    """Whether the chain of traces is whole."""
    broken = audit.first_broken_entry(session)
    if broken is None:
        yield Finding("audit_whole", Weight.SOUND)
    else:
        yield Finding("audit_broken", Weight.FAULT, {"number": broken})
