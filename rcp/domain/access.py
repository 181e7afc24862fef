"""Who may do what: one function per permission.

Care teams share what is strictly needed (CSP L.1110-4): a case is read by its referrer and
presenter, by those who run its board, and by those invited to a meeting that hears it. A patient's
objection closes it to everybody but those who must record it. Administrators run the house and
read no case.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from rcp.domain.case import ENDED, CaseState
from rcp.domain.shapes import (
    AboutInvitationLike,
    ActionLike,
    ArrivalLike,
    AttachmentLike,
    BoardLike,
    CaseLike,
    ColleagueLike,
    DocumentLike,
    HeardCaseLike,
    InvitationLike,
    KnownLike,
    MeetingLike,
    MessageLike,
    OwnedLike,
    PassageLike,
    PersonLike,
    PlanLike,
    SeatedBoardLike,
)

ADMINISTRATOR, COORDINATOR, CLINICIAN, PARTICIPANT = (
    "administrator",
    "coordinator",
    "clinician",
    "participant",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, with the rights given to them: (role, organization) pairs.

    `is_social`: every practice of theirs is social or medico-social, none of care.
    """

    id: uuid.UUID
    rights: frozenset[tuple[str, uuid.UUID]]
    is_social: bool = False

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of these roles anywhere."""
        return any(role in roles for role, _ in self.rights)

    def has_in(self, organization_id: uuid.UUID, *roles: str) -> bool:
        """Whether the person holds one of these roles in that organization."""
        return any((role, organization_id) in self.rights for role in roles)


EDITABLE = frozenset(
    {
        CaseState.DRAFT,
        CaseState.SUBMITTED,
        CaseState.TO_COMPLETE,
        CaseState.POSTPONED,
        CaseState.TO_PRESENT_AGAIN,
    }
)
"""States in which what the referrer wrote may still be changed."""


def is_signed_in(actor: Actor) -> bool:
    """Anybody who has signed in."""
    return bool(actor.id)


def may_administer(actor: Actor) -> bool:
    """Structures, people, templates: administrators."""
    return actor.has(ADMINISTRATOR)


def may_set_up(actor: Actor) -> bool:
    """Bring structures, people and agendas in: administrators and coordinators."""
    return actor.has(ADMINISTRATOR, COORDINATOR)


def may_coordinate(actor: Actor) -> bool:
    """Plan meetings: coordinators."""
    return actor.has(COORDINATOR)


def may_submit_cases(actor: Actor) -> bool:
    """Hand in cases: clinicians, and coordinators for them."""
    return actor.has(CLINICIAN, COORDINATOR)


def may_submit_to(actor: Actor, board: BoardLike) -> bool:
    """Any board may be asked: a patient's question does not stop at a structure's door."""
    return may_submit_cases(actor) and board is not None


def may_read_plan(actor: Actor, plan: PlanLike) -> bool:
    """A plan names people and cases of the boards of whoever asked for it."""
    return actor.has(COORDINATOR) and plan.asked_by_id == actor.id


def may_settle_plan(actor: Actor, plan: PlanLike) -> bool:
    """Accepting or discarding is for the coordinator who asked."""
    return may_read_plan(actor, plan)


def may_run_board(actor: Actor, board: BoardLike) -> bool:
    """A board is run by its chair and secretary and by its structure's coordinators."""
    named = {board.chair_id, board.secretary_id, board.coordinator_id}
    return actor.id in named or actor.has_in(board.organization_id, COORDINATOR)


def may_edit_board(actor: Actor, board: BoardLike) -> bool:
    """Seats, rhythm and members: coordinators and administrators of the structure."""
    return actor.has_in(board.organization_id, COORDINATOR, ADMINISTRATOR)


def may_read_case(actor: Actor, case: CaseLike) -> bool:
    """Referrer, presenter, those who run the board, those invited to hear it."""
    if case.is_objected:
        return actor.id == case.referrer_id
    if actor.id in (case.referrer_id, case.presenter_id) or may_run_board(actor, case.board):
        return True
    standing = (item for item in case.items if not item.is_called_off)
    return any(is_expected_at(actor, item.meeting) for item in standing)


def may_read_clinical(actor: Actor, case: CaseLike) -> bool:
    """The clinical part: summary, answers, files, opinions and what is printed of them.

    Social workers who are only invited see what they need to take part, no more (CSP L.1110-4,
    R.1110-1), unless the referrer or those who run the board shared it with them.
    """
    if not may_read_case(actor, case):
        return False
    named = actor.id in (case.referrer_id, case.presenter_id)
    return not actor.is_social or case.shares_clinical or named or may_run_board(actor, case.board)


def may_share_case(actor: Actor, case: CaseLike) -> bool:
    """Let social workers read the clinical part: the referrer and those who run the board."""
    writes = actor.id == case.referrer_id or may_run_board(actor, case.board)
    return writes and not case.is_objected


def may_edit_case(actor: Actor, case: CaseLike) -> bool:
    """The referrer or those who run the board, until the case is taken for a meeting."""
    writes = actor.id == case.referrer_id or may_run_board(actor, case.board)
    return writes and case.state in EDITABLE and not case.is_objected


def may_triage_case(actor: Actor, case: CaseLike) -> bool:
    """Those who run the board decide what a case needs."""
    return may_run_board(actor, case.board) and not case.is_objected


def may_follow_pieces(actor: Actor, case: CaseLike) -> bool:
    """Say which pieces arrived: the referrer or those who run the board, until the end."""
    writes = actor.id == case.referrer_id or may_run_board(actor, case.board)
    return writes and case.state not in ENDED and not case.is_objected


def may_go_without_pieces(actor: Actor, case: CaseLike) -> bool:
    """Only the board's chair hears a case before it is ready; whoever runs one without a chair."""
    if case.is_objected:
        return False
    chair = case.board.chair_id
    return actor.id == chair if chair else may_run_board(actor, case.board)


def may_withdraw_case(actor: Actor, case: CaseLike) -> bool:
    """The referrer takes a case back; so do those who run the board, while they may read it."""
    return actor.id == case.referrer_id or may_triage_case(actor, case)


def is_expected_at(actor: Actor, meeting: MeetingLike) -> bool:
    """Whether the person is on the meeting's list."""
    return any(attendance.practitioner_id == actor.id for attendance in meeting.attendances)


def may_read_meeting(actor: Actor, meeting: MeetingLike) -> bool:
    """Those expected and those who run the board."""
    return is_expected_at(actor, meeting) or may_run_board(actor, meeting.board)


def may_run_meeting(actor: Actor, meeting: MeetingLike) -> bool:
    """Tick attendance, write opinions, move cases: those who run the board."""
    return may_run_board(actor, meeting.board)


def may_repair_meeting(actor: Actor, meeting: MeetingLike) -> bool:
    """Ask for another plan of a meeting already told: coordinators who run the board."""
    return may_coordinate(actor) and may_run_meeting(actor, meeting)


def may_run_passage(actor: Actor, passage: PassageLike) -> bool:
    """Attendance, order of the agenda, minutes: whoever runs the meeting they belong to."""
    return may_run_meeting(actor, passage.meeting)


def may_write_opinion(actor: Actor, passage: HeardCaseLike) -> bool:
    """An opinion: whoever runs the meeting, on a case that they may read."""
    return may_run_meeting(actor, passage.meeting) and may_read_case(actor, passage.case)


def may_read_minutes(actor: Actor, minutes: PassageLike) -> bool:
    """Minutes are read like their meeting, but tell of every case: not by social workers."""
    return _may_read_papers(actor, minutes.meeting)


def _may_read_papers(actor: Actor, meeting: MeetingLike) -> bool:
    reads = may_read_meeting(actor, meeting)
    return reads and (not actor.is_social or may_run_board(actor, meeting.board))


def may_sign_minutes(actor: Actor, minutes: PassageLike) -> bool:
    """Only the board's responsible doctor validates its minutes."""
    return may_sign_off(actor, minutes.meeting)


def may_sign_off(actor: Actor, meeting: MeetingLike) -> bool:
    """Only the board's responsible doctor validates minutes."""
    return meeting.board.chair_id == actor.id


def may_read_document(actor: Actor, document: DocumentLike) -> bool:
    """A case's document is read like its clinical part, a meeting's like its minutes."""
    if document.case is not None:
        return may_read_clinical(actor, document.case)
    return _may_read_papers(actor, document.meeting)


def may_attach_to(actor: Actor, case: CaseLike) -> bool:
    """Add a file to a case: its referrer, its presenter, those who run the board."""
    if case.is_objected or case.state is CaseState.WITHDRAWN:
        return False
    named = actor.id in (case.referrer_id, case.presenter_id)
    return named or may_run_board(actor, case.board)


def may_read_attachment(actor: Actor, attachment: AttachmentLike) -> bool:
    """A file is read by exactly those who read the clinical part of its case."""
    return may_read_clinical(actor, attachment.case)


def may_remove_attachment(actor: Actor, attachment: AttachmentLike) -> bool:
    """Who added it, the case's referrer, those who run the board: while they may add others."""
    case = attachment.case
    named = actor.id in (attachment.added_by_id, case.referrer_id)
    return may_attach_to(actor, case) and (named or may_run_board(actor, case.board))


def may_follow_action(actor: Actor, action: ActionLike) -> bool:
    """Close or reopen an action: its owner, the case's referrer, those who run the board."""
    if action.case.is_objected:
        return False
    return actor.id in (action.owner_id, action.case.referrer_id) or may_run_board(
        actor, action.case.board
    )


def may_answer_invitation(actor: Actor, invitation: InvitationLike) -> bool:
    """The invited person; a coordinator may note an answer given by telephone."""
    return actor.id == invitation.practitioner_id or may_run_board(actor, invitation.meeting.board)


def may_settle_proposal(actor: Actor, proposal: AboutInvitationLike) -> bool:
    """Another time or a deputy: those who run the board decide."""
    invitation = proposal.invitation
    return invitation is not None and may_run_board(actor, invitation.meeting.board)


def may_settle_arrival(actor: Actor, arrival: ArrivalLike) -> bool:
    """A message that arrived: who runs its board; about none, who coordinates its sender's houses.

    Administrators see what is about no board.
    """
    if arrival.invitation is not None:
        return may_run_board(actor, arrival.invitation.meeting.board)
    houses = arrival.writer.organization_ids if arrival.writer else ()
    return actor.has(ADMINISTRATOR) or any(actor.has_in(one, COORDINATOR) for one in houses)


def may_see_agenda(actor: Actor, person: PersonLike) -> bool:
    """One's own agenda, or that of the people of a structure one coordinates."""
    return actor.id == person.id or any(
        actor.has_in(organization_id, COORDINATOR, ADMINISTRATOR)
        for organization_id in person.organization_ids
    )


def may_edit_people_of(actor: Actor, organization_id: uuid.UUID) -> bool:
    """Who practises in a structure: administrators, and the structure's coordinators."""
    return actor.has(ADMINISTRATOR) or actor.has_in(organization_id, COORDINATOR)


def may_edit_person(actor: Actor, person: ColleagueLike) -> bool:
    """A name, an address, a number: whoever answers for every structure the person works in.

    The address is what one signs in with: an administrator's is changed by administrators alone.
    """
    if actor.has(ADMINISTRATOR):
        return True
    places = {*person.organization_ids, *(place for _role, place in person.rights)}
    is_administrator = any(role == ADMINISTRATOR for role, _place in person.rights)
    return (
        bool(places)
        and not is_administrator
        and all(may_edit_people_of(actor, place) for place in places)
    )


def may_give_right(actor: Actor, role: str, organization_id: uuid.UUID) -> bool:
    """A coordinator names colleagues, never an administrator."""
    if role == ADMINISTRATOR:
        return actor.has(ADMINISTRATOR)
    return may_edit_people_of(actor, organization_id)


def may_found_board(actor: Actor, organization_id: uuid.UUID) -> bool:
    """A new board: coordinators and administrators of its structure."""
    return actor.has_in(organization_id, COORDINATOR, ADMINISTRATOR)


def may_look_after_message(actor: Actor, message: MessageLike) -> bool:
    """Who answers for its arrival: those who run the board, or coordinate the recipient."""
    if message.invitation is not None:
        return may_run_board(actor, message.invitation.meeting.board)
    return any(
        actor.has_in(organization_id, COORDINATOR)
        for organization_id in message.recipient.organization_ids
    )


def may_read_message(actor: Actor, message: MessageLike) -> bool:
    """Whoever received it and whoever looks after it; administrators see states alone."""
    return actor.id == message.recipient.id or may_look_after_message(actor, message)


def may_send_message_again(actor: Actor, message: MessageLike) -> bool:
    """Those who look after it, and administrators, who see that it was refused."""
    return actor.has(ADMINISTRATOR) or may_look_after_message(actor, message)


def may_see_message(actor: Actor, message: MessageLike) -> bool:
    """Where it stands: whoever may read it or send it again."""
    return may_read_message(actor, message) or may_send_message_again(actor, message)


def may_import(actor: Actor) -> bool:
    """Send files in: whoever sets the house up, and clinicians for their cases."""
    return may_set_up(actor) or may_submit_cases(actor)


def may_change_agenda_part(actor: Actor, part: OwnedLike) -> bool:
    """Remove a calendar or an absence: whoever may see the agenda."""
    return may_see_agenda(actor, part.practitioner)


def may_follow_board(actor: Actor, board: SeatedBoardLike) -> bool:
    """Subscribe to its meetings: its members and deputies, and those who run it."""
    named = (member.practitioner_id for seat in board.seats for member in seat.members)
    return actor.id in named or may_run_board(actor, board)


def may_see_board(actor: Actor, board: BoardLike) -> bool:
    """A board's seats and rhythm: those who run it or may edit it."""
    return may_run_board(actor, board) or may_edit_board(actor, board)


def may_edit_organization(actor: Actor, organization: KnownLike) -> bool:
    """Rooms and closures: administrators, and the structure's coordinators."""
    return may_edit_people_of(actor, organization.id)


def may_rename_organization(actor: Actor, _organization: KnownLike) -> bool:
    """What a structure is: administrators."""
    return may_administer(actor)


def may_edit_template(actor: Actor, _template: KnownLike) -> bool:
    """Board templates: administrators."""
    return may_administer(actor)


def may_open_sheet(actor: Actor, sheet: OwnedLike) -> bool:
    """A table of cases on its way in: whoever sent it, and nobody else."""
    return sheet.practitioner.id == actor.id
