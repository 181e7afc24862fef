"""Agendas that come packed, as Google and Outlook give them away: .zip and .gz, within bounds.

What an archive calls its files is never used as a path; an archive in an archive is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from rcp.calendars.busy import AgendaUnreadable, UnreadableCode
from rcp.calendars.limits import MAX_BYTES

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
MAX_FILES = 200
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpacked(content: bytes) -> bytes:
    """The calendars of an archive one after the other, or the content itself when it is none.

    Raises AgendaUnreadable: `archive` without a calendar in it, `too_large` beyond 10 MB unpacked.
    """
    if content.startswith(GZIP):
        found = _from_gzip(content)
    elif content.startswith(ZIP):
        found = b"\r\n".join(_from_zip(content))
    else:
        return content
    if not found or found.startswith((ZIP, GZIP)):
        raise AgendaUnreadable(UnreadableCode.ARCHIVE)
    return found


def _from_gzip(content: bytes) -> bytes:
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = unpacking.decompress(content, MAX_BYTES + 1)
    except zlib.error:
        raise AgendaUnreadable(UnreadableCode.ARCHIVE) from None
    _refuse_beyond(len(found))
    if not unpacking.eof:
        raise AgendaUnreadable(UnreadableCode.ARCHIVE)
    return found


def _from_zip(content: bytes) -> Iterator[bytes]:
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for place in _agendas_of(archive):
                with archive.open(place) as packed:
                    found = packed.read(MAX_BYTES + 1 - total)
                total += len(found)
                _refuse_beyond(total)
                yield found
    except _BROKEN:
        raise AgendaUnreadable(UnreadableCode.ARCHIVE) from None


def _agendas_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The calendar files among an archive's, none of them locked or oddly packed."""
    places = archive.infolist()
    found = [one for one in places if one.filename.lower().endswith(".ics") and not one.is_dir()]
    is_odd = any(one.flag_bits & _ENCRYPTED or one.compress_type not in _PACKED for one in found)
    if len(places) > MAX_FILES or is_odd:
        raise AgendaUnreadable(UnreadableCode.ARCHIVE)
    return found


def _refuse_beyond(size: int) -> None:
    if size > MAX_BYTES:
        raise AgendaUnreadable(UnreadableCode.TOO_LARGE, size=size, limit=MAX_BYTES)
