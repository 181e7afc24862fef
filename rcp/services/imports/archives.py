"""A .zip of agendas, opened with bounds so that a bomb costs nothing."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from rcp.calendars.limits import MAX_BYTES
from rcp.services.imports.report import FileRefused

MAX_FILES = 500
MAX_TOTAL = 100 * 1024 * 1024
_SIGNATURE = b"PK\x03\x04"

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
)
"""What the ways of compressing raise on damaged bytes."""


def is_archive(content: bytes) -> bool:
    """Whether the bytes are those of a .zip."""
    return content.startswith(_SIGNATURE)


def files_in(content: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive by their bare names, folders and hidden files aside.

    Raises FileRefused: `archive_broken`, `archive_locked`, `archive_files` or `archive_large`. A
    file beyond the size of an agenda is cut just above it: its reader refuses it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(_files(archive))
    except _BROKEN as error:
        raise FileRefused("archive_broken") from error


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_FILES:
        raise FileRefused("archive_files", maximum=MAX_FILES)
    total = 0
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/")).name
        if name.startswith(".") or "__MACOSX" in member.filename:
            continue
        if member.flag_bits & 0x1:
            raise FileRefused("archive_locked")
        with archive.open(member) as opened:
            found = opened.read(MAX_BYTES + 1)
        total += len(found)
        if total > MAX_TOTAL:
            raise FileRefused("archive_large", megabytes=MAX_TOTAL // (1024 * 1024))
        yield name, found
