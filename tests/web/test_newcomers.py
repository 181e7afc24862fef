"""Somebody new: what the public directory says of them is proposed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from rcp.services import catalogue
from tests.factories import Cast
from tests.services.test_directory import a_line, brought_in
from tests.web.conftest import Browse, Page
from tests.web.test_routes import on_one_database

pytestmark = on_one_database


@pytest.fixture(autouse=True)
def extract(session: Session, cast: Cast) -> None:
    """The directory knows Lou Berthier, surgeon at our hospital."""
    catalogue.seed_catalogue(session)
    cast.organization.finess = "350000022"
    told = {"rpps": "10002222222", "family_name": "BERTHIER", "given_name": "LOU"}
    brought_in(session, a_line(**told, skill="SM36"))


def values(page: Page) -> dict[str, str]:
    """What the form would send as it stands."""
    typed = {i.get("name"): i.get("value") or "" for i in page.elements("input") if i.get("name")}
    for choice in page.elements("select"):
        chosen = [o.get("value") for o in choice.iter() if o.get("selected") is not None]
        typed[choice.get("name")] = chosen[0] if chosen else ""
    return typed


def test_a_colleague_found_by_number_needs_only_an_address(
    browse: Browse, session: Session, cast: Cast
) -> None:
    client = browse.as_(cast.sami)
    found = client.get("settings.people.new", text="10002222222")
    (link,) = [link for link in found.links() if "entry=" in link]
    told = values(client.get_path(link))
    assert told["family_name"] == "BERTHIER"
    assert told["practice-profession"] == "G15_10"
    assert told["practice-qualification"] == "SM36"
    assert told["practice-organization"] == cast.organization.code
    sent = {**told, "email": "lou.berthier@hopital.example", "practice-roles": "clinician"}
    client.post("settings.people.add", sent)
    lou = session.scalars(select(Practitioner).where(Practitioner.rpps == "10002222222")).one()
    assert lou.qualifications == (("G15_10", "SM36"),)


def test_an_address_that_is_missing_or_already_somebodys_is_refused(
    browse: Browse, session: Session, cast: Cast
) -> None:
    client = browse.as_(cast.sami)
    page = client.get("settings.people.new", text="berthier")
    (link,) = [link for link in page.links() if "entry=" in link]
    told = values(client.get_path(link))
    assert "Écrivez une adresse." in client.post("settings.people.add", told, expect=422).text
    taken = {**told, "email": cast.odile.email}
    page = client.post("settings.people.add", taken, expect=422)
    session.refresh(cast.odile)
    assert cast.odile.family_name == "Marchal"


def test_a_clinician_adds_nobody(browse: Browse, cast: Cast) -> None:
    browse.as_(cast.odile).get("settings.people.new", expect=403)
