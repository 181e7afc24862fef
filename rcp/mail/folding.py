"""Headers written whole: Python's own folding drops or doubles blanks around accented words.

A header with anything but ASCII is encoded from its first letter to its last (RFC 2047), so that
no blank stands between an encoded and a plain word.
"""

from __future__ import annotations

from email.header import Header
from email.headerregistry import AddressHeader, UnstructuredHeader
from email.policy import EmailPolicy

_LINE = 76


class HousePolicy(EmailPolicy):
    """CRLF, and accented subjects and names folded without loss."""

    def fold(self, name: str, value: str) -> str:
        """A header as lines."""
        return _whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as bytes."""
        whole = _whole(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)


POLICY = HousePolicy(linesep="\r\n", raise_on_defect=False)


def _whole(name: str, value: str) -> str | None:
    """The header encoded from end to end, or None for one that needs no encoding."""
    if value.isascii():
        return None
    if isinstance(value, UnstructuredHeader):
        return f"{name}: {_encoded(str(value), len(name) + 2)}\r\n"
    if isinstance(value, AddressHeader) and len(value.addresses) == 1:
        (one,) = value.addresses
        return f"{name}: {_encoded(one.display_name, len(name) + 2)}\r\n <{one.addr_spec}>\r\n"
    return None


def _encoded(text: str, taken: int) -> str:
    return Header(text, "utf-8", header_name="x" * taken, maxlinelen=_LINE).encode(linesep="\r\n")
