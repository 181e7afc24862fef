"""The structure's seal, as the settings name it."""

from __future__ import annotations

from datetime import datetime

from rcp.config import SealSettings
from rcp.documents.seal import Seal, SealFault, SealUnusable, open_seal


def opened(settings: SealSettings, now: datetime) -> Seal:
    """The seal that the settings name; raises SealUnusable with the reason."""
    try:
        content = settings.file.read_bytes()
    except FileNotFoundError:
        raise SealUnusable(SealFault.MISSING) from None
    except OSError:
        raise SealUnusable(SealFault.UNREADABLE) from None
    return open_seal(content, settings.passphrase, now)


def usable(settings: SealSettings | None, now: datetime) -> Seal | None:
    """The seal to print with, if there is one that can be used.

    Care does not wait for a certificate: without one, documents are printed unsealed, their traces
    say so, and `rcp check` says why.
    """
    if settings is None:
        return None
    try:
        return opened(settings, now)
    except SealUnusable:
        return None
