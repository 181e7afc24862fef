"""The import page: files go in, the report names each fault, for whoever may."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaSource, Case
from rcp.services import catalogue, people
from tests.factories import Cast
from tests.services.test_agendas import PICTURE, an_agenda, an_event
from tests.services.test_case_imports import CASES, case_line
from tests.services.test_imports import HEADER, csv
from tests.web.conftest import Browse


@pytest.fixture(autouse=True)
def seeded(session: Session) -> None:
    """The catalogue's templates and groups."""
    catalogue.seed_catalogue(session)


def sent(door: str, content: bytes) -> dict[str, object]:
    return {f"{door}-file": (io.BytesIO(content), "fichier.csv")}


def test_each_sees_the_doors_that_are_theirs(browse: Browse, cast: Cast) -> None:
    coordinator = browse.as_(cast.sami).get("imports.index").body
    clinician = browse.as_(cast.odile).get("imports.index").body
    assert "/imports/practitioners" in coordinator
    assert "/imports/cases" in coordinator
    assert "/imports/structures" not in coordinator
    assert "/imports/cases" in clinician
    assert "/imports/practitioners" not in clinician


def test_the_report_names_line_column_and_remedy_and_keeps_good_rows(
    browse: Browse, session: Session, cast: Cast
) -> None:
    place = cast.organization.code
    content = csv(
        HEADER,
        f"Bon;Alice;a.bon@x.example;;{place};G15_10;SM36;clinician",
        f"Rpps;Jean;j@x.example;123;{place};G15_10;SM36;clinician",
    )
    page = browse.as_(cast.sami).post(
        "imports.practitioners", sent("practitioners", content), expect=200
    )
    assert "1 entrée gardée" in page.text
    (row,) = page.tree.findall(".//{*}tbody/{*}tr")
    told = " ".join("".join(row.itertext()).split())
    assert "3 rpps Le numéro RPPS compte 11 chiffres" in told
    assert people.by_email(session, "a.bon@x.example") is not None


def test_a_picture_named_csv_says_so_and_loses_nothing(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.sami).post(
        "imports.practitioners", sent("practitioners", PICTURE), expect=200
    )
    assert "rien n’a été perdu" in page.text
    assert "Ce fichier est une image" in page.text


def test_a_file_too_large_for_the_door_is_told_as_such(
    browse: Browse, app: Flask, cast: Cast
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    large = sent("practitioners", b"x" * 20_000)
    page = browse.as_(cast.sami).post("imports.practitioners", large, expect=413)
    assert "trop lourd" in page.text


def test_several_agendas_come_at_once(browse: Browse, session: Session, cast: Cast) -> None:
    good = an_agenda(an_event("a@b"))
    files = [
        (io.BytesIO(good), f"{cast.odile.email}.ics"),
        (io.BytesIO(PICTURE), f"{cast.claire.email}.ics"),
    ]
    page = browse.as_(cast.sami).post("imports.agendas", {"agendas": files}, expect=200)
    assert f"{cast.claire.email}.ics" in page.text
    assert "Ce fichier est une image" in page.text
    assert len(session.scalars(select(AgendaSource)).all()) == 2


def test_no_file_is_a_form_error(browse: Browse, cast: Cast) -> None:
    site = browse.as_(cast.sami)
    assert "Choisissez" in site.post("imports.agendas", {}, expect=422).form_errors[0]
    assert "Choisissez" in site.post("imports.practitioners", {}, expect=422).form_errors[0]


def test_cases_come_in_from_their_referrer(browse: Browse, session: Session, cast: Cast) -> None:
    line = case_line(rcp=cast.board.code, demandeur=cast.odile.email)
    header, content = CASES.split(";champ:")[0], line.rsplit(";", 3)[0]
    page = browse.as_(cast.odile).post(
        "imports.cases", sent("cases", csv(header, content)), expect=200, follow=True
    )
    assert "Tout a été lu." in page.text
    assert session.scalars(select(Case)).one().referrer_id == cast.odile.id


def test_who_may_not_is_turned_away(browse: Browse, session: Session, cast: Cast) -> None:
    browse.as_(cast.odile).post("imports.practitioners", sent("practitioners", b"x"), expect=403)
    browse.as_(cast.odile).post("imports.boards", sent("boards", b"x"), expect=403)
    browse.as_(cast.sami).post("imports.structures", sent("structures", b"x"), expect=403)
    browse.as_(None).get("imports.index", expect=303)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_can_be_said(browse: Browse, cast: Cast, language: str) -> None:
    cast.sami.language = language
    page = browse.as_(cast.sami).post("imports.boards", sent("boards", b"boards: ["), expect=200)
    assert "YAML" in page.text
