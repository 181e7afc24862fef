"""The first sheet of an .xlsx workbook, opened with bounds so that a hostile one costs nothing."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from rcp.services.imports.report import FileRefused

MAX_TOTAL = 200 * 1024 * 1024
"""Bytes of a workbook once opened; twenty thousand long cases take some tens of millions."""
MAX_CELLS = 4_000_000
"""Cells of a sheet, empty ones counted: the reader lays the whole rectangle out."""
_PIECE = 1024 * 1024
_OVERLAP = 64
_PLACE = re.compile(rb"""[\s"']r\s*=\s*["']([^"']{0,40})["']""")
_KNOWN = re.compile(rb"([A-Z]{0,3})([0-9]{0,7})")


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells as a person reads them) of the first sheet.

    Raises FileRefused `file_workbook` for what is no .xlsx workbook, `workbook_large` beyond the
    bounds.
    """
    _refuse_bombs(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise FileRefused("file_workbook") from error
    for number, row in enumerate(rows, 1):
        yield number, [_text(cell) for cell in row]


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise FileRefused("file_workbook")
            left = MAX_TOTAL
            for member in archive.infolist():
                left -= _size(archive, member, left)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise FileRefused("file_workbook") from error
    except RuntimeError as error:  # a password
        raise FileRefused("archive_locked") from error


def _size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """The member's true size; every place that its cells name is looked at on the way."""
    size, tail, last_row, last_column = 0, b"", 0, 0
    with archive.open(member) as opened:
        while piece := opened.read(_PIECE):
            size += len(piece)
            for place in _PLACE.finditer(tail + piece):
                row, column = _furthest(place[1])
                last_row, last_column = max(last_row, row), max(last_column, column)
            tail = piece[-_OVERLAP:]
            if size > left or last_row * last_column > MAX_CELLS:
                raise FileRefused("workbook_large", megabytes=MAX_TOTAL // (1024 * 1024))
    return size


def _furthest(place: bytes) -> tuple[int, int]:
    """(row, column) of "B12" or "12"; what is written otherwise counts for nothing."""
    known = _KNOWN.fullmatch(place)
    if known is None:
        return 0, 0
    column = 0
    for letter in known[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(known[2] or 1), max(1, column)


def _text(cell: object) -> str:
    """A cell as one types it: days as 31/12/2026, whole numbers without a point."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell).replace("\0", "")
