"""What can be told of a message that arrived before anybody reads what it says."""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from rcp.mail.bounces import Bounce, bounce_in

LONGEST_WORDS = 1000
_IDS = re.compile(r"<[^<>\s]{3,300}>")
_TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)
_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from outside; addresses in lower case.

    `fingerprint` is the same for two copies of one message. `refers_to` are the Message-IDs that
    it answers. `is_forged` when our own mail server, known by its name, says that the sender's
    domain disowns it.
    """

    fingerprint: str
    sender: str
    refers_to: tuple[str, ...]
    is_spam: bool
    is_automatic: bool
    is_forged: bool
    bounce: Bounce | None
    words: str


def incoming(content: bytes, *, trusted_server: str = "") -> Incoming:
    """Read the outside of a message; `trusted_server` is who may vouch for senders (RFC 8601)."""
    message = email.message_from_bytes(content)  # the older policy never fails on a bad header
    sender = parseaddr(str(message.get("From", "")))[1].lower()
    named = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
    return Incoming(
        fingerprint=_fingerprint(message, sender, content),
        sender=sender,
        refers_to=tuple(dict.fromkeys(_IDS.findall(named))),
        is_spam=_is_spam(message),
        is_automatic=_is_automatic(message),
        is_forged=bool(trusted_server) and _is_forged(message, trusted_server),
        bounce=bounce_in(message),
        words=_words(message),
    )


def _fingerprint(message: Message, sender: str, content: bytes) -> str:
    message_id = str(message.get("Message-ID", "")).strip()
    told = f"{message_id}\0{sender}\0{message.get('Date', '')}".encode("utf-8", "replace")
    return hashlib.sha256(told if message_id else content).hexdigest()


def _is_spam(message: Message) -> bool:
    flags = (message.get("X-Spam-Flag", ""), message.get("X-Spam-Status", ""))
    return any(str(flag).strip().lower().startswith("yes") for flag in flags)


def _is_automatic(message: Message) -> bool:
    """An out-of-office message, a list, a machine: nobody wrote it for us."""
    stated = str(message.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(message.get("Precedence", "")).strip().lower()
    return (
        stated != "no"
        or bulk in {"bulk", "junk", "list", "auto_reply"}
        or message.get("X-Autoreply") is not None
        or message.get("X-Autorespond") is not None
        or message.get("List-Id") is not None
    )


def _is_forged(message: Message, trusted_server: str) -> bool:
    """Only the topmost verdict of our own server counts: the sender can write others."""
    for verdict in message.get_all("Authentication-Results", []):
        server = str(verdict).strip().partition(";")[0].split(" ")[0].lower()
        if server == trusted_server.lower():
            return bool(_FAILED.search(str(verdict)))
    return False


def _words(message: Message) -> str:
    """The first words that a person wrote, without what they quote."""
    for kind in ("text/plain", "text/html"):
        part = next((one for one in message.walk() if one.get_content_type() == kind), None)
        text = _decoded(part) if part is not None else ""
        if kind == "text/html":
            text = _TAGS.sub(" ", text)
        if text.strip():
            kept = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
            return _printable("\n".join(kept)).strip()[:LONGEST_WORDS]
    return ""


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
