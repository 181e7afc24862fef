"""A message, or a calendar on its own, as a text that a person can review.

What differs from one run to the next – identifiers, secrets, boundaries – is replaced by a name
that says what it is; the same identifier keeps the same name throughout a text.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

_SECRET = re.compile(r"(/answer/[^/\s\"]+/)[\w.~%-]+")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")


def letter(content: bytes) -> str:
    """Headers, words, links of the HTML part, calendar and attachments of a message."""
    message = message_from_bytes(content, _class=EmailMessage, policy=SMTP)
    lines = [f"{name}: {message[name]}" for name in HEADERS if name in message]
    for part in message.walk():
        if not part.is_multipart():
            lines += ["", f"=== {_title(part)}", *_body(part)]
    return _masked("\n".join(lines))


def calendar(content: bytes) -> str:
    """A calendar, unfolded."""
    return _masked(_unfolded(content))


def _title(part: EmailMessage) -> str:
    name, method = part.get_filename(), part.get_param("method")
    more = [f"method={method}" if method else "", name or ""]
    return " ".join([part.get_content_type(), *(one for one in more if one)])


def _body(part: EmailMessage) -> list[str]:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    match part.get_content_type():
        case "application/ics":
            return ["(the calendar above, byte for byte)"]
        case "text/calendar":
            return _unfolded(payload).splitlines()
        case _:
            return [line.rstrip() for line in payload.decode().splitlines()]


def _unfolded(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode().replace("\r\n", "\n")


def _masked(text: str) -> str:
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"<id-{len(names) + 1}>")

    return _ID.sub(name, _SECRET.sub(r"\1<secret>", text)).strip() + "\n"
