"""Calendars of other servers on the page: tried first, their state told, their secrets kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.calendars.busy import UnreadableCode
from rcp.db.base import utc_now
from rcp.db.models import AgendaSource, AgendaState, BusyInterval, SourceKind, WeeklyTime
from rcp.outside.faults import FetchFault
from rcp.outside.gate import allowed_from
from rcp.services.agenda_keeping import fault_code
from rcp.web.sentences import SENTENCES
from tests.factories import Cast
from tests.outside import peer as peers
from tests.outside.peer import Peer
from tests.outside.radicale import NAME, PASSWORD, Radicale
from tests.services.test_agendas import an_agenda, an_event
from tests.web.conftest import Browse


def allow(app: Flask, allowed: str) -> None:
    """As an administrator who lets a server of the house through."""
    import dataclasses

    settings = dataclasses.replace(app.config["SETTINGS"], allowed_hosts=allowed_from(allowed))
    app.config["SETTINGS"] = settings


def tomorrow() -> peers.Answer:
    day = utc_now() + timedelta(days=1)
    return peers.says(an_agenda(an_event("a@b", f"{day:%Y%m%dT080000Z}", f"{day:%Y%m%dT090000Z}")))


def link(url: str, **more: str) -> dict[str, str]:
    return {"link-address": url, "link-tentative": "y", **more}


def account(url: str, password: str = PASSWORD) -> dict[str, str]:
    return {"account-address": url, "account-login": NAME, "account-password": password}


def only(session: Session) -> AgendaSource:
    return session.scalars(select(AgendaSource)).one()


def test_an_address_is_tried_then_kept_and_never_shown_again(
    app: Flask, browse: Browse, session: Session, cast: Cast, peer: Peer
) -> None:
    allow(app, peer.allowed)
    url = peer.says("/agenda.ics", tomorrow()) + "?cle=jeton-secret"
    page = browse.as_(cast.odile).post(
        "agendas.add_link",
        link(url, **{"link-name": "Google"}),
        practitioner_id=cast.odile.id,
        follow=True,
        expect=200,
    )
    assert "1 plage occupée" in page.text
    assert "Adresse chez 127.0.0.1" in page.text
    for secret in ("jeton-secret", "agenda.ics?", "Secrète"):
        assert secret not in page.body
    assert only(session).kind is SourceKind.LINK


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Collez l’adresse"),
        ("http://127.0.0.1/", "n’a pas le droit d’interroger"),
        ("http://[::ffff:169.254.169.254]/", "n’a pas le droit d’interroger"),
        ("file:///etc/passwd", "doit commencer par https"),
        ("https://odile:mdp@agenda.example/", "contient un identifiant"),
        ("https://", "n’est pas complète"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_beside_the_form(
    browse: Browse, session: Session, cast: Cast, url: str, said: str
) -> None:
    page = browse.as_(cast.odile).post(
        "agendas.add_link", link(url), practitioner_id=cast.odile.id, expect=422
    )
    assert said in page.form_errors[0]
    assert not session.scalars(select(AgendaSource)).all()


def test_a_page_instead_of_an_agenda_is_told_and_not_kept(
    app: Flask, browse: Browse, session: Session, cast: Cast, peer: Peer
) -> None:
    allow(app, peer.allowed)
    url = peer.says("/", peers.says(b"<html>Connexion de Madame Secr\xc3\xa8te</html>"))
    page = browse.as_(cast.odile).post(
        "agendas.add_link",
        link(url, **{"link-password": "mdp-tapé"}),
        practitioner_id=cast.odile.id,
        expect=422,
    )
    assert "lien expiré" in page.form_errors[0]
    assert "mdp-tapé" not in page.body
    assert "Madame" not in page.body
    assert not session.scalars(select(AgendaSource)).all()


def test_a_calendar_that_stops_answering_says_since_when_and_keeps_its_times(
    app: Flask, browse: Browse, session: Session, cast: Cast, peer: Peer
) -> None:
    allow(app, peer.allowed)
    site = browse.as_(cast.odile)
    site.post("agendas.add_link", link(peer.says("/", tomorrow())), practitioner_id=cast.odile.id)
    source = only(session)
    again = site.post("agendas.read_again", source_id=source.id, follow=True, expect=200)
    assert "vient d’être demandé" in again.text
    only(session).asked_at = None
    session.flush()
    peer.says("/", peers.says(b"", status="500 x"))
    page = site.post("agendas.read_again", source_id=source.id, follow=True, expect=200)
    assert "Le serveur de l’agenda est en panne. C’est ainsi depuis le" in page.text
    assert "les plages lues avant restent comptées" in page.text
    assert len(session.scalars(select(BusyInterval)).all()) == 1
    only(session).asked_at = None
    session.flush()
    peer.says("/", tomorrow())
    page = site.post("agendas.read_again", source_id=source.id, follow=True, expect=200)
    assert "C’est ainsi depuis" not in page.text


def test_the_calendars_of_an_account_are_chosen_then_read(
    app: Flask, browse: Browse, session: Session, cast: Cast, radicale: Radicale
) -> None:
    allow(app, radicale.allowed)
    radicale.make("travail", "Travail")
    radicale.make("perso", "Perso")
    day = f"DTSTART:{utc_now() + timedelta(days=1):%Y%m%d}T080000Z"
    radicale.put("travail", "a@b", day, "DURATION:PT1H", "SUMMARY:Secrète")
    site = browse.as_(cast.odile)
    page = site.post(
        "agendas.add_account",
        account(radicale.url()),
        practitioner_id=cast.odile.id,
        follow=True,
        expect=200,
    )
    assert page.heading == "Choisir les agendas"
    boxes = page.elements("input", type="checkbox")
    assert len(boxes) == 2
    assert all(box.get("checked") is not None for box in boxes)
    source = only(session)
    assert "À choisir" in site.get("agendas.index").text
    nothing = site.post("agendas.take_choice", {}, source_id=source.id, expect=422)
    assert "Cochez au moins un agenda" in nothing.form_errors[0]
    chosen = [box.get("value") for box in boxes if "travail" in str(box.get("value"))]
    page = site.post(
        "agendas.take_choice", {"calendars": chosen}, source_id=source.id, follow=True, expect=200
    )
    assert "1 plage occupée" in page.text
    assert "1 agenda choisi" in page.text
    assert PASSWORD not in page.body
    assert "Secrète" not in page.body
    radicale.make("garde", "Garde")
    page = site.post("agendas.find_again", source_id=source.id, follow=True, expect=200)
    boxes = page.elements("input", type="checkbox")
    assert [box.get("checked") is not None for box in boxes].count(True) == 1
    assert len(boxes) == 3
    assert "Vos séances y sont inscrites" not in page.text
    both = {"calendars": chosen, "push": chosen[0]}
    page = site.post("agendas.take_choice", both, source_id=source.id, follow=True, expect=200)
    assert "Vos séances y sont inscrites" in page.text


def test_a_wrong_password_is_told_and_nothing_is_kept(
    app: Flask, browse: Browse, session: Session, cast: Cast, radicale: Radicale
) -> None:
    allow(app, radicale.allowed)
    page = browse.as_(cast.odile).post(
        "agendas.add_account",
        account(radicale.url(), "faux-mot-de-passe"),
        practitioner_id=cast.odile.id,
        expect=422,
    )
    assert "refuse l’identifiant ou le mot de passe" in page.form_errors[0]
    assert "faux-mot-de-passe" not in page.body
    assert not session.scalars(select(AgendaSource)).all()


def test_tentative_times_count_or_not_as_the_person_likes(
    browse: Browse, session: Session, cast: Cast
) -> None:
    session.add(AgendaSource(practitioner=cast.odile, state=AgendaState.READ))
    session.flush()
    site, source = browse.as_(cast.odile), only(session)
    for said in ("provisoires ne comptent pas", "provisoires comptent comme occupés"):
        page = site.post("agendas.switch_tentative", source_id=source.id, follow=True, expect=200)
        assert said in page.text


def test_a_file_has_nothing_to_read_again_nor_to_choose(
    browse: Browse, session: Session, cast: Cast
) -> None:
    session.add(AgendaSource(practitioner=cast.odile, state=AgendaState.READ))
    session.flush()
    site, source = browse.as_(cast.odile), only(session)
    site.post("agendas.read_again", source_id=source.id, expect=404)
    site.get("agendas.choose", source_id=source.id, expect=404)
    site.post("agendas.find_again", source_id=source.id, expect=404)


def test_a_coordinator_adds_an_address_for_somebody_and_a_colleague_may_not(
    app: Flask, browse: Browse, session: Session, cast: Cast, peer: Peer
) -> None:
    allow(app, peer.allowed)
    given = link(peer.says("/", tomorrow()))
    browse.as_(cast.claire).post(
        "agendas.add_link", given, practitioner_id=cast.odile.id, expect=403
    )
    assert peer.heard == []
    browse.as_(cast.sami).post("agendas.add_link", given, practitioner_id=cast.odile.id)
    assert "Adresse chez" in browse.as_(cast.odile).get("agendas.index").text


class TestHours:
    def test_are_typed_in_day_by_day(self, browse: Browse, session: Session, cast: Cast) -> None:
        site = browse.as_(cast.odile)
        assert "Les horaires de la structure" in site.get("agendas.index").text
        given = {"hours-starts_0": "08:00", "hours-ends_0": "12:30"}
        page = site.post(
            "agendas.set_hours", given, practitioner_id=cast.odile.id, follow=True, expect=200
        )
        assert "Les horaires sont enregistrés" in page.text
        assert [box.get("value") for box in page.elements("input", name="hours-ends_0")] == [
            "12:30"
        ]
        assert "lundi de 08:00 à 12:30" in site.get("agendas.index").text
        site.post("agendas.set_hours", {}, practitioner_id=cast.odile.id)
        assert session.scalars(select(WeeklyTime)).all() == []

    @pytest.mark.parametrize(
        ("starts", "ends", "said"),
        [
            ("12:00", "08:00", "L’heure de fin doit suivre"),
            ("08:00", "", "Écrivez les deux heures"),
            ("midi", "13:00", "Écrivez une heure"),
        ],
    )
    def test_that_make_no_sense_are_refused_beside_their_day(
        self, browse: Browse, cast: Cast, starts: str, ends: str, said: str
    ) -> None:
        given = {"hours-starts_2": starts, "hours-ends_2": ends}
        page = browse.as_(cast.odile).post(
            "agendas.set_hours", given, practitioner_id=cast.odile.id, expect=422
        )
        assert said in page.text

    def test_preferences_are_noted_and_withdrawn(
        self, browse: Browse, session: Session, cast: Cast
    ) -> None:
        site = browse.as_(cast.odile)
        given = {
            "preference-kind": "avoided",
            "preference-weekdays": ["0", "4"],
            "preference-starts": "16:00",
            "preference-ends": "18:00",
        }
        page = site.post(
            "agendas.add_preference", given, practitioner_id=cast.odile.id, follow=True, expect=200
        )
        assert "vendredi de 16:00 à 18:00 à éviter" in page.text
        first, _second = session.scalars(select(WeeklyTime)).all()
        site.post("agendas.remove_preference", weekly_time_id=first.id)
        assert len(session.scalars(select(WeeklyTime)).all()) == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"preference-weekdays": []}, "Choisissez au moins un jour"),
            ({"preference-ends": "15:00"}, "L’heure de fin doit suivre"),
            ({"preference-ends": ""}, "Écrivez l’heure de fin"),
            ({"preference-weekdays": ["9"]}, "Choisissez une réponse"),
            ({"preference-kind": "works"}, "Choisissez une réponse"),
        ],
    )
    def test_a_preference_that_makes_no_sense_is_refused(
        self, browse: Browse, session: Session, cast: Cast, change: dict[str, str], said: str
    ) -> None:
        given: dict[str, object] = {
            "preference-kind": "wished",
            "preference-weekdays": ["1"],
            "preference-starts": "16:00",
            "preference-ends": "18:00",
        }
        page = browse.as_(cast.odile).post(
            "agendas.add_preference", given | change, practitioner_id=cast.odile.id, expect=422
        )
        assert said in page.text
        assert session.scalars(select(WeeklyTime)).all() == []


def test_whatever_goes_wrong_with_a_calendar_has_words() -> None:
    codes = {fault.value for fault in FetchFault}
    codes |= {fault_code(code, kind) for code in UnreadableCode for kind in SourceKind}
    assert [code for code in codes if f"agenda_{code}" not in SENTENCES] == []
