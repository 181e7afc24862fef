"""The secret part of a person's answer link: signed and expiring; it is derived, never kept.

It reads `expiry-signature`: the expiry in hours since 1970, in hexadecimal, and a keyed digest of
invitation and expiry. Any key of the house proves it: links already sent outlive a change of key.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from rcp.db import keyring
from rcp.db.models import Invitation

_SIGNATURE = 40
_HOUR = 3600


def answer_token(invitation: Invitation) -> str:
    """The token for the meeting as it was last told; it expires within an hour of its end."""
    expiry = _hours(invitation.told_ends_at) + 1
    signature = keyring.active().blind_index(_signed(invitation, expiry))[:_SIGNATURE]
    return f"{expiry:x}-{signature}"


def is_token_of(invitation: Invitation, token: str) -> bool:
    """Whether the token was made for this invitation, lately or long ago."""
    expiry = expiry_of(token)
    if expiry is None:
        return False
    given = token.partition("-")[2].encode()
    known = keyring.active().blind_indexes(_signed(invitation, expiry))
    return any(hmac.compare_digest(one[:_SIGNATURE].encode(), given) for one in known)


def is_expired(token: str, now: datetime) -> bool:
    """Whether a token's time is over."""
    expiry = expiry_of(token)
    return expiry is None or _hours(now) >= expiry


def expiry_of(token: str) -> int | None:
    """The hour that a token states, if it states one."""
    written = token.partition("-")[0]
    if not 0 < len(written) <= 8 or not set(written) <= set("0123456789abcdef"):
        return None
    return int(written, 16)


def _signed(invitation: Invitation, expiry: int) -> str:
    return f"answer:{invitation.id}:{expiry:x}"


def _hours(moment: datetime) -> int:
    return int(moment.timestamp()) // _HOUR
