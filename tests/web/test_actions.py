"""The pages on which actions are followed."""

from __future__ import annotations

import icalendar
import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Action, AuditEntry, Case
from rcp.domain.opinion import ActionState
from rcp.services import accounts
from tests.factories import a_board, a_case, a_cast, day
from tests.services.test_actions import an_action

WHAT = "Demander une scintigraphie"


@pytest.fixture
def action(session, cast) -> Action:
    """Odile is to ask for an examination within a week."""
    return an_action(session, cast, due_on=day(700))


class TestOnesOwn:
    def test_are_late_to_do_or_closed(self, session, browse, cast, action):
        late = an_action(session, cast, due_on=day(-700))
        page = browse.as_(cast.odile).get("actions.index")
        headings = [one.text for one in page.elements("h2")]
        assert [one for one in headings if one in {"En retard", "À faire", "Closes"}] == [
            "En retard",
            "À faire",
        ]
        for shown in (WHAT, "Le compte rendu est reçu", late.case.reference, action.case.reference):
            assert shown in page.text

    def test_are_nobody_elses(self, browse, cast, action):
        assert WHAT not in browse.as_(cast.stranger).get("actions.index").text

    def test_none_is_said_calmly(self, browse, cast):
        assert "Rien à faire" in browse.as_(cast.claire).get("actions.index").text

    def test_come_as_a_calendar_file_without_a_word(self, browse, cast, action):
        page = browse.as_(cast.odile).get("actions.calendar")
        (entry,) = icalendar.Calendar.from_ical(page.response.get_data()).walk("VEVENT")
        assert entry.decoded("DTSTART") == action.due_on
        assert "scintigraphie" not in page.body


class TestOne:
    def test_is_read_by_owner_referrer_and_those_who_run_the_board(self, browse, cast, action):
        for person in (cast.odile, action.case.referrer, cast.sami, cast.claire):
            assert WHAT in browse.as_(person).get("actions.show", action_id=action.id).text

    def test_is_closed_to_strangers(self, browse, cast, action):
        stranger = browse.as_(cast.stranger)
        stranger.get("actions.show", action_id=action.id, expect=403)
        for endpoint in ("actions.close", "actions.start", "actions.reopen"):
            stranger.post(endpoint, {"state": "done"}, action_id=action.id, expect=403)
        assert action.state is ActionState.TO_DO

    def test_is_not_there_before_the_minutes_are_validated(self, session, browse, cast):
        draft = an_action(session, cast, is_published=False)
        browse.as_(cast.odile).get("actions.show", action_id=draft.id, expect=404)


class TestClosing:
    def test_in_one_click_as_done(self, browse, cast, action):
        page = browse.as_(cast.odile).post(
            "actions.close", {"state": "done", "outcome": ""}, action_id=action.id
        )
        assert page.location == "/actions"
        assert action.state is ActionState.DONE

    def test_with_an_outcome_that_is_shown(self, browse, cast, action):
        owner = browse.as_(cast.odile)
        owner.post(
            "actions.close",
            {"state": "abandoned", "outcome": "Prise en charge ailleurs"},
            action_id=action.id,
        )
        page = owner.get("actions.index")
        assert "Prise en charge ailleurs" in page.text
        assert "Abandonnée" in page.text

    def test_abandoned_without_a_reason_is_refused_on_the_same_page(self, browse, cast, action):
        page = browse.as_(cast.odile).post(
            "actions.close", {"state": "abandoned", "outcome": " "}, action_id=action.id, expect=422
        )
        assert page.form_errors == ["Dites en quelques mots pourquoi l’action est abandonnée."]
        assert action.state is ActionState.TO_DO

    @pytest.mark.parametrize("state", ["", "to_do", "nonsense"])
    def test_in_no_known_way_is_refused(self, browse, cast, action, state):
        browse.as_(cast.odile).post(
            "actions.close", {"state": state}, action_id=action.id, expect=422
        )
        assert action.state is ActionState.TO_DO

    def test_is_undone_by_taking_it_up_again(self, browse, cast, action):
        owner = browse.as_(cast.odile)
        owner.post("actions.start", action_id=action.id)
        assert action.state is ActionState.IN_PROGRESS
        owner.post("actions.close", {"state": "done", "outcome": ""}, action_id=action.id)
        owner.post("actions.reopen", action_id=action.id)
        assert action.state is ActionState.TO_DO
        owner.post("actions.reopen", action_id=action.id, expect=422)


class TestThoseOfTheBoards:
    def test_are_listed_without_the_clinical_words(self, browse, cast, action):
        page = browse.as_(cast.sami).get("actions.of_boards")
        assert action.case.reference in page.text
        assert cast.odile.name in page.text
        assert "scintigraphie" not in page.body

    def test_are_narrowed_to_an_owner_a_board_or_what_is_late(self, session, browse, cast, action):
        late = an_action(session, cast, due_on=day(-700), owner=cast.claire)
        other: Case = a_case(session, a_board(session, organization=cast.organization))
        elsewhere = an_action(session, cast, case=other, due_on=day(700))
        shown = {one.case.reference: one for one in (action, late, elsewhere)}

        def found(**asked: object) -> set[str]:
            page = browse.as_(cast.sami).get("actions.of_boards", **asked)
            return {reference for reference in shown if f">{reference}<" in page.body}

        assert found() == set(shown)
        assert found(owner=cast.claire.id) == {late.case.reference}
        assert found(late="1") == {late.case.reference}
        assert found(board=other.board_id) == {other.reference}
        assert found(owner="nonsense", board="<b>") == set(shown)

    def test_are_none_for_those_who_run_no_board(self, browse, cast, action):
        page = browse.as_(cast.stranger).get("actions.of_boards")
        assert action.case.reference not in page.text


def test_reading_actions_leaves_a_trace_that_names_the_cases(own_site: Flask, own_engine: Engine):
    with Session(own_engine) as session, session.begin():
        cast = a_cast(session)
        action = an_action(session, cast)
        odile_id, action_id, reference = cast.odile.id, action.id, action.case.reference
        secret = accounts.open_session(session, cast.odile, utc_now())
    client = own_site.test_client()
    client.set_cookie("quorum", secret)
    assert client.get("/actions").status_code == 200
    assert client.get(f"/actions/{action_id}").status_code == 200
    with Session(own_engine) as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.deed.like("action.%")))
        listed, read = found.all()
    assert (listed.by_id, listed.facts["cases"]) == (odile_id, reference)
    assert (read.by_id, read.subject_id) == (odile_id, action_id)
