"""The file itself: archival, tagged, dated by its content, the same every time."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from gettext import NullTranslations
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from rcp.documents import printing
from rcp.documents.archive import DATA_NAME
from rcp.documents.digest import canonical, content_digest
from rcp.documents.printing import Content, case_report
from rcp.wording import Wording
from tests.documents import samples
from tests.documents.reading import text


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, its content, the title it must have and words in the order they are read."""

    make: Callable[[Any], bytes]  # Any: each kind of document has its own content
    content: Content
    title: str
    read: tuple[str, ...]


MAKERS = {
    "fiche": Sample(
        printing.case_report,
        samples.FULL_REPORT,
        "Fiche RCP · RCP Sein · 12 novembre 2026 · R-2026-0413",
        ("Centre hospitalier", "Fiche RCP", "Patient", "Question posée", "Avis de la RCP"),
    ),
    "draft": Sample(
        printing.case_report,
        samples.BARE_REPORT,
        "Compte rendu de concertation",
        ("Maison de santé", "Compte rendu de concertation", "ÖZTÜRK", "Validation"),
    ),
    "minutes": Sample(
        printing.minutes,
        samples.MINUTES,
        "Compte rendu de séance · RCP Sein",
        ("Compte rendu de séance", "Tenue de la séance", "Avis rendus", "R-2026-0410"),
    ),
    "sheet": Sample(
        printing.attendance_sheet,
        samples.ATTENDANCE_SHEET,
        "Feuille d’émargement · RCP Sein",
        ("Feuille d’émargement", "Nom et qualité", "Dr Hugo Marchetti", "Feuille vérifiée"),
    ),
    "plan": Sample(
        printing.action_plan,
        samples.CASE_PLAN,
        "Plan d’action · RCP Sein · 12 novembre 2026 · R-2026-0413",
        ("Plan d’action", "Patient", "Référent", "Quoi", "Programmer l’IRM", "Validation"),
    ),
    "convocation": Sample(
        printing.convocation,
        samples.CONVOCATION,
        "Convocation · RCP Sein",
        ("Dr Hugo Marchetti", "Convocation", "Bonjour", "Date", "Sami Benhalima"),
    ),
    "letter": Sample(
        printing.doctor_letter,
        samples.LETTER,
        "Lettre au médecin traitant · RCP Sein · 12 novembre 2026 · R-2026-0413",
        ("Dr Bernard Lhuillier", "Question posée", "Avis de la RCP", "Bien confraternellement"),
    ),
    "patient": Sample(
        printing.patient_page,
        samples.PATIENT_PAGE,
        "Page pour le patient · RCP Sein · 12 novembre 2026 · R-2026-0413",
        ("À remettre", "De quoi a-t-on parlé", "Que propose l’équipe", "Que va-t-il se passer"),
    ),
    "pps": Sample(
        printing.care_programme,
        samples.CARE_PLAN,
        "Programme personnalisé de soins (PPS) · RCP Sein · 12 novembre 2026 · R-2026-0413",
        ("Programme personnalisé de soins", "Patient", "Équipe", "Diagnostic", "Remise"),
    ),
    "ppcs": Sample(
        printing.coordination_plan,
        samples.CARE_PLAN,
        "Plan personnalisé de coordination en santé (PPCS) · RCP Sein",
        ("Plan personnalisé", "Équipe", "Problématiques", "Plan d’action", "non réalisés"),
    ),
}
HEADING = re.compile(r"H([1-6])")


@cache
def printed(name: str) -> bytes:
    """A document, made once for the many questions put to it."""
    sample = MAKERS[name]
    return sample.make(sample.content)


@pytest.mark.parametrize("name", MAKERS)
def test_every_document_is_archival_tagged_and_says_its_title_and_language(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "fr"
        assert root.ViewerPreferences.DisplayDocTitle
        title = str(pdf.docinfo["/Title"]).replace("\u00a0", " ")
        assert title.startswith(MAKERS[name].title)
        assert "/OutputIntents" in root
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Author"]) in {
            "Centre hospitalier du Val-de-Brume",
            "Maison de santé des Trois-Ponts",
        }


@pytest.mark.parametrize("name", MAKERS)
def test_a_screen_reader_hears_headings_in_order_and_what_each_column_is(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        tags = list(_tags(pdf.Root.StructTreeRoot.K))
        outside = [page for page in pdf.pages if _has_untagged_text(page)]
    levels = [int(found[1]) for tag, _ in tags if (found := HEADING.fullmatch(tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = {str(element.ID) for tag, element in tags if tag == "TH"}
    cells = [
        list(element.A.get("/Headers", pikepdf.Array())) for tag, element in tags if tag == "TD"
    ]
    assert all(named and {str(one) for one in named} <= heads for named in cells)
    assert outside == []


@pytest.mark.parametrize("name", MAKERS)
def test_words_come_in_the_order_they_are_read(name: str) -> None:
    shown = text(printed(name))
    places = [shown.find(words) for words in MAKERS[name].read]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("name", MAKERS)
def test_the_data_travels_inside_and_its_digest_is_the_one_printed(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(name))) as pdf:
        assert list(pdf.attachments) == [DATA_NAME]
        carried = pdf.attachments[DATA_NAME].get_file().read_bytes()
        (associated,) = pdf.Root.AF
        assert associated.AFRelationship == "/Data"
    assert carried == canonical(MAKERS[name].content)
    if name not in {"convocation", "sheet"}:
        assert hashlib.sha256(carried).hexdigest() in text(printed(name)).replace(" ", "")


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
    # It knows no extension schema, so it takes the description of PDF/UA's for a fault.
    of_ours = ("expected 'B'", "pdfuaid", "pdfaExtension", "pdfaSchema", "pdfaProperty")
    assert [one for one in found if not any(word in one for word in of_ours)] == []


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
    assert here == hashlib.sha256(case_report(samples.FULL_REPORT)).hexdigest()
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
        for sample in MAKERS.values():
            sample.make(sample.content)
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


def _tags(element: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    """The structure's elements in reading order, by their standard names."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from _tags(one)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield str(element.S).removeprefix("/"), element
        yield from _tags(element.get("/K", pikepdf.Array()))


def _has_untagged_text(page: pikepdf.Page) -> bool:
    """Whether some text is neither in the structure nor said to be an artifact (PDF/UA-1, 7.1)."""
    depth = 0
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
        if operator in {"Tj", "TJ"} and depth == 0:
            return True
    return False
