"""Who reads and does what: the care team, those who run the board, and nobody else."""

import uuid
from dataclasses import dataclass, field, replace

import pytest

from rcp.domain import access
from rcp.domain.access import ADMINISTRATOR, CLINICIAN, COORDINATOR, PARTICIPANT, Actor
from rcp.domain.case import CaseState

HOSPITAL, ELSEWHERE = uuid.uuid4(), uuid.uuid4()


def an_actor(*roles: str, organization: uuid.UUID = HOSPITAL) -> Actor:
    return Actor(uuid.uuid4(), frozenset((role, organization) for role in roles))


CLAIRE, ODILE, PRESENTER = an_actor(CLINICIAN), an_actor(CLINICIAN), an_actor(CLINICIAN)
SAMI, SECRETARY = an_actor(COORDINATOR), an_actor(PARTICIPANT)
EXPECTED, STRANGER = an_actor(PARTICIPANT), an_actor(CLINICIAN)
COORDINATOR_ELSEWHERE = an_actor(COORDINATOR, organization=ELSEWHERE)
ADMINISTRATOR_HERE = an_actor(ADMINISTRATOR)
EVERYBODY = {
    "the chair": CLAIRE,
    "the referrer": ODILE,
    "the presenter": PRESENTER,
    "the coordinator": SAMI,
    "the secretary": SECRETARY,
    "somebody expected": EXPECTED,
    "a stranger": STRANGER,
    "a coordinator elsewhere": COORDINATOR_ELSEWHERE,
    "an administrator": ADMINISTRATOR_HERE,
}


@dataclass(frozen=True)
class Board:
    organization_id: uuid.UUID = HOSPITAL
    chair_id: uuid.UUID | None = CLAIRE.id
    coordinator_id: uuid.UUID | None = None
    secretary_id: uuid.UUID | None = SECRETARY.id


@dataclass(frozen=True)
class Seat:
    practitioner_id: uuid.UUID


@dataclass(frozen=True)
class Meeting:
    board: Board = field(default_factory=Board)
    attendances: tuple[Seat, ...] = (Seat(EXPECTED.id),)


@dataclass(frozen=True)
class Passage:
    meeting: Meeting = field(default_factory=Meeting)
    is_called_off: bool = False


@dataclass(frozen=True)
class Case:
    board: Board = field(default_factory=Board)
    referrer_id: uuid.UUID = ODILE.id
    presenter_id: uuid.UUID | None = PRESENTER.id
    items: tuple[Passage, ...] = (Passage(),)
    state: CaseState = CaseState.SUBMITTED
    is_objected: bool = False
    shares_clinical: bool = False


@dataclass(frozen=True)
class Action:
    owner_id: uuid.UUID
    case: Case


@dataclass(frozen=True)
class Document:
    case: Case | None
    meeting: Meeting = field(default_factory=Meeting)


@dataclass(frozen=True)
class Invitation:
    practitioner_id: uuid.UUID
    meeting: Meeting


@dataclass(frozen=True)
class Person:
    id: uuid.UUID
    organization_ids: frozenset[uuid.UUID]
    rights: frozenset[tuple[str, uuid.UUID]] = frozenset()


def those_who(may, thing) -> set[str]:
    return {name for name, actor in EVERYBODY.items() if may(actor, thing)}


RUN = {"the chair", "the coordinator", "the secretary"}


def test_a_case_is_read_by_its_team_and_by_those_invited_to_hear_it():
    readers = RUN | {"the referrer", "the presenter", "somebody expected"}
    assert those_who(access.may_read_case, Case()) == readers


def test_somebody_expected_reads_no_case_that_their_meeting_does_not_hear():
    assert "somebody expected" not in those_who(access.may_read_case, Case(items=()))


def test_somebody_expected_reads_no_case_that_was_called_off_before_their_meeting():
    withdrawn = Case(items=(Passage(is_called_off=True),))
    assert "somebody expected" not in those_who(access.may_read_case, withdrawn)


def test_a_patients_objection_closes_the_case_to_all_but_its_referrer():
    closed = Case(is_objected=True)
    assert those_who(access.may_read_case, closed) == {"the referrer"}
    assert those_who(access.may_triage_case, closed) == set()
    assert those_who(access.may_follow_action, Action(EXPECTED.id, closed)) == set()
    assert those_who(access.may_read_document, Document(closed)) == {"the referrer"}


def test_a_social_worker_who_is_invited_reads_the_clinical_part_only_once_it_is_shared():
    social = replace(EXPECTED, is_social=True)
    for may, thing in (
        (access.may_read_clinical, Case()),
        (access.may_read_document, Document(Case())),
        (access.may_read_document, Document(None)),
        (access.may_read_minutes, Passage()),
    ):
        assert may(EXPECTED, thing)
        assert not may(social, thing)
    assert access.may_read_case(social, Case())
    assert access.may_read_clinical(social, Case(shares_clinical=True))
    assert not access.may_read_clinical(social, Case(shares_clinical=True, items=()))
    assert access.may_read_clinical(replace(SECRETARY, is_social=True), Case())
    assert access.may_read_clinical(replace(ODILE, is_social=True), Case())


def test_an_administrator_reads_no_case_and_no_meeting():
    for may, thing in ((access.may_read_case, Case()), (access.may_read_meeting, Meeting())):
        assert "an administrator" not in those_who(may, thing)


@pytest.mark.parametrize("state", CaseState)
def test_a_case_is_rewritten_only_until_it_is_taken_for_a_meeting(state):
    writers = those_who(access.may_edit_case, Case(state=state))
    open_states = set(access.EDITABLE)
    assert writers == (RUN | {"the referrer"} if state in open_states else set())


def test_triage_and_meetings_belong_to_those_who_run_the_board():
    assert those_who(access.may_triage_case, Case()) == RUN
    assert those_who(access.may_run_meeting, Meeting()) == RUN
    assert those_who(access.may_run_board, Board()) == RUN
    assert those_who(access.may_repair_meeting, Meeting()) == {"the coordinator"}


def test_a_referrer_takes_a_case_back():
    assert those_who(access.may_withdraw_case, Case()) == RUN | {"the referrer"}


def test_only_the_chair_signs_and_nobody_signs_for_a_board_without_one():
    assert those_who(access.may_sign_off, Meeting()) == {"the chair"}
    assert those_who(access.may_sign_off, Meeting(replace(Board(), chair_id=None))) == set()


def test_a_meeting_and_its_documents_are_read_by_those_expected():
    assert those_who(access.may_read_meeting, Meeting()) == RUN | {"somebody expected"}
    assert those_who(access.may_read_document, Document(None)) == RUN | {"somebody expected"}


def test_a_document_about_a_case_is_read_like_the_case():
    assert those_who(access.may_read_document, Document(Case(items=()))) == RUN | {
        "the referrer",
        "the presenter",
    }


def test_an_action_is_closed_by_its_owner_the_referrer_or_the_board():
    assert those_who(access.may_follow_action, Action(EXPECTED.id, Case())) == RUN | {
        "somebody expected",
        "the referrer",
    }


def test_an_invitation_is_answered_by_the_invited_or_noted_by_the_board():
    invitation = Invitation(EXPECTED.id, Meeting())
    assert those_who(access.may_answer_invitation, invitation) == RUN | {"somebody expected"}


def test_an_agenda_is_seen_by_its_owner_and_those_who_plan_in_the_same_structure():
    person = Person(ODILE.id, frozenset({HOSPITAL}))
    assert those_who(access.may_see_agenda, person) == {
        "the referrer",
        "the coordinator",
        "an administrator",
    }


def test_who_somebody_is_is_corrected_by_those_who_answer_for_all_their_structures():
    here, both = frozenset({HOSPITAL}), frozenset({HOSPITAL, ELSEWHERE})
    able = {"the coordinator", "an administrator"}
    assert those_who(access.may_edit_person, Person(ODILE.id, here)) == able
    assert those_who(access.may_edit_person, Person(ODILE.id, both)) == {"an administrator"}


@pytest.mark.parametrize("right", [(ADMINISTRATOR, HOSPITAL), (COORDINATOR, ELSEWHERE)])
def test_no_coordinator_changes_the_address_of_somebody_with_rights_beyond_theirs(right):
    person = Person(ODILE.id, frozenset({HOSPITAL}), frozenset({right}))
    assert those_who(access.may_edit_person, person) == {"an administrator"}


def test_a_board_is_set_by_the_coordinators_and_administrators_of_its_structure():
    assert those_who(access.may_edit_board, Board()) == {"the coordinator", "an administrator"}


@pytest.mark.parametrize(
    ("may", "roles"),
    [
        (access.may_administer, {ADMINISTRATOR}),
        (access.may_set_up, {ADMINISTRATOR, COORDINATOR}),
        (access.may_coordinate, {COORDINATOR}),
        (access.may_submit_cases, {CLINICIAN, COORDINATOR}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_role_gives(may, roles):
    every = (ADMINISTRATOR, COORDINATOR, CLINICIAN, PARTICIPANT)
    assert {role for role in every if may(an_actor(role))} == roles
    assert not may(an_actor())
