"""The ways in which a document reaches its readers, and what may be sent where."""

from __future__ import annotations

import re
from enum import StrEnum

_SECURE = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,8}mssante\.fr", re.ASCII
)


class Channel(StrEnum):
    """How a document reaches somebody."""

    SITE = "site"
    SECURE_MAIL = "secure_mail"
    FOLDER = "folder"
    PRINTED = "printed"


class DispatchState(StrEnum):
    """Where a sending stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


def is_secure_address(address: str) -> bool:
    """Whether an address belongs to MSSanté, whose mailboxes all lie below mssante.fr.

    Ordinary mail is no place for a document about a patient, not even through a secure relay.
    """
    return ".." not in address and _SECURE.fullmatch(address) is not None
