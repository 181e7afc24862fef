"""Cases come in from .xlsx workbooks as from CSV, and a hostile workbook costs nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Case, Organization
from rcp.services.imports import workbooks
from rcp.services.imports.cases import import_cases
from rcp.services.imports.report import FileRefused
from rcp.services.imports.sheets import read_sheet
from tests.factories import NOW
from tests.services.test_case_imports import CASES, case_line
from tests.services.test_imports import codes, house

__all__ = ["house"]


def a_workbook(*rows: list[object]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write(number, place, cell, day if isinstance(cell, date) else None)
    return content.getvalue()


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", told)
    return content.getvalue()


def test_cases_come_in_from_a_workbook_with_its_own_days_and_numbers(
    session: Session, house: Organization
) -> None:
    row: list[object] = list(case_line(avant_le="31/12/2026").split(";"))
    heads = CASES.split(";")
    row[heads.index("date_naissance")] = date(1961, 4, 17)
    row[heads.index("champ:re")] = 90.5
    content = a_workbook(list(heads), row)
    assert codes(import_cases(session, content, by=None, now=NOW)) == []
    case = session.scalars(select(Case)).one()
    assert case.patient.traits["birth_date"] == "1961-04-17"
    assert case.fields["re"] == 90.5


def test_a_sheet_says_the_lines_that_the_spreadsheet_shows() -> None:
    sheet = read_sheet(a_workbook([], ["Nom", "Âge", ""], [], ["BON", 61.0, ""], ["'=1+1", True]))
    assert (sheet.number, sheet.headings) == (2, ("Nom", "Âge"))
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (4, ("BON", "61")),
        (5, ("=1+1", "oui")),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 broken", "file_workbook"),
        (packed(word__document=b"<w/>"), "file_workbook"),
        (packed(xl__workbook=b"<workbook/>"), "file_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_workbook"),
    ],
)
def test_what_is_no_workbook_is_told_as_such(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_sheet(content)
    assert refused.value.fault.code == code


def test_a_workbook_that_swells_when_opened_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_TOTAL", 100_000)
    with pytest.raises(FileRefused) as refused:
        read_sheet(packed(xl__workbook=b"<w/>", xl__big=b" " * 200_000))
    assert refused.value.fault.code == "workbook_large"


@pytest.mark.parametrize("place", [b'r="XFD1048576"', b"r = 'ZZ99999'"])
def test_two_cells_far_apart_do_not_make_the_reader_lay_out_millions(place: bytes) -> None:
    sheet = b"<worksheet><sheetData><row><c " + place + b"><v>1</v></c></row></sheetData>"
    with pytest.raises(FileRefused) as refused:
        read_sheet(packed(xl__workbook=b"<w/>", xl__worksheets__sheet1=sheet))
    assert refused.value.fault.code == "workbook_large"
