"""The house: structures, people, specialties, templates, each for whoever may change it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import BoardTemplate, Grant, Organization, Practitioner, Role, SpecialtyGroup
from rcp.documents.logo import name_of
from rcp.services import catalogue
from rcp.services.contents import letterhead_of
from tests import factories
from tests.factories import Cast
from tests.web.conftest import Browse


@pytest.fixture
def root(session: Session, cast: Cast) -> Practitioner:
    """Aïcha administers the hospital."""
    return factories.a_practitioner(
        session,
        name="Aïcha Benali",
        profession="LOC_SECRETAIRE",
        specialty=None,
        organization=cast.organization,
        roles=("administrator",),
    )


@pytest.fixture
def templates(session: Session) -> list[BoardTemplate]:
    """The sixteen templates."""
    catalogue.seed_catalogue(session)
    return catalogue.templates(session)


def test_settings_lead_to_every_part_of_the_house(
    browse: Browse, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    page = browse.as_(root).get("settings.index")
    for path in ("structures", "people", "specialties", "templates"):
        assert f"/settings/{path}" in page.links()
    assert "16" in page.text


def test_a_clinician_does_not_see_the_settings(browse: Browse, cast: Cast) -> None:
    clinician = browse.as_(cast.odile)
    for endpoint in (
        "settings.index",
        "settings.structures.index",
        "settings.people.index",
        "settings.templates",
    ):
        clinician.get(endpoint, expect=403)


def test_the_competences_are_listed_with_their_codes(
    browse: Browse, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    page = browse.as_(root).get("settings.specialties.index")
    assert "Oncologie médicale" in page.text
    assert "SM36" in page.text


def test_a_competence_is_edited_on_screen_and_an_upgrade_leaves_it_alone(
    browse: Browse, session: Session, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    site = browse.as_(root)
    row = session.scalars(select(SpecialtyGroup).where(SpecialtyGroup.code == "ide")).one()
    told = {"code": "ide", "label": "Infirmiers", "label_en": "Nurses", "kind": "codes"}
    refused = site.post(
        "settings.specialties.change",
        {**told, "text": "G15_60, SM999"},
        specialty_group_id=row.id,
        expect=422,
    )
    assert "SM999" in refused.form_errors[0]
    site.post(
        "settings.specialties.change",
        {**told, "text": "G15_60 G15_21/H"},
        specialty_group_id=row.id,
    )
    catalogue.seed_catalogue(session)
    assert (row.label, row.codes) == ("Infirmiers", ["G15_21/H", "G15_60"])
    new = {"code": "ide_annonce", "label": "IDE d’annonce", "kind": "codes", "text": "G15_60"}
    site.post("settings.specialties.create", new)
    assert "IDE d’annonce" in site.get("settings.specialties.index").text
    twice = site.post("settings.specialties.create", new, expect=422)
    assert "ide_annonce" in twice.form_errors[0]


def test_a_template_is_edited_as_yaml_and_its_edition_grows(
    browse: Browse, session: Session, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    sein = next(row for row in templates if row.code == "ONCO_SEIN")
    text = catalogue.template_text(sein).replace("name: RCP sein", "name: RCP du sein")
    browse.as_(root).post("settings.edit_template", {"text": text}, template_id=sein.id)
    session.refresh(sein)
    assert (sein.name, sein.edition) == ("RCP du sein", 2)


def test_a_wrong_template_names_path_and_remedy_and_keeps_what_was_typed(
    browse: Browse, session: Session, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    sein = next(row for row in templates if row.code == "ONCO_SEIN")
    text = catalogue.template_text(sein).replace("cadence: weekly", "cadence: parfois")
    page = browse.as_(root).post(
        "settings.edit_template", {"text": text}, template_id=sein.id, expect=422
    )
    (error,) = page.form_errors
    assert "« cadence »" in error
    assert "weekly" in error
    assert "cadence: parfois" in page.body
    session.refresh(sein)
    assert sein.edition == 1


def test_a_broken_yaml_names_its_line(
    browse: Browse, root: Practitioner, templates: list[BoardTemplate]
) -> None:
    page = browse.as_(root).post(
        "settings.edit_template",
        {"text": "code: X\nname: [ouvert"},
        template_id=templates[0].id,
        expect=422,
    )
    assert "Ligne 2" in page.form_errors[0]


def test_a_coordinator_may_not_edit_templates(
    browse: Browse, cast: Cast, templates: list[BoardTemplate]
) -> None:
    sami = browse.as_(cast.sami)
    assert "ONCO_SEIN" in sami.get("settings.templates").text
    sami.get("settings.template", template_id=templates[0].id, expect=403)
    sami.post("settings.edit_template", {"text": "x"}, template_id=templates[0].id, expect=403)


def test_the_catalogue_comes_again_without_overwriting_what_was_edited(
    session: Session, cast: Cast, templates: list[BoardTemplate]
) -> None:
    sein = next(row for row in templates if row.code == "ONCO_SEIN")
    text = catalogue.template_text(sein).replace("name: RCP sein", "name: Le sein")
    catalogue.edit_template(session, sein, text, by=cast.claire)
    catalogue.seed_catalogue(session)
    assert sein.name == "Le sein"
    assert len(catalogue.templates(session)) == 16
    groups = session.scalars(select(SpecialtyGroup.code)).all()
    assert len(groups) == len(set(groups)) > 40


def test_an_administrator_writes_a_structure_down_with_its_room_and_closure(
    browse: Browse, session: Session, root: Practitioner
) -> None:
    site = browse.as_(root)
    site.get("settings.structures.new")
    told = {
        "code": "saint-denis",
        "name": "Centre de santé de Saint-Denis",
        "kind": "health_centre",
        "time_zone": "Indian/Reunion",
        "opens": "07:30",
        "closes": "18:00",
    }
    site.post("settings.structures.create", told)
    place = session.scalars(select(Organization).where(Organization.code == "saint-denis")).one()
    assert place.time_zone == "Indian/Reunion"
    site.post(
        "settings.structures.save_room",
        {"name": "Salle bleue", "capacity": "8", "has_video": "y"},
        organization_id=place.id,
    )
    site.post(
        "settings.structures.close",
        {"closure-day": "2030-12-20", "closure-reason": "Abolition"},
        organization_id=place.id,
    )
    page = site.get("settings.structures.show", organization_id=place.id)
    assert "Salle bleue" in page.text
    assert "20 décembre 2030" in page.text
    assert "Abolition" in page.text
    site.post("settings.structures.open_again", organization_id=place.id, day="2030-12-20")
    assert "Abolition" not in site.get("settings.structures.show", organization_id=place.id).text


def test_a_structure_that_closes_before_it_opens_is_refused(
    browse: Browse, session: Session, root: Practitioner
) -> None:
    told = {
        "code": "envers",
        "name": "À l'envers",
        "kind": "hospital",
        "time_zone": "Europe/Paris",
        "opens": "19:00",
        "closes": "08:00",
    }
    page = browse.as_(root).post("settings.structures.create", told, expect=422)
    assert "ouverture" in page.form_errors[0]
    assert not session.scalars(select(Organization).where(Organization.code == "envers")).all()


def test_a_structure_keeps_its_code_when_it_is_corrected(
    browse: Browse, session: Session, root: Practitioner, cast: Cast
) -> None:
    site, place = browse.as_(root), cast.organization
    page = site.get("settings.structures.edit", organization_id=place.id)
    assert place.code in page.body
    site.post(
        "settings.structures.change",
        {
            "code": "pirate",
            "name": "Hôpital neuf",
            "kind": "hospital",
            "time_zone": "Europe/Paris",
            "opens": "08:00",
            "closes": "20:00",
        },
        organization_id=place.id,
    )
    session.refresh(place)
    assert place.name == "Hôpital neuf"
    assert place.code != "pirate"


def test_a_coordinator_closes_their_own_structure_but_not_another(
    browse: Browse, session: Session, cast: Cast
) -> None:
    sami, elsewhere = browse.as_(cast.sami), factories.an_organization(session)
    day = {"closure-day": "2030-01-02"}
    sami.get("settings.structures.show", organization_id=cast.organization.id)
    sami.post("settings.structures.close", day, organization_id=cast.organization.id)
    sami.get("settings.structures.show", organization_id=elsewhere.id, expect=403)
    sami.post("settings.structures.close", day, organization_id=elsewhere.id, expect=403)
    sami.get("settings.structures.edit", organization_id=cast.organization.id, expect=403)
    sami.get("settings.structures.new", expect=403)


def test_a_person_is_corrected_and_given_a_right(
    browse: Browse, session: Session, root: Practitioner, cast: Cast
) -> None:
    site = browse.as_(root)
    assert "Marchal Odile" in site.get("settings.people.index").text
    site.get("settings.people.edit", practitioner_id=cast.odile.id)
    site.post(
        "settings.people.change",
        {
            "family_name": "Marchal-Roy",
            "given_name": "Odile",
            "email": cast.odile.email,
            "is_active": "y",
        },
        practitioner_id=cast.odile.id,
    )
    site.post(
        "settings.people.save_practice",
        {
            "practice-organization": cast.organization.code,
            "practice-profession": "G15_10",
            "practice-qualification": "SM36",
            "practice-roles": ["clinician", "coordinator"],
        },
        practitioner_id=cast.odile.id,
    )
    session.refresh(cast.odile)
    assert cast.odile.family_name == "Marchal-Roy"
    rights = {grant.role for grant in session.scalars(_grants_of(cast.odile))}
    assert rights == {Role.CLINICIAN, Role.COORDINATOR}


@pytest.mark.parametrize(("rpps", "warned"), [("10001766123", True), ("99700218896", False)])
def test_a_number_whose_check_digit_is_wrong_is_kept_with_a_warning(
    browse: Browse, root: Practitioner, cast: Cast, rpps: str, warned: bool
) -> None:
    told = {"family_name": "Marchal", "given_name": "Odile", "email": cast.odile.email}
    page = browse.as_(root).post(
        "settings.people.change",
        told | {"rpps": rpps, "is_active": "y"},
        practitioner_id=cast.odile.id,
        follow=True,
        expect=200,
    )
    assert ("La clé du numéro RPPS ne correspond pas" in page.text) is warned
    assert cast.odile.rpps == rpps


def test_two_people_never_share_an_address(browse: Browse, root: Practitioner, cast: Cast) -> None:
    page = browse.as_(root).post(
        "settings.people.change",
        {"family_name": "Marchal", "given_name": "Odile", "email": cast.claire.email},
        practitioner_id=cast.odile.id,
        expect=422,
    )
    assert "déjà celle d’une autre personne" in page.form_errors[0]


def test_a_coordinator_never_makes_an_administrator(
    browse: Browse, session: Session, cast: Cast
) -> None:
    page = browse.as_(cast.sami).post(
        "settings.people.save_practice",
        {
            "practice-organization": cast.organization.code,
            "practice-profession": "LOC_BIOINFO",
            "practice-qualification": "",
            "practice-roles": ["coordinator", "administrator"],
        },
        practitioner_id=cast.sami.id,
        expect=422,
    )
    assert "Demandez à un administrateur" in page.form_errors[0]
    rights = {grant.role for grant in session.scalars(_grants_of(cast.sami))}
    assert rights == {Role.COORDINATOR}


def test_a_coordinator_does_not_edit_people_of_elsewhere(browse: Browse, cast: Cast) -> None:
    browse.as_(cast.sami).get("settings.people.edit", practitioner_id=cast.stranger.id, expect=403)


def test_the_last_administrator_stays(
    browse: Browse, session: Session, root: Practitioner, cast: Cast
) -> None:
    page = browse.as_(root).post(
        "settings.people.change",
        {"family_name": "Benali", "given_name": "Aïcha", "email": root.email},
        practitioner_id=root.id,
        expect=422,
    )
    assert "au moins un administrateur" in page.form_errors[0]
    session.refresh(root)
    assert root.is_active


def _grants_of(person: Practitioner) -> object:
    return select(Grant).where(Grant.practitioner_id == person.id)


def test_an_administrator_alone_gives_documents_their_logo_and_footer(
    browse: Browse, session: Session, root: Practitioner, cast: Cast
) -> None:
    house, picture = cast.organization, io.BytesIO()
    Image.new("RGB", (90, 30), "teal").save(picture, "PNG")

    def told(content: bytes) -> dict[str, object]:
        return {"look-footer": "Secrétariat des RCP", "look-logo": (io.BytesIO(content), "l.png")}

    where = {"organization_id": house.id}
    sami, aicha = browse.as_(cast.sami), browse.as_(root)
    sami.post("settings.structures.set_look", data=told(picture.getvalue()), **where, expect=403)
    refused = aicha.post("settings.structures.set_look", data=told(b"<svg/>"), **where, expect=422)
    assert "PNG ou JPEG" in refused.text
    aicha.post("settings.structures.set_look", data=told(picture.getvalue()), **where)
    session.expire_all()
    head = letterhead_of(house)
    assert (head.footer, head.logo) == ("Secrétariat des RCP", name_of(house.logo))
    aicha.post("settings.structures.set_look", data={"look-removes_logo": "y"}, **where)
    session.expire_all()
    assert house.logo is None
