"""From the bytes of a file or an address to the text of a calendar, or the reason why not."""

from __future__ import annotations

import codecs
import re

from rcp.calendars.busy import AgendaUnreadable, UnreadableCode
from rcp.calendars.limits import MAX_BYTES

_FOLD = re.compile(rb"(?<![\r\n])[\r\n]+[ \t]")  # from the first line end only: else n² for many
_CALENDAR = re.compile(
    rb"^\s*BEGIN\s*:\s*(?:VCALENDAR|VEVENT|VFREEBUSY)", re.IGNORECASE | re.MULTILINE
)
_WEB_PAGE = re.compile(rb"<(!doctype|html|head|body|script)\b", re.IGNORECASE)
_OTHER_KINDS = (
    (b"\x89PNG", UnreadableCode.PICTURE),
    (b"\xff\xd8\xff", UnreadableCode.PICTURE),
    (b"GIF8", UnreadableCode.PICTURE),
    (b"BM", UnreadableCode.PICTURE),
    (b"RIFF", UnreadableCode.PICTURE),
    (b"%PDF", UnreadableCode.PDF),
    (b"7z\xbc\xaf", UnreadableCode.ARCHIVE),
)


def calendar_text(content: bytes) -> str:
    """The unfolded text of a calendar; raises AgendaUnreadable when there is none.

    Lines are unfolded before decoding: some writers fold in the middle of a UTF-8 sequence.
    """
    refuse_too_large(content)
    if not content.strip(b" \t\r\n\0"):
        raise AgendaUnreadable(UnreadableCode.EMPTY)
    if _is_utf_16(content):
        raise AgendaUnreadable(UnreadableCode.UTF_16)
    bare = content.removeprefix(codecs.BOM_UTF8)
    if not _CALENDAR.search(bare):
        raise AgendaUnreadable(_other_kind(bare))
    unfolded = _unfolded(bare)
    try:
        return unfolded.decode("utf-8")
    except UnicodeDecodeError:
        return unfolded.decode("cp1252", errors="replace")


def _unfolded(content: bytes) -> bytes:
    """The same without folds; the usual ones are found much faster than the odd ones."""
    if any(odd in content for odd in (b"\r\r", b"\n\r", b"\n\n")):
        return _FOLD.sub(b"", content)
    for fold in (b"\r\n ", b"\r\n\t", b"\n ", b"\n\t", b"\r ", b"\r\t"):
        content = content.replace(fold, b"")
    return content


def refuse_too_large(content: bytes) -> None:
    """Raise AgendaUnreadable for more than 10 MB."""
    if len(content) > MAX_BYTES:
        raise AgendaUnreadable(UnreadableCode.TOO_LARGE, size=len(content), limit=MAX_BYTES)


def _is_utf_16(content: bytes) -> bool:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    opening = content[:200]
    is_wide = 3 * opening.count(b"\0") > len(opening)
    return is_wide and opening.replace(b"\0", b"").lstrip().upper().startswith(b"BEGIN:VC")


def _other_kind(content: bytes) -> UnreadableCode:
    for opening, code in _OTHER_KINDS:
        if content.startswith(opening):
            return code
    if _WEB_PAGE.search(content[:4096]):
        return UnreadableCode.WEB_PAGE
    return UnreadableCode.NOT_A_CALENDAR
