"""Boards: made from a template, read by those who run them, changed by their structure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Board
from rcp.domain.calendar import Cadence
from rcp.services import board_days, catalogue
from tests import factories
from tests.factories import Cast, ask
from tests.services.test_observed_minutes import a_heard_case
from tests.web.conftest import Browse


@pytest.fixture(autouse=True)
def seeded(session: Session) -> None:
    """The catalogue's templates and groups."""
    catalogue.seed_catalogue(session)


def test_a_coordinator_sees_the_boards_and_their_rhythm(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.sami).get("boards.index")
    assert cast.board.name in page.text
    assert "Chaque semaine, jeudi à 12:30" in page.text


def test_without_any_board_the_list_says_what_to_do(browse: Browse, session: Session) -> None:
    alone = factories.a_practitioner(session, roles=("coordinator",))
    page = browse.as_(alone).get("boards.index")
    assert "Aucune RCP" in page.text
    assert "/boards/new" in page.links()


def test_the_page_of_a_board_shows_members_pools_dates_and_fields(
    browse: Browse, session: Session, cast: Cast
) -> None:
    ask(cast.board, {"key": "ct", "label": "Stade clinique", "kind": "text"})
    session.flush()
    page = browse.as_(cast.claire).get("boards.show", board_id=cast.board.id)
    for told in ("Oncologie médicale", "Odile Marchal", "champ:ct", "Stade clinique"):
        assert told in page.text


def test_a_public_holiday_of_the_territory_is_marked(
    browse: Browse, session: Session, cast: Cast
) -> None:
    cast.organization.time_zone = "Indian/Reunion"
    cast.board.cadence, cast.board.weekday = Cadence.WEEKLY, 6
    session.flush()
    abolition = factories.NOW.date().replace(month=12, day=20)
    found = {one.day: one.skipped for one in board_days.coming(cast.board, factories.TODAY, 8)}
    assert "esclavage" in (found[abolition] or "")


def test_strangers_and_members_without_charge_do_not_open_a_board(
    browse: Browse, cast: Cast
) -> None:
    for person in (cast.stranger, cast.odile):
        browse.as_(person).get("boards.show", board_id=cast.board.id, expect=403)
        browse.as_(person).get("boards.index", expect=403)


def test_the_chair_reads_the_board_but_does_not_edit_it(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.claire).get("boards.show", board_id=cast.board.id)
    assert not [link for link in page.links() if link.endswith("/habit")]
    browse.as_(cast.claire).get("boards.editing.habit", board_id=cast.board.id, expect=403)


def test_a_board_is_made_from_a_template_with_its_seats_and_fields(
    browse: Browse, session: Session, cast: Cast
) -> None:
    told = {
        "template": "ONCO_THORAX",
        "organization": cast.organization.code,
        "code": "THORAX",
        "name": "RCP Thorax",
    }
    browse.as_(cast.sami).get("boards.new")
    browse.as_(cast.sami).post("boards.create", told)
    board = session.scalars(select(Board).where(Board.code == "THORAX")).one()
    assert len(board.seats) >= 3
    assert board.form.fields
    assert board.minutes_per_case["standard"] > 0


def test_a_code_is_given_to_one_board_only(browse: Browse, cast: Cast) -> None:
    told = {
        "template": "ONCO_THORAX",
        "organization": cast.organization.code,
        "code": cast.board.code,
        "name": "Double",
    }
    page = browse.as_(cast.sami).post("boards.create", told, expect=422)
    assert "porte déjà le code" in page.form_errors[0]


def test_a_coordinator_founds_no_board_elsewhere(
    browse: Browse, session: Session, cast: Cast
) -> None:
    elsewhere = factories.an_organization(session)
    told = {
        "template": "ONCO_THORAX",
        "organization": elsewhere.code,
        "code": "AILLEURS",
        "name": "Ailleurs",
    }
    browse.as_(cast.sami).post("boards.create", told, expect=422)
    assert not session.scalars(select(Board).where(Board.code == "AILLEURS")).all()


def test_the_rhythm_is_changed(browse: Browse, session: Session, cast: Cast) -> None:
    room = factories.a_room(session, cast.organization)
    told = {
        "name": "RCP du mardi",
        "cadence": "monthly",
        "weekday": "1",
        "weeks": ["1", "3"],
        "at": "17:30",
        "room": str(room.id),
        "video_url": "https://visio.hopital.example/sein",
    }
    site = browse.as_(cast.sami)
    site.get("boards.editing.habit", board_id=cast.board.id)
    site.post("boards.editing.change_habit", told, board_id=cast.board.id)
    page = site.get("boards.show", board_id=cast.board.id)
    assert "1er et 3e mardi du mois à 17:30" in page.text
    assert room.name in page.text


def test_a_meeting_at_night_is_refused_and_nothing_changes(
    browse: Browse, session: Session, cast: Cast
) -> None:
    told = {"name": "RCP de nuit", "cadence": "weekly", "weekday": "1", "at": "23:00", "room": ""}
    page = browse.as_(cast.sami).post(
        "boards.editing.change_habit", told, board_id=cast.board.id, expect=422
    )
    assert "ouverte de 08:00 à 19:00" in page.form_errors[0]
    session.refresh(cast.board)
    assert cast.board.name != "RCP de nuit"


def test_officers_and_minutes_are_changed(browse: Browse, session: Session, cast: Cast) -> None:
    site, board = browse.as_(cast.sami), cast.board
    for endpoint in ("officers", "minutes"):
        site.get(f"boards.editing.{endpoint}", board_id=board.id)
    site.post(
        "boards.editing.name_officers",
        {"chair": str(cast.odile.id), "coordinator": str(cast.sami.id), "secretary": ""},
        board_id=board.id,
    )
    minutes = {"minutes": 90, "reserve": 5, "enregistre": 2, "standard": 8, "complexe": 15}
    site.post("boards.editing.change_minutes", minutes, board_id=board.id)
    session.refresh(board)
    assert (board.chair_id, board.minutes, board.minutes_per_case["complexe"]) == (
        cast.odile.id,
        90,
        15,
    )


def test_a_seat_is_added_changed_and_removed(browse: Browse, session: Session, cast: Cast) -> None:
    site, board = browse.as_(cast.sami), cast.board
    site.get("boards.seats.index", board_id=board.id)
    seat = {"group": "radiologue", "minimum": "1"}
    site.post("boards.seats.add_seat", seat, board_id=board.id)
    site.post(
        "boards.seats.add_seat", {**seat, "minimum": "2", "mandatory": "y"}, board_id=board.id
    )
    session.refresh(board, ["seats"])
    (radiology,) = [one for one in board.seats if one.group_code == "radiologue"]
    assert (radiology.minimum, radiology.is_mandatory, len(board.seats)) == (2, True, 3)
    site.post("boards.seats.remove_seat", board_id=board.id, group="radiologue")
    session.refresh(board, ["seats"])
    assert [one.group_code for one in board.seats] == ["chirurgien_sein", "oncologue"]


def test_members_are_named_from_the_pool(browse: Browse, session: Session, cast: Cast) -> None:
    helene = factories.a_practitioner(session, organization=cast.organization)
    site, board = browse.as_(cast.sami), cast.board
    page = site.get("boards.seats.members", board_id=board.id, group="oncologue")
    assert "Aubry Hélène" in page.text
    assert "Vasseur Claire" not in page.text
    site.post(
        "boards.seats.name_members",
        {"members": [str(helene.id)], "deputies": [str(cast.odile.id)]},
        board_id=board.id,
        group="oncologue",
    )
    shown = site.get("boards.show", board_id=board.id)
    assert "Hélène Aubry" in shown.text
    page = site.post(
        "boards.seats.name_members",
        {"members": [str(helene.id)], "deputies": [str(helene.id)]},
        board_id=board.id,
        group="oncologue",
        expect=422,
    )
    assert "à la fois titulaire et suppléant" in page.form_errors[0]
    site.get("boards.seats.members", board_id=board.id, group="inconnu", expect=404)


def test_observed_minutes_are_shown_and_taken_over_by_who_may_edit(
    browse: Browse, session: Session, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board, starts_at=utc_now() - timedelta(days=3))
    for _ in range(5):
        a_heard_case(session, cast, meeting, 13)
    button = f"/boards/{cast.board.id}/pace"
    claire = browse.as_(cast.claire)
    page = claire.get("boards.show", board_id=cast.board.id)
    assert "13 min (5 dossiers)" in page.text
    assert not page.elements("form", action=button)
    claire.post("boards.pace.take_over", board_id=cast.board.id, expect=403)
    sami = browse.as_(cast.sami)
    assert sami.get("boards.show", board_id=cast.board.id).elements("form", action=button)
    sami.post("boards.pace.take_over", board_id=cast.board.id)
    assert 13 in cast.board.minutes_per_case.values()
    assert not sami.get("boards.show", board_id=cast.board.id).elements("form", action=button)
