"""Hostile text and hostile addresses: shown as they were typed, never followed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from rcp.documents.archive import DATA_NAME
from rcp.documents.assets import AssetFetcher, NotAnAsset, asset
from rcp.documents.content import Field
from rcp.documents.limits import SECTION_BYTES, DocumentTooLarge
from rcp.documents.parts import Attendance, Person
from rcp.documents.pdf import render
from rcp.documents.printing import action_plan, case_report, convocation, minutes
from tests.documents import samples
from tests.documents.reading import is_inert, text

VECTORS = {
    "img": '<img src="{http}">',
    "img file": '<img src="{file}">',
    "stylesheet link": '<link rel="stylesheet" href="{http}">',
    "import": "<style>@import url({http});</style>",
    "background": '<p style="background: url({http})">x</p>',
    "font face": "<style>@font-face {{ font-family: f; src: url({http}) }} p {{ font-family: f }}"
    "</style><p>x</p>",
    "svg image": '<svg width="9" height="9"><image href="{http}" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{http}#a"/></svg>',
    "object": '<object data="{http}"></object>',
    "embed": '<embed src="{http}">',
    "list bullet": '<ul style="list-style-image: url({http})"><li>x</li></ul>',
    "content url": "<style>p::before {{ content: url({http}) }}</style><p>x</p>",
    "border image": '<p style="border: 3px solid; border-image: url({http}) 1">x</p>',
    "base and relative": '<base href="{http}"><img src="relative.png">',
    "attached file by link": '<link rel="attachment" href="{file}">',
    "attached file by anchor": '<a rel="attachment" href="{file}">x</a>',
    "attached page by link": '<link rel="attachment" href="{http}">',
    "attached page by anchor": '<a rel="attachment" href="{http}">x</a>',
    "data svg": '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    'width=%229%22 height=%229%22%3E%3Cimage href=%22{http}%22/%3E%3C/svg%3E">',
    "asset outside": '<img src="asset:../pyproject.toml">',
}


@dataclass
class Canary:
    """A web server that remembers who called it, and a file that nobody may read."""

    address: str
    secret: Path
    calls: list[str] = field(default_factory=list)

    def armed(self, vector: str) -> str:
        return vector.format(http=f"{self.address}/canary", file=self.secret.as_uri())


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the file")
    held = Canary("", secret)

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.calls.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    held.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def test_typed_into_a_field_it_is_only_text(canary: Canary) -> None:
    typed = [canary.armed(vector) for vector in VECTORS.values()]
    fields = tuple(Field(label=line, value=line, unit=line) for line in typed)
    pdf = case_report(
        replace(samples.FULL_REPORT, summary="\n".join([*typed, "{{7*7}}"]), fields=fields)
    )
    shown = text(pdf).replace(" ", "")
    unread = [line for line in typed if shown.count(line.replace(" ", "")) < 1]
    assert unread == []
    assert "{{7*7}}" in shown
    assert is_inert(pdf, carries=(DATA_NAME,))
    assert canary.calls == []


def test_typed_into_names_titles_and_links_it_is_only_text(canary: Canary) -> None:
    typed = canary.armed(VECTORS["attached file by anchor"])
    heading = replace(samples.MEETING, board=typed, place=typed, kind=typed)
    head = replace(samples.LETTERHEAD, organization=typed, footer=typed)
    pdf = convocation(
        replace(
            samples.CONVOCATION,
            meeting=heading,
            letterhead=head,
            recipient=Person(typed, typed),
            video_link="javascript:alert(1)",
            reply_link=canary.address,
        )
    )
    assert typed.replace(" ", "") in text(pdf).replace(" ", "")
    assert is_inert(pdf, carries=(DATA_NAME,))
    assert canary.calls == []


@pytest.mark.parametrize("name", VECTORS)
def test_even_as_markup_nothing_is_fetched_nor_embedded(name: str, canary: Canary) -> None:
    page = f'<html lang="fr"><title>x</title>{canary.armed(VECTORS[name])}</html>'
    try:
        pdf = HTML(string=page, url_fetcher=AssetFetcher()).write_pdf()
    except FatalURLFetchingError:
        pdf = None
    assert canary.calls == []
    assert pdf is None or is_inert(pdf)


def test_the_canary_sings_for_an_open_fetcher(canary: Canary) -> None:
    page = f'<html lang="fr"><title>x</title>{canary.armed(VECTORS["img"])}</html>'
    HTML(string=page, url_fetcher=URLFetcher()).write_pdf()
    assert canary.calls == ["/canary"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "ftp://example.org/a",
        "asset:../rcp/paths.py",
        "asset:/etc/passwd",
        "asset:css",
        "asset:fonts/LICENSE",
        "asset:css/absent.css",
        "ASSET:css/tokens.css",
        "",
    ],
)
def test_the_fetcher_refuses_all_that_is_not_shipped(address: str) -> None:
    with pytest.raises(NotAnAsset):
        AssetFetcher().fetch(address)


def test_a_link_out_of_the_folder_is_no_asset() -> None:
    with pytest.raises(NotAnAsset):
        asset("css/../../rcp/paths.py")


def test_shipped_sheets_and_fonts_are_served() -> None:
    served = AssetFetcher().fetch("asset:fonts/AtkinsonHyperlegibleNext-Regular.ttf")
    assert served.read()[:4] == b"\x00\x01\x00\x00"
    assert served.content_type == "font/ttf"


def test_control_characters_and_reversed_text_do_not_reach_the_page() -> None:
    typed = "Dose \u202e01 mg\u0000 le\u0007 matin\ud800 e\u0301te\u0301"
    shown = text(case_report(replace(samples.BARE_REPORT, summary=typed)))
    assert "Dose 01 mg le matin été" in shown


def test_a_heap_of_combining_marks_stays_within_its_field() -> None:
    pdf = case_report(replace(samples.BARE_REPORT, summary="e" + "\u0301" * 5_000 + " fin"))
    assert "fin" in text(pdf)


def test_a_text_beyond_its_limit_is_refused_by_name() -> None:
    long = "é" * (SECTION_BYTES // 2 + 1)
    with pytest.raises(DocumentTooLarge) as refused:
        case_report(replace(samples.FULL_REPORT, opinion=replace(samples.OPINION, comment=long)))
    assert refused.value.section == "CaseReportContent.opinion.comment"
    assert (refused.value.size, refused.value.limit) == (SECTION_BYTES + 2, SECTION_BYTES)
    assert "é" not in str(refused.value)


def test_many_texts_within_their_limit_are_refused_together() -> None:
    almost = "a" * (SECTION_BYTES - 1)
    opinion = replace(
        samples.OPINION, comment=almost, follow_up=almost, dissent=almost, off_guideline=almost
    )
    with pytest.raises(DocumentTooLarge) as refused:
        case_report(replace(samples.FULL_REPORT, opinion=opinion, summary=almost, question=almost))
    assert refused.value.section == "CaseReportContent"


def test_a_list_of_a_thousand_is_refused() -> None:
    crowd = (Attendance(Person("Dr Claire Roussillon")),) * 1000
    with pytest.raises(DocumentTooLarge) as refused:
        minutes(replace(samples.MINUTES, attendances=crowd))
    assert refused.value.section == "MinutesContent.attendances"


def test_the_other_documents_have_the_same_limits() -> None:
    long = "a" * (SECTION_BYTES + 1)
    with pytest.raises(DocumentTooLarge):
        action_plan(replace(samples.CASE_PLAN, reference=long))
    with pytest.raises(DocumentTooLarge):
        convocation(replace(samples.CONVOCATION, video_link=long))


def test_a_template_that_asks_for_what_it_was_not_given_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        render(
            "minutes.html", {"content": samples.MINUTES}, made_at=samples.PRINTED, identifier="x"
        )
