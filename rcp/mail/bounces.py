"""Reports that a message did not arrive: DSN (RFC 3464), and the plainer ones of some servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from email.utils import parseaddr

UNKNOWN_STATUS = "5.0.0"
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says: of which messages (by Message-ID), for whom, and why.

    `status` reads like "5.1.1" (RFC 3463). A report that only delays, relays or confirms is not
    final.
    """

    message_ids: tuple[str, ...]
    recipient: str
    status: str
    is_final: bool


def bounce_in(message: Message) -> Bounce | None:
    """The report that a message is, or None for any other message, read receipts too."""
    reported = [part for part in message.walk() if _is_delivery_status(part)]
    if reported:
        return _of_report(message, reported[0])
    if message.get("X-Failed-Recipients") and _is_from_a_server(message):
        failed = parseaddr(str(message["X-Failed-Recipients"]))[1].lower()
        return Bounce(_originals(message), failed, UNKNOWN_STATUS, is_final=True)
    return None


def _is_delivery_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _is_from_a_server(message: Message) -> bool:
    sender = parseaddr(str(message.get("From", "")))[1].lower().partition("@")[0]
    return sender in {"mailer-daemon", "postmaster"} or message.get("Return-Path") == "<>"


def _of_report(message: Message, report: Message) -> Bounce:
    blocks = [block for block in _blocks(report) if block.get("Action") or block.get("Status")]
    failed = [block for block in blocks if _action(block) == "failed"]
    told = next(iter(failed or blocks), None)
    if told is None:
        return Bounce(_originals(message), "", UNKNOWN_STATUS, is_final=False)
    recipient = str(told.get("Original-Recipient") or told.get("Final-Recipient") or "")
    return Bounce(
        message_ids=_originals(message),
        recipient=recipient.rpartition(";")[2].strip().strip("<>").lower(),
        status=_status(told),
        is_final=bool(failed),
    )


def _blocks(report: Message) -> Iterator[Message]:
    """The groups of fields: one about the report, one for each recipient."""
    payload = report.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
        return
    decoded = report.get_payload(decode=True)
    text = decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else str(payload)
    for block in re.split(r"\r?\n\s*\r?\n", text):
        yield Parser().parsestr(block.strip() + "\n\n", headersonly=True)


def _action(block: Message) -> str:
    return str(block.get("Action", "")).strip().lower()


def _status(block: Message) -> str:
    """The status stated, or the more telling one of the remote server's own words."""
    stated = _STATUS.search(str(block.get("Status", "")))
    remote = _STATUS.search(str(block.get("Diagnostic-Code", "")))
    if stated and not stated[0].endswith(".0.0"):
        return stated[0]
    found = remote or stated
    return found[0] if found else UNKNOWN_STATUS


def _originals(message: Message) -> tuple[str, ...]:
    """The Message-IDs of what came back, the report's own left out."""
    own = str(message.get("Message-ID", "")).strip()
    found = [*_MESSAGE_ID.findall(_returned(message)), *_referred(message)]
    return tuple(dict.fromkeys(one for one in found if one != own))


def _returned(message: Message) -> str:
    """The headers of the messages that the report carries, wherever they stand."""
    texts = []
    for part in message.walk():
        if part is not message and part.get("Message-ID"):
            texts.append(f"Message-ID: {str(part['Message-ID']).strip()}")
        if not part.is_multipart():
            decoded = part.get_payload(decode=True)
            texts.append(decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else "")
    return "\n".join(texts)


def _referred(message: Message) -> list[str]:
    named = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
    return re.findall(r"<[^<>\s]{3,300}>", named)
