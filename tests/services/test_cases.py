"""Cases: drafted, handed in, completed, sorted, planned, withdrawn, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, Case, MeetingState, Patient, PatientNotice
from rcp.domain import access
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import RuleBroken, Stale
from rcp.services import audit, case_files, case_forms, case_lists, cases, meetings
from rcp.services.case_lists import CaseFilter
from rcp.services.cases import CaseDraft
from rcp.services.patients import PatientTraits
from rcp.services.people import actor_of
from tests.factories import (
    NOW,
    TODAY,
    Cast,
    a_board,
    a_case,
    a_cast,
    a_guideline,
    a_meeting,
    a_patient,
    a_practitioner,
    an_agenda_item,
    ask,
    day,
)

JEANNE = PatientTraits("Ferrandelle", "Jeanne", "F", date(1961, 4, 17))
SIDE = {"key": "cote", "label": "Côté", "kind": "choice", "options": ["G", "D"], "required": True}
SIZE = {"key": "taille", "label": "Taille", "kind": "number", "unit": "mm", "maximum": 200}
DRAFT = CaseDraft(
    patient=JEANNE,
    question="Faut-il opérer d'abord ?",
    summary="Nodule de 18 mm.",
    notice=PatientNotice.NO_OBJECTION,
)
Write = Callable[..., Case]


@pytest.fixture
def submit(session: Session, cast: Cast) -> Write:
    """Hands in a case of Odile's to the board; keywords change what she tells."""

    def write(**told: object) -> Case:
        draft = replace(DRAFT, **told)
        return cases.submit_case(session, cast.board, draft, by=cast.odile, now=NOW)

    return write


def refused(code: str):
    return pytest.raises(RuleBroken, match=rf"^{code}\(|^{code}$")


def steps(session: Session, case: Case) -> list[str]:
    return [event.step for event in case_files.history(session, case)]


def test_a_case_is_handed_in_for_two_weeks_and_remembers_who_did(session, cast, submit):
    case = submit()
    assert case.state is CaseState.SUBMITTED
    assert (case.referrer, case.submitted_at) == (cast.odile, NOW)
    assert (case.ready_on, case.due_on) == (TODAY, TODAY + timedelta(days=14))
    assert steps(session, case) == ["draft", "submit"]


def test_a_reference_tells_nothing_of_the_patient(submit):
    case = submit()
    assert case.reference.startswith("D-2026-")
    assert "FERRANDELLE" not in case.reference.upper()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"notice": PatientNotice.NOT_RECORDED}, "case_notice_missing"),
        ({"notice": PatientNotice.OBJECTION}, "case_objected"),
        ({"question": " \n "}, "case_question_missing"),
        ({"summary": "x" * 20_001}, "case_text_long"),
        ({"ready_on": day(10), "due_on": day(9)}, "case_due_before_ready"),
        ({"fields": {"inconnu": "1"}}, "field_unknown"),
    ],
)
def test_a_case_that_no_meeting_could_hear_is_not_handed_in(submit, told, code):
    with refused(code):
        submit(**told)


def test_a_draft_may_lack_everything_but_the_patient(session, cast):
    ask(cast.board, SIDE)
    bare = CaseDraft(patient=JEANNE, question="", summary="")
    case = cases.draft_case(session, cast.board, bare, by=cast.odile, now=NOW)
    assert case.state is CaseState.DRAFT
    with refused("case_notice_missing"):
        cases.hand_in(session, case, by=cast.odile, now=NOW)


def test_a_required_question_of_the_board_must_be_answered_to_hand_in(cast, submit):
    ask(cast.board, SIDE)
    with refused("field_required"):
        submit()
    assert submit(fields={"cote": "G"}).fields == {"cote": "G"}


def test_a_board_that_closed_receives_no_case(cast, submit):
    cast.board.is_active = False
    with refused("case_board_closed"):
        submit()


def test_the_questions_asked_stay_those_of_the_first_day(session, cast, submit):
    ask(cast.board, SIZE)
    case = submit(fields={"taille": "18"})
    ask(cast.board, SIDE)
    session.flush()
    told = replace(DRAFT, fields={"taille": "19,5"})
    cases.change_case(session, case, told, by=cast.odile, now=NOW)
    assert [spec.key for spec in case_forms.fields_of(case)] == ["taille"]
    assert case.fields == {"taille": 19.5}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(session, cast, submit):
    case = submit()
    seen = case.version
    theirs = replace(DRAFT, question="Et la radiothérapie ?")
    cases.change_case(session, case, theirs, by=cast.claire, now=NOW, version=seen)
    with pytest.raises(Stale):
        cases.change_case(session, case, DRAFT, by=cast.odile, now=NOW, version=seen)
    assert case.question == "Et la radiothérapie ?"


def test_a_change_of_the_patient_alone_is_a_new_version(session, cast, submit):
    case = submit()
    seen = case.version
    told = replace(DRAFT, patient=replace(JEANNE, primary_care_doctor="Dr Tavard"))
    cases.change_case(session, case, told, by=cast.odile, now=NOW)
    assert case.version > seen


def test_a_case_handed_in_cannot_be_emptied_afterwards(session, cast, submit):
    case = submit()
    with refused("case_question_missing"):
        cases.change_case(session, case, replace(DRAFT, question=""), by=cast.odile, now=NOW)


def test_a_case_taken_for_a_meeting_is_no_longer_rewritten(session, cast, submit):
    case = submit()
    cases.accept(session, case, CaseClass.STANDARD, False, by=cast.sami)
    with refused("case_not_editable"):
        cases.change_case(session, case, DRAFT, by=cast.odile, now=NOW)


def test_a_patient_of_whom_no_case_speaks_any_more_is_forgotten(session, cast, submit):
    known = submit(patient=replace(JEANNE, birth_name="Quessandier")).patient
    case = submit(patient=replace(JEANNE, birth_name="Quesandier"))
    mistyped = case.patient
    told = replace(DRAFT, patient=replace(JEANNE, birth_name="Quessandier"))
    cases.change_case(session, case, told, by=cast.odile, now=NOW)
    assert case.patient is known
    assert session.scalar(select(Patient).where(Patient.id == mistyped.id)) is None


def test_a_case_sent_back_says_what_is_missing_until_it_is_handed_in_again(session, cast, submit):
    case = submit()
    with refused("case_say_what_is_missing"):
        cases.ask_for_more(session, case, "  ", by=cast.sami)
    cases.ask_for_more(session, case, " Joindre l'IRM. ", by=cast.sami)
    assert (case.state, case.to_complete) == (CaseState.TO_COMPLETE, "Joindre l'IRM.")
    cases.hand_in(session, case, by=cast.odile, now=NOW + timedelta(days=1))
    assert (case.state, case.to_complete, case.submitted_at) == (CaseState.SUBMITTED, None, NOW)


@pytest.mark.parametrize(
    ("case_class", "state"),
    [
        (CaseClass.REGISTERED, CaseState.TO_REGISTER),
        (CaseClass.STANDARD, CaseState.TO_DISCUSS),
        (CaseClass.COMPLEX, CaseState.TO_DISCUSS),
    ],
)
def test_a_sorted_case_waits_for_its_meeting(session, cast, submit, case_class, state):
    cast.board.is_regulatory, cast.board.rules = False, {"afterwards": "registered"}
    case = submit()
    followed = a_guideline(session) if case_class is CaseClass.REGISTERED else None
    cases.accept(session, case, case_class, True, by=cast.sami, guideline=followed)
    assert case.guideline is followed
    assert (case.state, case.case_class, case.is_urgent) == (state, case_class, True)


def test_a_refused_step_changes_nothing(session, cast, submit):
    case = submit()
    cases.withdraw(session, case, by=cast.odile)
    with refused("case_step"):
        cases.accept(session, case, CaseClass.COMPLEX, True, by=cast.sami)
    assert (case.case_class, case.is_urgent) == (CaseClass.STANDARD, False)


def test_a_withdrawn_case_leaves_even_a_meeting_that_has_begun(session, cast, submit):
    case = submit()
    meeting = a_meeting(session, cast.board)
    item = meetings.add_case(session, meeting, case, by=cast.sami, now=NOW)
    meetings.open_meeting(session, meeting, by=cast.sami, now=NOW)
    cases.withdraw(session, case, by=cast.odile)
    assert item.state is AgendaItemState.WITHDRAWN
    assert meetings.close_meeting(session, meeting, by=cast.sami, now=NOW) == 0


def test_an_objected_case_leaves_its_meeting_and_vanishes_for_all_but_its_referrer(
    session, cast, submit
):
    case = submit(presenter=cast.claire)
    item = meetings.add_case(session, a_meeting(session, cast.board), case, by=cast.sami, now=NOW)
    cases.record_objection(session, case, by=cast.sami, now=NOW)
    assert (case.state, item.state) == (CaseState.WITHDRAWN, AgendaItemState.WITHDRAWN)
    for person in (cast.claire, cast.sami):
        assert not access.may_read_case(actor_of(person), case)
        assert listed(session, person) == []
    assert access.may_read_case(actor_of(cast.odile), case)
    assert listed(session, cast.odile) == [case]


def test_an_objection_told_in_the_form_closes_the_case_too(session, cast, submit):
    case = submit()
    told = replace(DRAFT, notice=PatientNotice.OBJECTION)
    cases.change_case(session, case, told, by=cast.odile, now=NOW)
    assert case.is_objected
    assert case.state is CaseState.WITHDRAWN


def test_every_step_leaves_its_trace(session, cast, submit):
    case = submit()
    cases.ask_for_more(session, case, "Joindre l'IRM.", by=cast.sami)
    deeds = [entry.deed for entry in audit.entries_about(session, case)]
    assert deeds == ["case.drafted", "case.submit", "case.ask_for_more"]
    assert audit.first_broken_entry(session) is None


# Lists


def listed(session: Session, person, **told) -> list[Case]:
    found = case_lists.list_cases(session, person, CaseFilter(**told), today=TODAY)
    return list(found.cases)


def test_the_list_and_the_access_rule_agree_about_everybody(session, cast):
    administrator = a_practitioner(
        session, "Paul Ostrevent", organization=cast.organization, roles=("administrator",)
    )
    guest, presenter = a_practitioner(session, "Lise Carmont"), a_practitioner(session, "Ada Bru")
    expected = a_case(session, cast.board, referrer=cast.odile, presenter=presenter)
    an_agenda_item(session, a_meeting(session, cast.board, expected=[guest]), expected)
    a_case(session, cast.board, notice=PatientNotice.OBJECTION, referrer=cast.claire)
    a_case(session)
    everything = session.scalars(select(Case)).all()
    people = (*(cast.claire, cast.sami, cast.odile, cast.stranger), administrator, guest, presenter)
    for person in people:
        allowed = {one for one in everything if access.may_read_case(actor_of(person), one)}
        assert set(listed(session, person)) == allowed, person.name
    assert listed(session, administrator) == []
    assert listed(session, cast.stranger) == []


def test_urgent_cases_come_first_then_the_nearest_deadline_settled_ones_last(session, cast):
    told = {"board": cast.board}
    settled = a_case(session, **told, state=CaseState.SENT_OUT, is_urgent=True, due_on=day(-9))
    later, sooner = a_case(session, **told, due_on=day(9)), a_case(session, **told, due_on=day(2))
    urgent = a_case(session, **told, due_on=day(30), is_urgent=True)
    assert listed(session, cast.sami) == [urgent, sooner, later, settled]


def test_the_list_narrows_to_a_board_a_state_the_urgent_and_the_late(session, cast):
    other = a_board(session, organization=cast.organization)
    late = a_case(session, cast.board, due_on=day(-1))
    a_case(session, cast.board, due_on=day(-1), state=CaseState.SENT_OUT)
    urgent = a_case(session, other, is_urgent=True)
    draft = a_case(session, other, state=CaseState.DRAFT)
    assert listed(session, cast.sami, late=True) == [late]
    assert listed(session, cast.sami, urgent=True) == [urgent]
    assert listed(session, cast.sami, state=CaseState.DRAFT) == [draft]
    assert set(listed(session, cast.sami, board_id=other.id)) == {urgent, draft}


def test_a_case_is_found_by_its_reference_or_by_the_names_of_a_patient_one_may_read(session, cast):
    patient = a_patient(session, birth_name="ÉLISSÉE", given_names="Rose Anne", used_name="Vidalou")
    case = a_case(session, cast.board, patient=patient)
    a_case(session, cast.board)
    for typed in (case.reference.lower(), "elissee", "rose", "vidalou elis"):
        assert listed(session, cast.sami, text=typed) == [case], typed
    assert listed(session, cast.stranger, text="elissee") == []


def test_a_long_list_comes_in_pages(session, cast):
    for _ in range(5):
        a_case(session, cast.board)
    pages = [
        case_lists.list_cases(session, cast.sami, CaseFilter(), today=TODAY, page=page, size=2)
        for page in (1, 2, 3, 99)
    ]
    assert [len(page.cases) for page in pages] == [2, 2, 1, 1]
    assert len({case for page in pages for case in page.cases}) == 5
    assert (pages[0].pages, pages[0].total) == (3, 5)


def test_only_those_who_run_a_board_sort_its_cases(session, cast, submit):
    case = submit()
    assert case_lists.to_sort(session, cast.sami) == [case]
    assert case_lists.to_sort(session, cast.claire) == [case]
    assert case_lists.to_sort(session, cast.odile) == []


def test_a_case_can_join_the_meetings_of_its_board_that_are_not_over(session, cast):
    coming = a_meeting(session, cast.board)
    running = a_meeting(session, cast.board, starts_at=NOW, state=MeetingState.RUNNING)
    a_meeting(session, cast.board, starts_at=NOW - timedelta(days=7))
    a_meeting(session, cast.board, state=MeetingState.CANCELLED)
    a_meeting(session)
    assert case_files.coming_meetings(session, cast.board, NOW) == [running, coming]


# What lies in the database


SECRETS = ("Ferrandelle", "Jeanne", "Xanthoporia", "Mirelvac", "1961-04-17")


def test_identity_and_clinical_text_are_sealed_in_the_database(
    own_database: str, own_engine: Engine
):
    with Session(own_engine) as session, session.begin():
        cast = a_cast(session)
        ask(cast.board, {"key": "histoire", "label": "Histoire", "kind": "long_text"})
        told = replace(DRAFT, question="Xanthoporia ?", fields={"histoire": "Mirelvac"})
        case = cases.submit_case(session, cast.board, told, by=cast.odile, now=NOW)
        cases.ask_for_more(session, case, "Xanthoporia encore", by=cast.sami)
        reference = case.reference
    stored = _everything_stored(own_database, own_engine)
    assert reference.encode() in stored
    for secret in SECRETS:
        assert secret.encode() not in stored, secret


def _everything_stored(url: str, engine: Engine) -> bytes:
    """The raw bytes of SQLite's files, or all that PostgreSQL's tables hold."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    parts = []
    with engine.connect() as connection:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for table in connection.scalars(text(names)).all():
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()
            parts.extend(_unhexed(row) for row in rows)
    return b"\n".join(parts)


def _unhexed(row: str) -> bytes:
    r"""A row's text, its \x… byte strings as bytes."""
    pieces = row.replace("\\\\x", "\\x").split("\\x")
    first, rest = pieces[0].encode(), b""
    for piece in pieces[1:]:
        digits = piece[
            : next((i for i, c in enumerate(piece) if c not in "0123456789abcdef"), None)
        ]
        rest += bytes.fromhex(digits[: len(digits) // 2 * 2]) + piece[len(digits) :].encode()
    return first + rest
