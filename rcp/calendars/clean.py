"""Texts and addresses made safe before they enter a calendar object."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)
_UID = re.compile(r"[A-Za-z0-9._@+-]{1,250}", re.ASCII)


def one_line(text: str) -> str:
    """The text on a single line, without control characters."""
    return " ".join(_printable(text).split())


def paragraphs(text: str) -> str:
    """The text with plain line ends and no other control character."""
    return "\n".join(line.rstrip() for line in _printable(text).split("\n")).strip()


def person_name(text: str) -> str:
    """A name for a CN parameter: Outlook shows the quotes that others escape."""
    return one_line(text.replace('"', " ").replace("^", " "))


def email_address(text: str) -> str:
    """An address as mailto writes it, in lower case; raises ValueError for anything else."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError("not an e-mail address")
    return text.lower()


def web_link(text: str) -> str:
    """An http or https link; raises ValueError for anything else."""
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("a link holds no blank")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or '"' in text:
        raise ValueError("not a web link")
    return text


def uid(text: str) -> str:
    """An opaque identifier; raises ValueError when a client could misread it."""
    if not _UID.fullmatch(text):
        raise ValueError("not an identifier for calendars")
    return text


def _printable(text: str) -> str:
    ends = re.sub("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    return "".join(
        character if character == "\n" or unicodedata.category(character) not in _UNWANTED else " "
        for character in ends
    )


_UNWANTED = frozenset({"Cc", "Cs", "Co", "Cn"})
