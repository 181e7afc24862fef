"""The list is taken away as a table: what one may read, as it is filtered, and never a formula."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AuditEntry
from rcp.domain.case import CaseState
from rcp.web.cases import export
from tests.factories import Cast, a_case, a_patient
from tests.web.conftest import Browse, Page

FORMULA = '=HYPERLINK("http://elsewhere.example";"x")'


def table(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.response.data.decode("utf-8-sig")), delimiter=";"))


def named(session: Session, cast: Cast, *names: str) -> None:
    for name in names:
        patient = a_patient(session, birth_name=name)
        a_case(session, cast.board, patient=patient, referrer=cast.claire)


def test_all_pages_of_the_filtered_list_are_exported(
    browse: Browse, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PIECE", 2)
    named(session, cast, *(f"NOM{rank}" for rank in range(5)))
    a_case(session, cast.board, patient=a_patient(session, birth_name="PRESSEE"), is_urgent=True)
    page = browse.as_(cast.sami).post("cases.export", {"format": "csv"}, expect=200)
    assert page.response.data.startswith(b"\xef\xbb\xbf")
    assert {row[1] for row in table(page)[1:]} == {f"NOM{rank}" for rank in range(5)} | {"PRESSEE"}
    urgent = browse.as_(cast.sami).post("cases.export", {"urgent": "y"}, expect=200)
    assert [row[1] for row in table(urgent)[1:]] == ["PRESSEE"]


def test_a_search_for_a_name_is_exported_and_named_in_no_header(
    browse: Browse, session: Session, cast: Cast
) -> None:
    named(session, cast, "ZEPHYRINE", "AUTRE")
    page = browse.as_(cast.sami).post("cases.export", {"text": "zéphyrine"}, expect=200)
    assert [row[1] for row in table(page)[1:]] == ["ZEPHYRINE"]
    told = str(page.response.headers).casefold()
    assert "zephyrine" not in told
    assert page.response.headers["Cache-Control"] == "no-store"
    assert 'filename="dossiers-2' in page.response.headers["Content-Disposition"]


def test_nobody_exports_what_they_may_not_read(
    browse: Browse, session: Session, cast: Cast
) -> None:
    named(session, cast, "SECRETE")
    page = browse.as_(cast.stranger).post("cases.export", {"format": "csv"}, expect=200)
    assert len(table(page)) == 1


@pytest.mark.parametrize("name", [FORMULA, "+33", "-1", "@SUM(1)"])
def test_no_cell_is_ever_a_formula(browse: Browse, session: Session, cast: Cast, name: str) -> None:
    named(session, cast, name)
    sami = browse.as_(cast.sami)
    assert table(sami.post("cases.export", {"format": "csv"}, expect=200))[1][1] == f"'{name}"
    content = sami.post("cases.export", {"format": "xlsx"}, expect=200).response.data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1][1] == name
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        assert b"<f>" not in workbook.read("xl/worksheets/sheet1.xml")


def test_an_export_leaves_one_trace_with_its_count(
    browse: Browse, session: Session, cast: Cast
) -> None:
    named(session, cast, "UNE", "DEUX")
    browse.as_(cast.sami).post("cases.export", {"format": "csv"}, expect=200)
    deed = select(AuditEntry).where(AuditEntry.deed == "cases.exported")
    entry = session.scalars(deed).one()
    assert (entry.by_id, entry.facts) == (cast.sami.id, {"count": 2, "kind": "csv"})


def test_the_list_offers_both_files_with_its_filters(
    browse: Browse, session: Session, cast: Cast
) -> None:
    a_case(session, cast.board, state=CaseState.SUBMITTED)
    page = browse.as_(cast.sami).get("cases.index", state="submitted")
    (form,) = page.elements("form", action="/cases/export")
    sent = {field.get("name"): field.get("value") for field in form.iter() if field.get("name")}
    assert sent["state"] == "submitted"
    assert "Exporter en CSV" in page.text
