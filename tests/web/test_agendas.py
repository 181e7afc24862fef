"""The agenda page: how it was read, when one is busy, absences; others' for coordinators."""

from __future__ import annotations

import io
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Absence, AgendaSource, BusyInterval
from tests import factories
from tests.factories import Cast
from tests.services.test_agendas import PICTURE, an_agenda, an_event
from tests.web.conftest import Browse


def upload(content: bytes, name: str = "agenda.ics") -> dict[str, object]:
    return {"file": (io.BytesIO(content), name)}


def test_without_agenda_the_page_says_what_to_do(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.odile).get("agendas.index")
    assert page.heading == "Mon agenda"
    assert "Aucun agenda" in page.text
    assert "/agendas/people" not in page.links()


def test_an_uploaded_agenda_is_read_and_shown_without_title(
    browse: Browse, session: Session, cast: Cast
) -> None:
    start = utc_now() + timedelta(days=1)
    event = an_event("a@b", f"{start:%Y%m%dT080000Z}", f"{start:%Y%m%dT090000Z}")
    page = browse.as_(cast.odile).post(
        "agendas.upload",
        upload(an_agenda(event)),
        practitioner_id=cast.odile.id,
        follow=True,
        expect=200,
    )
    assert "L’agenda est lu." in page.text
    assert "1 plage occupée" in page.text
    assert "Secrète" not in page.body


def test_the_week_shows_when_somebody_is_taken(
    browse: Browse, session: Session, cast: Cast
) -> None:
    factories.a_busy_interval(session, cast.odile)
    factories.a_busy_interval(
        session,
        cast.odile,
        factories.NOW + timedelta(days=1, minutes=10),
        factories.NOW + timedelta(days=1, minutes=20),
    )
    page = browse.as_(cast.odile).get(
        "agendas.show", practitioner_id=cast.odile.id, week="2026-11-24"
    )
    cells = [cell.get("data-level") for cell in page.elements("td")]
    assert cells.count("0") == 2
    assert cells.count("1") == 1
    assert "lun. 23 nov." in page.text
    assert "week=2026-11-30" in page.body


def test_an_empty_file_and_a_picture_are_told_and_the_former_times_stay(
    browse: Browse, session: Session, cast: Cast
) -> None:
    factories.a_busy_interval(session, cast.odile)
    site = browse.as_(cast.odile)
    for content, said in ((b"", "Le fichier est vide"), (PICTURE, "Ce fichier est une image")):
        page = site.post(
            "agendas.upload",
            upload(content),
            practitioner_id=cast.odile.id,
            follow=True,
            expect=200,
        )
        assert said in page.text
        assert "Illisible" in page.text
    assert len(session.scalars(select(BusyInterval)).all()) == 1


def test_no_file_is_a_form_error(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.odile).post(
        "agendas.upload", {}, practitioner_id=cast.odile.id, expect=422
    )
    assert "Choisissez un fichier" in page.form_errors[0]


def test_an_absence_is_noted_and_withdrawn(browse: Browse, session: Session, cast: Cast) -> None:
    site = browse.as_(cast.odile)
    days = {"absence-first": "2030-07-01", "absence-last": "2030-07-14"}
    site.post("agendas.add_absence", days, practitioner_id=cast.odile.id)
    page = site.get("agendas.index")
    assert "du lundi 1er juillet 2030 au dimanche 14 juillet 2030" in page.text
    absence = session.scalars(select(Absence)).one()
    browse.as_(cast.claire).post("agendas.remove_absence", absence_id=absence.id, expect=403)
    site.post("agendas.remove_absence", absence_id=absence.id)
    assert not session.scalars(select(Absence)).all()


def test_an_absence_upside_down_is_refused(browse: Browse, cast: Cast) -> None:
    days = {"absence-first": "2030-07-14", "absence-last": "2030-07-01"}
    page = browse.as_(cast.odile).post(
        "agendas.add_absence", days, practitioner_id=cast.odile.id, expect=422
    )
    assert "ne peut précéder" in page.form_errors[0]


def test_a_coordinator_sees_their_people_and_opens_each(
    browse: Browse, session: Session, cast: Cast
) -> None:
    factories.a_busy_interval(session, cast.odile)
    site = browse.as_(cast.sami)
    page = site.get("agendas.of_people")
    assert "Marchal Odile" in page.text
    assert "1 plage occupée" in page.text
    assert "Aucun agenda" in page.text
    assert "Le Goff" not in page.text
    opened = site.get("agendas.show", practitioner_id=cast.odile.id)
    assert opened.heading == "Agenda de Odile Marchal"


def test_nobody_else_sees_an_agenda(browse: Browse, session: Session, cast: Cast) -> None:
    factories.a_busy_interval(session, cast.odile)
    source = session.scalars(select(AgendaSource)).one()
    for person in (cast.claire, cast.stranger):
        site = browse.as_(person)
        site.get("agendas.show", practitioner_id=cast.odile.id, expect=403)
        site.get("agendas.of_people", expect=403)
        site.post("agendas.upload", upload(b"x"), practitioner_id=cast.odile.id, expect=403)
        site.post("agendas.remove_calendar", source_id=source.id, expect=403)
    browse.as_(cast.sami).get("agendas.show", practitioner_id=cast.stranger.id, expect=403)


def test_a_calendar_is_withdrawn_with_its_times(
    browse: Browse, session: Session, cast: Cast
) -> None:
    factories.a_busy_interval(session, cast.odile)
    source = session.scalars(select(AgendaSource)).one()
    browse.as_(cast.odile).post("agendas.remove_calendar", source_id=source.id)
    assert not session.scalars(select(BusyInterval)).all()
