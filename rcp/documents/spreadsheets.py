"""Tables for spreadsheets: CSV as French ones expect it, and .xlsx; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

import xlsxwriter

from rcp.domain.cells import defused

Cell: TypeAlias = str | int | date | None
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""
_WIDTH = 18


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, semicolons, days as 31/12/2026; an apostrophe defuses formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(heading) for heading in headings])
    for row in rows:
        writer.writerow([_typed(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, written line by line; every text is kept as a text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True, **_PLAIN}) as workbook:
        sheet = workbook.add_worksheet(title)
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_column(0, len(headings) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell, day)
    return content.getvalue()


def _typed(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return defused(cell) if isinstance(cell, str) else "" if cell is None else cell


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    cell: Cell,
    day: xlsxwriter.format.Format,
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, cell[:_LONGEST])
