"""Who may see or change which case: one table, walked over every address about cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rcp.db.models import Attendance, Case, Meeting, PatientNotice, Practitioner
from rcp.domain.case import CaseState
from tests.architecture.checkout import listed
from tests.factories import a_case, a_meeting, a_practitioner, an_agenda_item
from tests.web.conftest import Browse
from tests.web.test_routes import filled, ids_of, methods_of, on_one_database, rules_of
from tests.web.world import QUESTION, World, a_file, a_world

pytestmark = on_one_database

SOCIAL_WORKER = "41"
SUMMARY = "Synthèse que seuls les soignants lisent"
ABOUT_CASES = {"case", "attachment", "document", "action", "minutes", "item", "opening"}
"""What an address must name to be about a case, or about the meeting that heard it."""

R, P, C, K, G, W, A, E, S = (
    *("referrer", "presenter", "chair", "coordinator", "guest", "social worker"),
    *("administrator", "coordinator elsewhere", "stranger"),
)
TEAM, RUN = {R, P}, {C, K}
READ = TEAM | RUN | {G, W}
CLINICAL = READ - {W}
HEARD = RUN | {G, R}
"""The referrer of these tests sits at the meeting too."""

MAY: Mapping[str, set[str]] = {
    "cases.show": READ,
    "cases.edit": RUN | {R},
    "cases.update": RUN | {R},
    "cases.submit": RUN | {R},
    "cases.ask_for_more": RUN,
    "cases.sort": RUN,
    "cases.plan": RUN,
    "cases.withdraw": RUN | {R},
    "cases.objection": RUN | {R},
    "cases.share": RUN | {R},
    "cases.stop_sharing": RUN | {R},
    "cases.opened": {C},
    "cases.pieces": RUN | {R},
    "cases.preview": CLINICAL,
    "cases.present_again": RUN | {R},
    "cases.early": {C},
    "cases.wait": {C},
    "guidelines.of_case": RUN | {R},
    "guidelines.attach": RUN | {R},
    "attachments.new": RUN | TEAM,
    "attachments.add": RUN | TEAM,
    "attachments.show": CLINICAL,
    "attachments.content": CLINICAL,
    "attachments.download": CLINICAL,
    "attachments.remove": RUN | {R},
    "documents.download": CLINICAL,
    "minutes.show": HEARD,
    "minutes.printing": HEARD,
    "minutes.remark": RUN,
    "minutes.submit": RUN,
    "minutes.send_back": RUN,
    "minutes.sign_off": {C},
    "minutes.amend": RUN,
    "minutes.send_out": RUN,
    "meetings.write": RUN,
    "meetings.call": RUN,
    "meetings.carry_over": RUN,
    "meetings.take_up": RUN,
    "meetings.count_again": RUN,
    "meetings.keep_typing": RUN,
    "meetings.typing": RUN,
    "meetings.written": RUN,
    "meetings.postpone": RUN,
    "meetings.put_back": RUN,
    "actions.show": RUN | {R},
    "actions.close": RUN | {R},
    "actions.start": RUN | {R},
    "actions.reopen": RUN | {R},
}
"""Who is let in, by address; everybody else is turned away."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The world of the tests with one person of every kind."""

    world: World
    people: Mapping[str, Practitioner]
    case: Case


@pytest.fixture
def stage(session: Session) -> Stage:
    """Odile refers a case that her meeting heard; every other kind of person has a part in it."""
    world = a_world(session)
    case, meeting = world.objects["case"], world.objects["meeting"]
    assert isinstance(case, Case)
    assert isinstance(meeting, Meeting)
    case.presenter = a_practitioner(session, "Paul Le Bihan", roles=("clinician",))
    case.summary, case.state = SUMMARY, CaseState.SUBMITTED
    sami, claire, odile, administrator = world.insiders
    stranger, elsewhere = world.strangers
    invited = a_practitioner(session, "Rémi Aubert")
    social = a_practitioner(session, "Sonia Morel", profession=SOCIAL_WORKER, specialty=None)
    meeting.attendances.extend(Attendance(practitioner=one) for one in (invited, social))
    session.flush()
    people = {R: odile, P: case.presenter, C: claire, K: sami, G: invited, W: social}
    people |= {A: administrator, E: elsewhere, S: stranger}
    return Stage(world, people, case)


def about_cases(app: Flask) -> dict[str, tuple[str, ...]]:
    """Every guarded address whose objects are cases or what belongs to them."""
    return {
        rule.endpoint: tuple(sorted(methods_of(rule)))
        for rule in rules_of(app)
        if {name.removesuffix("_id") for name in rule.arguments} & ABOUT_CASES
    }


def test_the_table_names_every_address_about_cases(app: Flask) -> None:
    unsaid = set(about_cases(app)) - set(MAY)
    assert not unsaid, f"who may use these? say it in MAY: {sorted(unsaid)}"
    assert set(MAY) == set(about_cases(app))


def test_who_may_see_or_change_a_case_is_what_the_table_says(
    app: Flask, browse: Browse, session: Session, stage: Stage
) -> None:
    rules = {rule.endpoint: rule for rule in rules_of(app)}
    wrong = []
    for kind, person in stage.people.items():
        client = browse.as_(person)
        for endpoint, admitted in MAY.items():
            before = session.begin_nested()
            values = filled(rules[endpoint], ids_of(stage.world))
            method = methods_of(rules[endpoint]).pop()
            status = client.answer(method, endpoint, **values).status_code
            before.rollback()
            session.expire_all()
            if (status not in {403, 404}) != (kind in admitted):
                wrong.append((kind, endpoint, status))
    assert not wrong, listed(wrong)


def test_a_social_worker_reads_the_question_and_nothing_clinical_until_it_is_shared(
    browse: Browse, session: Session, stage: Stage
) -> None:
    social, odile, case = stage.people[W], stage.people[R], stage.case
    document, file = stage.world.objects["document"], stage.world.objects["attachment"]
    page = browse.as_(social).get("cases.show", case_id=case.id).body
    assert QUESTION in page
    assert "Vous voyez une partie du dossier" in page
    hidden = (SUMMARY, "Surveillance", str(document.id), str(file.id), "ZÉPHYRINE.pdf")
    assert [word for word in hidden if word in page] == []
    told = {"consent_by": "Odile Marchal", "consent_way": "spoken"}
    for day in ("", "2999-12-31", "31/02"):
        kept = {**told, "consent_on": day}
        refused = browse.as_(odile).post("cases.share", kept, case_id=case.id, expect=422)
        assert "Sans l’accord du patient" in refused.text
    assert not case.shares_clinical
    day = {"consent_on": "2026-11-20"}
    browse.as_(odile).post("cases.share", {**told, **day}, case_id=case.id)
    owner = browse.as_(odile).get("cases.show", case_id=case.id).text
    assert "Accord du patient : Odile Marchal, 20/11/2026, de vive voix." in owner
    page = browse.as_(social).get("cases.show", case_id=case.id).body
    assert [word for word in hidden if word not in page] == []
    browse.as_(social).get("attachments.content", attachment_id=file.id)
    browse.as_(social).get("documents.download", document_id=document.id)
    browse.as_(odile).post("cases.stop_sharing", case_id=case.id)
    assert case.sharing_told is None
    browse.as_(social).get("documents.download", document_id=document.id, expect=403)


def test_an_objection_leaves_everything_to_the_referrer_alone(
    app: Flask, browse: Browse, session: Session, stage: Stage
) -> None:
    stage.case.notice = PatientNotice.OBJECTION
    session.flush()
    reading = ("cases.show", "attachments.show", "attachments.content", "documents.download")
    rules = {rule.endpoint: rule for rule in rules_of(app)}
    for kind, person in stage.people.items():
        client = browse.as_(person)
        for endpoint in reading:
            values = filled(rules[endpoint], ids_of(stage.world))
            status = client.answer("GET", endpoint, **values).status_code
            assert status == (200 if kind == R else 403), (kind, endpoint)


def test_a_case_of_another_meeting_stays_closed_to_the_guests_of_this_one(
    browse: Browse, session: Session, stage: Stage
) -> None:
    board = stage.case.board
    other = a_case(session, board, referrer=stage.people[R])
    an_agenda_item(session, a_meeting(session, board, expected=[stage.people[C]]), other)
    file = a_file(session, other, stage.people[R])
    for kind in (G, W, P):
        client = browse.as_(stage.people[kind])
        client.get("cases.show", case_id=other.id, expect=403)
        client.get("attachments.content", attachment_id=file.id, expect=403)
