"""Planning pages: asked for, watched, looked at beside the agendas, accepted or put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import (
    AgendaSource,
    AgendaState,
    CasePiece,
    Job,
    Meeting,
    Plan,
    PlanState,
)
from rcp.domain.readiness import PieceKind, PieceState
from rcp.services.planning import run
from rcp.services.planning.picture import picture
from rcp.web.plans.reasons.changes import CHANGES
from rcp.web.plans.reasons.steps import STEPS
from rcp.web.plans.reasons.there import LOST, THERE
from rcp.web.plans.reasons.words import SAY
from scheduler.facts import Code, Fact
from scheduler.wishes import OURS
from tests.factories import NOW, TODAY, Cast, a_busy_interval, a_case, a_cast, a_meeting
from tests.services.planning.whole import solve_here
from tests.web.conftest import Browse


@pytest.fixture
def cast(session: Session) -> Cast:
    return a_cast(session)


@pytest.fixture
def plan(session: Session, cast: Cast) -> Plan:
    """A proposed plan of two weeks, with one case waiting."""
    a_case(session, board=cast.board)
    plan = run.note_plan(session, first_day=TODAY, weeks=2, time_limit=2, by=cast.sami, now=NOW)
    solve_here(session, plan)
    return plan


def test_a_coordinator_asks_for_a_plan_and_a_worker_searches(
    browse: Browse, session: Session, cast: Cast
) -> None:
    data = {
        "first_day": (TODAY + timedelta(days=7)).isoformat(),
        "weeks": "3",
        "time_limit": "5",
        "boards": str(cast.board.id),
    }
    page = browse.as_(cast.sami).post("plans.ask", data)
    plan = session.scalars(select(Plan)).one()
    assert page.location.endswith(f"/plans/{plan.id}")
    assert session.scalars(select(Job.task)).all() == ["solve_plan"]
    assert plan.state is PlanState.WAITING


def test_agendas_that_are_old_or_missing_are_named_before_a_plan_is_asked_for(
    browse: Browse, session: Session, cast: Cast
) -> None:
    now = utc_now()
    for person, days in ((cast.claire, 1), (cast.claire, 30), (cast.stranger, 90)):
        name = f"Agenda {days}"
        source = AgendaSource(practitioner=person, name=name, state=AgendaState.READ)
        source.read_at = now - timedelta(days=days)
        session.add(source)
    session.flush()
    page = browse.as_(cast.sami).get("plans.index").text
    assert "1 agenda pas relu depuis une semaine" in page
    assert cast.claire.name in page  # one of her two calendars is a month old
    assert "1 membre sans agenda" in page
    assert cast.odile.name in page
    assert cast.stranger.name not in page
    for source in session.scalars(select(AgendaSource)):
        source.read_at = now
    session.add(AgendaSource(practitioner=cast.odile, name="", state=AgendaState.READ, read_at=now))
    session.flush()
    assert "mal connus" not in browse.as_(cast.sami).get("plans.index").text


def test_a_plan_of_forty_weeks_is_refused_and_what_was_typed_stays(
    browse: Browse, session: Session, cast: Cast
) -> None:
    data = {"first_day": TODAY.isoformat(), "weeks": "40", "time_limit": "5"}
    page = browse.as_(cast.sami).post("plans.ask", data, expect=422)
    assert any("26 semaines" in line for line in page.form_errors)
    assert page.elements("input", name="weeks")[0].get("value") == "40"
    assert session.scalars(select(Plan)).all() == []


def test_the_plan_shows_meetings_with_their_quorum_and_cases(
    browse: Browse, cast: Cast, plan: Plan
) -> None:
    page = browse.as_(cast.sami).get("plans.show", plan_id=plan.id)
    assert cast.board.name in page.text
    assert "Quorum prévu" in page.text
    assert "1 sur 1" in page.text


def test_a_case_whose_pieces_are_not_ready_is_named_with_what_it_lacks(
    browse: Browse, session: Session, cast: Cast, plan: Plan
) -> None:
    late = utc_now().date() - timedelta(days=3)
    lacking = (
        CasePiece(kind=PieceKind.IMAGING, state=PieceState.TO_ASK, position=0),
        CasePiece(kind=PieceKind.PATHOLOGY, state=PieceState.AWAITED, expected_on=late, position=1),
    )
    held = a_case(session, board=cast.board, pieces=list(lacking))
    sent = CasePiece(kind=PieceKind.IMAGING, state=PieceState.RECEIVED, position=0)
    ready = a_case(session, board=cast.board, pieces=[sent])
    a_case(session, pieces=[CasePiece(kind=PieceKind.BIOLOGY, position=0)])  # of another board
    plan.boards_asked = [str(cast.board.id)]
    session.flush()
    page = browse.as_(cast.sami).get("plans.show", plan_id=plan.id).text
    assert "leurs pièces ne sont pas prêtes" in page
    assert f"{held.reference} ({cast.board.name}) Imagerie (à demander), " in page
    assert "Anatomopathologie (attendu depuis le" in page
    assert ready.reference not in page
    assert "Biologie" not in page
    held.early_at = NOW  # the chair goes without
    session.flush()
    later = browse.as_(cast.sami).get("plans.show", plan_id=plan.id).text
    assert "leurs pièces ne sont pas prêtes" not in later


def test_a_planned_meeting_is_seen_beside_the_agendas_of_its_week(
    browse: Browse, cast: Cast, plan: Plan
) -> None:
    key = plan.answer["placements"][0]["meeting"]
    page = browse.as_(cast.sami).get("plans.meeting", plan_id=plan.id, key=key)
    assert cast.odile.name in page.text
    assert page.elements("td", **{"data-state": "chosen"})
    browse.as_(cast.sami).get("plans.meeting", plan_id=plan.id, key="nowhere", expect=404)


@pytest.fixture
def stuck(session: Session, cast: Cast) -> Plan:
    """A plan of one week in which Odile, the only oncologist named, is away."""
    first = TODAY + timedelta(days=7)
    a_busy_interval(session, cast.odile, NOW, NOW + timedelta(days=30))
    plan = run.note_plan(session, first_day=first, weeks=1, time_limit=2, by=cast.sami, now=NOW)
    solve_here(session, plan)
    return plan


def test_what_was_left_out_says_why_and_what_would_give_it_a_place(
    browse: Browse, cast: Cast, stuck: Plan
) -> None:
    page = browse.as_(cast.sami).get("plans.show", plan_id=stuck.id)
    assert "Ce qui la débloquerait" in page.text
    key = stuck.answer["unplaced"][0]["meeting"]
    why = browse.as_(cast.sami).get("plans.why", plan_id=stuck.id, meeting=key)
    assert "personne n’est libre" in why.text
    assert f"Libérer {cast.odile.name}" in why.text
    assert "La séance se tiendrait ainsi" in why.text


def test_why_not_on_another_day_and_at_another_hour_is_answered_in_words(
    browse: Browse, session: Session, cast: Cast, plan: Plan
) -> None:
    held = plan.answer["placements"][0]
    names = picture(session, plan).names
    day = names.clock.instant(held["start"]).astimezone(names.clock.zone).date()
    sami = browse.as_(cast.sami)
    asked = {"plan_id": plan.id, "meeting": held["meeting"]}
    there = sami.get("plans.why", **asked, day=day.isoformat())
    assert "La séance s’y tient déjà" in there.text
    assert "Ce qui débloquerait" not in there.text
    sunday = day + timedelta(days=6 - day.weekday())
    closed = sami.get("plans.why", **asked, day=sunday.isoformat())
    assert "autre semaine, fermeture" in closed.text
    grid = sami.get("plans.meeting", plan_id=plan.id, key=held["meeting"])
    links = [link.get("href") for link in grid.elements("a")]
    starts = [link.rpartition("start=")[2] for link in links if "start=" in link]
    hour = sami.get("plans.why", **asked, start=int(starts[-1]))
    assert "L’horaire ne serait pas celui d’usage." in hour.text


def test_why_not_in_that_meeting_is_answered_in_words(
    browse: Browse, cast: Cast, plan: Plan
) -> None:
    (heard,) = plan.answer["assignments"]
    other = next(
        one["meeting"] for one in plan.answer["placements"] if one["meeting"] != heard["meeting"]
    )
    sami = browse.as_(cast.sami)
    form = sami.get("plans.question", plan_id=plan.id, case=heard["case"])
    (chosen,) = form.elements("option", value=heard["case"])
    assert chosen.get("selected") is not None
    later = sami.get("plans.why", plan_id=plan.id, case=heard["case"], meeting=other)
    assert "C’est possible, mais le plan y perdrait" in later.text
    assert "Le dossier attendrait plus longtemps." in later.text
    here = sami.get("plans.why", plan_id=plan.id, case=heard["case"], meeting=heard["meeting"])
    assert "Le dossier y est déjà inscrit." in here.text


@pytest.mark.parametrize(
    ("asked", "remark"),
    [
        ({"day": ""}, "Choisissez un jour."),
        ({"day": "2020-01-06"}, "choisissez un jour de cette période"),
        ({"day": "2026-01-06", "meeting": "nowhere"}, "Choisissez une réponse de la liste."),
        ({"case": "nowhere"}, "Choisissez une réponse de la liste."),
    ],
)
def test_a_question_that_cannot_be_asked_comes_back_with_a_remark(
    browse: Browse, cast: Cast, plan: Plan, asked: dict[str, str], remark: str
) -> None:
    meeting = {"meeting": plan.answer["placements"][0]["meeting"]}
    page = browse.as_(cast.sami).get("plans.why", plan_id=plan.id, **(meeting | asked), expect=422)
    assert any(remark in line for line in page.form_errors)
    browse.as_(cast.claire).get("plans.question", plan_id=plan.id, expect=403)


def test_every_reason_against_a_place_has_its_sentence(
    session: Session, cast: Cast, stuck: Plan
) -> None:
    names = picture(session, stuck).names
    for code in THERE:
        fact = Fact(code=code, meeting=next(iter(names.meetings)), count=90, of=60)
        assert SAY[code](fact, names).endswith(".")
    wishes = {one.NAME for one in (*OURS.placing, *OURS.cases)}
    assert set(LOST) | {"again", "undiscussed"} == wishes


def test_a_question_about_nothing_that_the_plan_knows_is_not_answered(
    browse: Browse, cast: Cast, stuck: Plan
) -> None:
    sami = browse.as_(cast.sami)
    sami.get("plans.why", plan_id=stuck.id, expect=404)
    sami.get("plans.why", plan_id=stuck.id, case="nowhere", expect=404)


@pytest.mark.parametrize("code", [*STEPS, *CHANGES])
def test_every_change_has_its_sentence(
    session: Session, cast: Cast, stuck: Plan, code: Code
) -> None:
    names = picture(session, stuck).names
    meeting = next(iter(names.meetings))
    fact = Fact(code=code, meeting=meeting, person=str(cast.odile.id), start=600, before=540)
    assert (SAY | STEPS)[code](fact, names).strip().endswith(".")


def test_every_fact_about_a_plan_has_a_sentence() -> None:
    """Breaches are counted, not told one by one: they come first in the engine's list."""
    facts = list(Code)[list(Code).index(Code.FROZEN_ROOM_CHANGED) + 1 :]
    assert [code for code in facts if code not in SAY and code not in STEPS] == []


def test_accepting_convenes_and_a_second_time_is_refused(
    browse: Browse, session: Session, cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rcp.web.plans.views.utc_now", lambda: NOW)
    sami = browse.as_(cast.sami)
    sami.post("plans.accept", plan_id=plan.id)
    assert session.scalars(select(Meeting)).all()
    page = sami.post("plans.accept", plan_id=plan.id, expect=422)
    assert "déjà été accepté" in page.text


def test_a_meeting_already_told_is_repaired_by_a_plan_and_not_on_its_eve(
    browse: Browse, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rcp.web.plans.views.utc_now", lambda: NOW)
    later = a_meeting(session, cast.board, starts_at=NOW + timedelta(days=8))
    soon = a_meeting(session, cast.board, starts_at=NOW + timedelta(hours=20))
    sami = browse.as_(cast.sami)
    assert "Réparer la séance" in sami.get("meetings.show", meeting_id=later.id).text
    page = sami.post("plans.repair", meeting_id=later.id)
    plan = session.scalars(select(Plan)).one()
    assert page.location.endswith(f"/plans/{plan.id}")
    assert "told" in plan.problem
    assert "/meetings/" in sami.post("plans.repair", meeting_id=soon.id).location
    assert session.scalars(select(Plan)).all() == [plan]
    browse.as_(cast.claire).post("plans.repair", meeting_id=later.id, expect=403)


def test_a_repair_says_what_changes_for_whom_or_that_nothing_would_do_better(
    browse: Browse, session: Session, cast: Cast
) -> None:
    meeting = a_meeting(session, cast.board, starts_at=NOW + timedelta(days=8))
    plan = run.note_repair(session, meeting, cast.sami, NOW)
    solve_here(session, plan)
    assert "Rien à changer" in browse.as_(cast.sami).get("plans.show", plan_id=plan.id).text
    a_busy_interval(session, cast.odile, meeting.starts_at, meeting.ends_at)
    plan = run.note_repair(session, meeting, cast.sami, NOW)
    solve_here(session, plan)
    page = browse.as_(cast.sami).get("plans.show", plan_id=plan.id)
    assert "Ce qui change pour les personnes déjà prévenues" in page.text
    assert "la séance est déplacée" in page.text


def test_a_plan_put_aside_convenes_nobody(
    browse: Browse, session: Session, cast: Cast, plan: Plan
) -> None:
    browse.as_(cast.sami).post("plans.discard", plan_id=plan.id)
    assert plan.state is PlanState.DISCARDED
    assert session.scalars(select(Meeting)).all() == []


@pytest.mark.parametrize("who", ["claire", "odile", "stranger"])
def test_nobody_else_plans_or_reads_the_plan(
    browse: Browse, cast: Cast, plan: Plan, who: str
) -> None:
    person = browse.as_(getattr(cast, who))
    person.get("plans.index", expect=403)
    person.get("plans.show", plan_id=plan.id, expect=403)
    person.post("plans.accept", plan_id=plan.id, expect=403)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(browse: Browse, plan: Plan) -> None:
    page = browse.get("plans.show", plan_id=plan.id, expect=303)
    assert "/sign-in?next=" in page.location
