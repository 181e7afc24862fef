"""What every outgoing message carries: the house's mailbox and the site's address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`sender_email` is a mailbox of the house: ORGANIZER and From of every invitation.

    `base_url` is the site's public address, without a trailing slash; links are built on it and
    never on a request's Host header.
    """

    sender_email: str
    base_url: str
    sender_name: str = "Quorum"

    @property
    def domain(self) -> str:
        """The domain of UIDs and Message-IDs."""
        return self.sender_email.rpartition("@")[2]
