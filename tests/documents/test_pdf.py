"""The file itself: archival, tagged, dated by its content, the same every time."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from gettext import NullTranslations

import pikepdf
import pytest

from rcp.documents.digest import content_digest
from rcp.documents.printing import (
    action_plan,
    attendance_sheet,
    case_report,
    convocation,
    minutes,
)
from rcp.wording import Wording
from tests.documents import samples
from tests.documents.reading import text

MAKERS: dict[str, Callable[[], bytes]] = {
    "fiche": lambda: case_report(samples.FULL_REPORT),
    "draft": lambda: case_report(samples.BARE_REPORT),
    "minutes": lambda: minutes(samples.MINUTES),
    "sheet": lambda: attendance_sheet(samples.ATTENDANCE_SHEET),
    "plan": lambda: action_plan(samples.CASE_PLAN),
    "convocation": lambda: convocation(samples.CONVOCATION),
}


@cache
def printed(name: str) -> bytes:
    """A document, made once for the many questions put to it."""
    return MAKERS[name]()


@pytest.mark.parametrize("name", MAKERS)
def test_every_document_is_archival_tagged_and_says_its_title_and_language(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "fr"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        assert "/OutputIntents" in root
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.docinfo["/Author"]) in {
            "Centre hospitalier du Val-de-Brume",
            "Maison de santé des Trois-Ponts",
        }


def test_the_title_of_the_fiche_is_its_reference_and_never_its_patient() -> None:
    with pikepdf.open(io.BytesIO(printed("fiche"))) as pdf:
        title = str(pdf.docinfo["/Title"])
    assert "Fiche RCP · RCP Sein" in title
    assert "R-2026-0413" in title
    assert "KERMADEC" not in title


@pytest.mark.parametrize("name", MAKERS)
def test_an_independent_check_finds_no_breach_of_pdf_a_3(name: str) -> None:
    pytest.importorskip("jsonschema", reason="pikepdf[pdfa] is not installed")
    from pikepdf import pdfa

    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        found = [str(finding) for finding in pdfa.check(pdf, "3b").violations]
    # The checker knows level B only; A asks for all that B asks and for tags.
    assert [breach for breach in found if "expected 'B'" not in breach] == []


@pytest.mark.parametrize("name", MAKERS)
def test_every_font_is_embedded_and_the_text_font_is_ours(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        fonts = [item for item in pdf.objects if _is_font(item)]
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
        files = [font for font in fonts if font.Subtype != "/Type0"]
        assert all("/FontFile2" in font.FontDescriptor for font in files)
    assert any(name.startswith("Atkinson-Hyperlegible-Next") for name in names)


def test_the_same_content_gives_the_same_bytes_in_another_process() -> None:
    here = hashlib.sha256(printed("fiche")).hexdigest()
    assert here == hashlib.sha256(MAKERS["fiche"]()).hexdigest()
    script = (
        "import hashlib; from tests.documents import samples;"
        "from rcp.documents.printing import case_report;"
        "print(hashlib.sha256(case_report(samples.FULL_REPORT)).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert elsewhere.stdout.strip() == here


def test_the_file_is_dated_by_its_content_not_by_the_clock() -> None:
    with pikepdf.open(io.BytesIO(printed("fiche"))) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261112170500+01'00"


def test_the_digest_of_the_content_is_printed_in_it() -> None:
    digest = content_digest(samples.FULL_REPORT)
    assert digest in text(printed("fiche")).replace(" ", "")


def test_any_change_of_content_changes_the_digest() -> None:
    digests = {
        content_digest(samples.FULL_REPORT),
        content_digest(replace(samples.FULL_REPORT, question="Une autre question ?")),
        content_digest(replace(samples.FULL_REPORT, validation=None)),
        content_digest(replace(samples.FULL_REPORT, actions=samples.ACTIONS[:2])),
        content_digest(replace(samples.FULL_REPORT, patient=replace(samples.JEANNE, ins=""))),
    }
    assert len(digests) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


def test_the_digest_is_that_of_json_anybody_can_write() -> None:
    @dataclass(frozen=True, slots=True)
    class Note:
        words: str
        lines: tuple[int, ...]

    written = '{"is":"Note","lines":[1,2],"words":"été"}'
    assert content_digest(Note("été", (1, 2))) == hashlib.sha256(written.encode()).hexdigest()


def test_a_digest_refuses_what_it_cannot_write_faithfully() -> None:
    with pytest.raises(TypeError, match="float"):
        content_digest((1.5,))


def test_style_sheets_are_understood_to_the_last_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for document in MAKERS.values():
            document()
    assert [record.getMessage() for record in caplog.records] == []


class HalfEnglish(NullTranslations):
    """A catalogue that knows two sentences."""

    KNOWN = {"Fiche RCP": "MDT report", "Projet": "Draft"}

    def gettext(self, message: str) -> str:
        return self.KNOWN.get(message, message)


def test_in_english_known_sentences_are_english_and_the_others_stay_french() -> None:
    draft = replace(samples.FULL_REPORT, validation=None)
    pdf = case_report(draft, wording=Wording("en", HalfEnglish()))
    shown = text(pdf)
    assert "MDT report" in shown
    assert "Fiche RCP" not in shown
    assert "Draft" in shown
    assert "Question posée" in shown
    assert "Thursday, 12 November 2026" in shown
    assert "14:00" in shown
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en"


def _is_font(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
