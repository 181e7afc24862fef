"""The pages of a meeting: who may open them, and what they do with what is typed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import AgendaItemState, AuditEntry, Invitation, MeetingState, PatientNotice
from rcp.domain.case import CaseState, PostponeCause
from rcp.domain.quorum import Presence
from rcp.services import accounts, meetings, opinions
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import (
    Held,
    a_draft,
    a_held_meeting,
    a_planned_case,
    attendance_of,
    everybody_comes,
    seed_groups,
    signed,
)
from tests.web.conftest import Browse

OPINION = {
    "category": "proposition_therapeutique",
    "proposal": "Chirurgie première.",
    "guideline": "Référentiel régional",
    "guideline_version": "2026",
    "trial": "none_suitable",
    "then": "stay",
}


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way."""
    return a_held_meeting(session, cast)


def an_opinion(**typed: Any) -> dict[str, Any]:
    return {**OPINION, **typed}


def test_one_finds_the_meetings_one_is_expected_at(
    browse: Browse, session: Session, cast: Cast
) -> None:
    far = factories.NOW.replace(year=2099)
    meeting = factories.a_meeting(session, cast.board, starts_at=far)
    seed_groups(session)
    page = browse.as_(cast.odile).get("meetings.index")
    assert f"/meetings/{meeting.id}" in page.links()
    assert "Aucune séance à venir" in browse.as_(cast.stranger).get("meetings.index").text


def test_past_meetings_are_kept_apart(browse: Browse, session: Session, cast: Cast) -> None:
    long_ago = factories.NOW.replace(year=2020)
    meeting = factories.a_meeting(session, cast.board, starts_at=long_ago)
    seed_groups(session)
    page = browse.as_(cast.odile).get("meetings.index", when="past", board=cast.board.id)
    assert f"/meetings/{meeting.id}" in page.links()
    assert f"/meetings/{meeting.id}" not in browse.as_(cast.odile).get("meetings.index").links()


def test_a_stranger_opens_no_page_of_a_meeting(browse: Browse, held: Held, cast: Cast) -> None:
    stranger = browse.as_(cast.stranger)
    for endpoint in ("meetings.show", "meetings.room", "meetings.attendance_sheet"):
        stranger.get(endpoint, meeting_id=held.meeting.id, expect=403)
    for endpoint in (
        "meetings.begin",
        "meetings.end",
        "meetings.everybody",
        "meetings.move",
        "meetings.cancel",
        "meetings.add_case",
        "meetings.arrange",
        "meetings.order_cases",
        "meetings.ask_for_stretches",
        "meetings.add_person",
        "meetings.add_to_room",
    ):
        stranger.post(endpoint, meeting_id=held.meeting.id, expect=403)
    for endpoint in ("write", "carry_over", "take_up", "count_again", "postpone", "put_back"):
        stranger.post(f"meetings.{endpoint}", item_id=held.item.id, expect=403)
    for endpoint in ("tick", "remove_person"):
        one = attendance_of(held.meeting, cast.odile)
        stranger.post(f"meetings.{endpoint}", attendance_id=one.id, expect=403)


def test_a_participant_reads_the_meeting_but_does_not_run_it(
    browse: Browse, held: Held, cast: Cast
) -> None:
    odile = browse.as_(cast.odile)
    page = odile.get("meetings.show", meeting_id=held.meeting.id)
    assert held.case.patient.label in page.text
    assert "Écran de séance" not in page.text
    odile.get("meetings.room", meeting_id=held.meeting.id, expect=403)
    odile.post("meetings.write", data=OPINION, item_id=held.item.id, expect=403)


def test_reading_a_case_in_the_room_leaves_a_trace(own_site: Flask, own_engine: Engine) -> None:
    with Session(own_engine) as session, session.begin():
        cast = factories.a_cast(session)
        held = a_held_meeting(session, cast)
        meeting_id, case_id, sami_id = held.meeting.id, held.case.id, cast.sami.id
        secret = accounts.open_session(session, cast.sami, utc_now())
    client = own_site.test_client()
    client.set_cookie("quorum", secret)
    assert client.get(f"/meetings/{meeting_id}/room").status_code == 200
    with Session(own_engine) as session:
        read = select(AuditEntry.subject_id, AuditEntry.by_id).where(
            AuditEntry.deed.in_(("case.read", "meeting.read"))
        )
        traced = {tuple(one) for one in session.execute(read)}
    assert traced == {(case_id, sami_id), (meeting_id, sami_id)}


def test_an_objection_closes_the_case_in_the_room_too(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    held.case.notice = PatientNotice.OBJECTION
    session.flush()
    page = browse.as_(cast.claire).get("meetings.room", meeting_id=held.meeting.id)
    assert held.case.question not in page.text
    assert held.case.patient.label not in page.text
    browse.as_(cast.claire).post("meetings.write", data=OPINION, item_id=held.item.id, expect=403)


def test_opening_a_meeting_shows_its_room(browse: Browse, session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    page = browse.as_(cast.sami).post("meetings.begin", meeting_id=meeting.id)
    assert page.location.endswith(f"/meetings/{meeting.id}/room")
    assert session.get_one(type(meeting), meeting.id).state is MeetingState.RUNNING


def test_a_tick_shows_the_quorum_at_once_and_what_is_missing(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    sami = browse.as_(cast.sami)
    claire, odile = (attendance_of(held.meeting, one) for one in (cast.claire, cast.odile))
    htmx = {"HX-Request": "true"}
    told = {"presence": "in_room", "item": str(held.item.id)}
    page = sami.post("meetings.tick", data=told, attendance_id=claire.id, headers=htmx, expect=200)
    assert "Quorum non atteint" in page.text
    assert "Il manque" in page.text
    assert "Odile Marchal" in page.text
    assert held.case.question not in page.text
    told["presence"] = "written_opinion"
    page = sami.post("meetings.tick", data=told, attendance_id=odile.id, headers=htmx, expect=200)
    assert "Quorum atteint" in page.text
    sami.post("meetings.tick", data={"presence": "left"}, attendance_id=odile.id)
    session.expire_all()
    assert attendance_of(held.meeting, cast.odile).left_at is not None


def test_a_second_click_takes_the_tick_back(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    one = attendance_of(held.meeting, cast.odile)
    for expected in (Presence.EXCUSED, Presence.EXPECTED):
        page = browse.as_(cast.sami).post(
            "meetings.tick", data={"presence": "excused"}, attendance_id=one.id
        )
        session.refresh(one)
        assert one.presence is expected
    assert f"/meetings/{held.meeting.id}/room" in page.location


def test_somebody_who_just_came_is_added_and_present(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    guest = factories.a_practitioner(session, "Basile Roche")
    browse.as_(cast.sami).post(
        "meetings.add_to_room", data={"person": str(guest.id)}, meeting_id=held.meeting.id
    )
    session.expire_all()
    added = attendance_of(held.meeting, guest)
    assert (added.presence, added.is_guest) == (Presence.IN_ROOM, True)
    browse.as_(cast.sami).post(
        "meetings.add_to_room",
        data={"person": str(uuid.uuid4())},
        meeting_id=held.meeting.id,
        expect=422,
    )


def test_an_opinion_is_kept_with_its_actions_and_leads_to_the_next_case(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    second = factories.an_agenda_item(
        session, held.meeting, a_planned_case(session, cast), position=2
    )
    everybody_comes(session, held, cast)
    typed = an_opinion(
        then="next",
        **{
            "actions-0-what": "Consultation d’annonce",
            "actions-0-owner": str(cast.odile.id),
            "actions-0-due_on": "2026-12-01",
            "actions-0-priority": "high",
            "actions-1-what": "",
            "actions-1-owner": str(cast.odile.id),
            "actions-1-priority": "normal",
            "examinations-0-text": "TEP",
            "examinations-0-latest": "2026-12-02",
        },
    )
    page = browse.as_(cast.sami).post("meetings.write", data=typed, item_id=held.item.id)
    assert f"item={second.id}" in page.location
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    assert opinion.quorum_reached
    assert [one.text["what"] for one in opinion.actions] == ["Consultation d’annonce"]
    assert opinion.content["examinations"] == [
        {"text": "TEP", "earliest": "", "latest": "2026-12-02"}
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"proposal": ""}, "au moins une proposition"),
        ({"guideline": ""}, "pourquoi la proposition"),
        ({"trial": ""}, "essai clinique"),
        ({"category": "examens_complementaires"}, "au moins un examen"),
        ({"actions-0-what": "Appeler", "actions-0-priority": "normal"}, "Donnez une date"),
        ({"examinations-0-latest": "2026-12-02"}, "de quel examen"),
        ({"category": "inconnue"}, ""),
    ],
)
def test_a_wrong_opinion_comes_back_with_what_was_typed(
    browse: Browse, session: Session, held: Held, cast: Cast, typed: dict[str, str], said: str
) -> None:
    told = an_opinion(comment="À garder sous les yeux", **typed)
    if "actions-0-what" in typed:
        told["actions-0-owner"] = str(cast.odile.id)
    page = browse.as_(cast.sami).post("meetings.write", data=told, item_id=held.item.id, expect=422)
    assert any(said in line for line in page.form_errors), page.form_errors
    assert "À garder sous les yeux" in page.text
    assert opinions.opinion_on(session, held.item) is None


def test_a_line_is_added_without_script_and_nothing_typed_is_lost(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    typed = an_opinion(add="actions", **{"actions-0-what": "Appeler la patiente"})
    page = browse.as_(cast.sami).post(
        "meetings.write", data=typed, item_id=held.item.id, expect=200
    )
    assert page.elements("input", id="actions-1-what")
    assert page.elements("input", id="actions-0-what", value="Appeler la patiente")
    assert opinions.opinion_on(session, held.item) is None


def test_the_second_of_two_writers_gets_both_texts(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    browse.as_(cast.sami).post("meetings.write", data=OPINION, item_id=held.item.id)
    mine = an_opinion(proposal="Radiothérapie d’abord.", version="")
    page = browse.as_(cast.claire).post(
        "meetings.write", data=mine, item_id=held.item.id, expect=409
    )
    assert "Chirurgie première." in page.text
    assert "Radiothérapie d’abord." in page.text
    (version,) = page.elements("input", name="version")
    browse.as_(cast.claire).post(
        "meetings.write", data={**mine, "version": version.get("value")}, item_id=held.item.id
    )
    opinion = opinions.opinion_on(session, held.item)
    assert opinion is not None
    assert opinion.content["proposals"] == ["Radiothérapie d’abord."]


def test_a_case_is_carried_over_with_its_cause(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    browse.as_(cast.sami).post(
        "meetings.carry_over", data={"cause": "quorum"}, item_id=held.item.id
    )
    session.expire_all()
    assert held.item.postponed_for is PostponeCause.QUORUM
    browse.as_(cast.sami).post(
        "meetings.carry_over", data={"cause": "meeting_cancelled"}, item_id=held.item.id, expect=422
    )
    browse.as_(cast.sami).post("meetings.take_up", item_id=held.item.id)
    session.expire_all()
    assert held.item.state is AgendaItemState.EXPECTED


def test_closing_says_what_became_of_the_undiscussed(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    page = browse.as_(cast.sami).post(
        "meetings.end", meeting_id=held.meeting.id, follow=True, expect=200
    )
    assert "1 dossier non examiné" in page.text
    assert held.case.state is CaseState.POSTPONED


def test_nothing_is_ticked_once_the_minutes_are_signed(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    one = attendance_of(held.meeting, cast.odile)
    page = browse.as_(cast.sami).post(
        "meetings.tick", data={"presence": "absent"}, attendance_id=one.id, expect=422
    )
    assert "rectification" in page.text
    browse.as_(cast.sami).post("meetings.write", data=OPINION, item_id=held.item.id, expect=422)


def test_those_who_run_the_meeting_move_it_and_its_people_are_told(
    browse: Browse, session: Session, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    sami = browse.as_(cast.sami)
    typed = {"day": "2099-12-03", "at": "09:30", "room": ""}
    sami.post("meetings.move", data=typed, meeting_id=meeting.id)
    session.expire_all()
    assert meeting.starts_at.isoformat() == "2099-12-03T08:30:00+00:00"
    invited = session.scalars(select(Invitation).where(Invitation.meeting_id == meeting.id)).all()
    assert len(invited) == 2
    seed_groups(session)
    page = sami.post(
        "meetings.move", data={**typed, "day": "2020-01-02"}, meeting_id=meeting.id, expect=422
    )
    assert "passée" in page.text
    page = sami.post("meetings.move", data={"day": "hier"}, meeting_id=meeting.id, expect=422)
    assert page.form_errors


def test_a_case_is_added_arranged_and_postponed_from_the_page(
    browse: Browse, session: Session, cast: Cast
) -> None:
    seed_groups(session)
    meeting = factories.a_meeting(session, cast.board)
    item = factories.an_agenda_item(session, meeting, a_planned_case(session, cast), position=1)
    waiting = factories.a_case(session, cast.board)
    sami = browse.as_(cast.sami)
    sami.post("meetings.add_case", data={"case": str(waiting.id)}, meeting_id=meeting.id)
    added = meetings.agenda(session, meeting)[1]
    assert added.case is waiting
    sami.post("meetings.arrange", data={"item": str(added.id), "move": "up"}, meeting_id=meeting.id)
    assert meetings.agenda(session, meeting) == [added, item]
    order = {"order": f"{item.id},{added.id}"}
    sami.post("meetings.arrange", data=order, meeting_id=meeting.id)
    assert meetings.agenda(session, meeting) == [item, added]
    sami.post("meetings.postpone", data={"cause": "imaging"}, item_id=added.id)
    session.expire_all()
    assert waiting.state is CaseState.POSTPONED
    sami.post(
        "meetings.add_case", data={"case": str(item.case_id)}, meeting_id=meeting.id, expect=422
    )


def test_a_guest_is_invited_and_let_go(browse: Browse, session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board, starts_at=NOW.replace(year=2099))
    guest = factories.a_practitioner(session, "Basile Roche")
    sami = browse.as_(cast.sami)
    sami.post("meetings.add_person", data={"person": str(guest.id)}, meeting_id=meeting.id)
    session.expire_all()
    told = select(Invitation.state).where(Invitation.practitioner_id == guest.id)
    assert session.scalars(told).one().value == "sent"
    sami.post("meetings.remove_person", attendance_id=attendance_of(meeting, guest).id)
    session.expire_all()
    assert session.scalars(told).one().value == "cancelled"


def test_the_sheet_to_sign_is_a_file_named_by_reference(
    browse: Browse, held: Held, cast: Cast
) -> None:
    page = browse.as_(cast.sami).get("meetings.attendance_sheet", meeting_id=held.meeting.id)
    assert page.response.data.startswith(b"%PDF-")
    assert held.meeting.reference in page.response.headers["Content-Disposition"]


def test_an_opinion_can_be_read_again_in_the_room(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    everybody_comes(session, held, cast)
    opinions.record_opinion(session, held.item, a_draft(comment="Vu."), cast.sami, NOW)
    page = browse.as_(cast.sami).get("meetings.room", meeting_id=held.meeting.id)
    assert "Chirurgie première." in page.text
    assert "Avis donné avec le quorum" in page.text
    browse.as_(cast.sami).post("meetings.count_again", item_id=held.item.id)
