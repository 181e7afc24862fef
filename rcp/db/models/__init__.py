"""Every table, one file per aggregate."""

from rcp.db.models.account import Account, SignInFailure, SignInSession
from rcp.db.models.agenda import (
    Absence,
    AgendaSource,
    AgendaState,
    BusyInterval,
    BusyKind,
    SourceKind,
    WeeklyTime,
)
from rcp.db.models.attachment import Attachment, AttachmentPart
from rcp.db.models.audit import AuditEntry
from rcp.db.models.board import Board, BoardTemplate, Member, Seat, SpecialtyGroup
from rcp.db.models.board_day import BoardDay
from rcp.db.models.board_form import BoardEdition, BoardForm, BoardFormDraft
from rcp.db.models.case import (
    AgendaItem,
    AgendaItemState,
    Case,
    CaseEvent,
    CasePiece,
    NoticeWay,
    PatientNotice,
)
from rcp.db.models.directory import DirectoryEntry
from rcp.db.models.dispatch import Dispatch
from rcp.db.models.feed import BoardFeed, BoardFeedKind, CalendarFeed
from rcp.db.models.guideline import Guideline
from rcp.db.models.hearing import Hearing
from rcp.db.models.inbox import InboxMessage, InboxReading, InboxState
from rcp.db.models.invitation import (
    Answer,
    CalendarPush,
    Invitation,
    InvitationState,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Reminder,
)
from rcp.db.models.job import Job, JobState
from rcp.db.models.meeting import Attendance, Meeting, MeetingState
from rcp.db.models.minutes import Document, DocumentKind, Minutes, MinutesVersion
from rcp.db.models.opening import CaseOpening
from rcp.db.models.opinion import Action, Opinion
from rcp.db.models.organization import Closure, Organization, OrganizationKind, Room
from rcp.db.models.patient import NameDigest, Patient
from rcp.db.models.plan import Plan, PlanState
from rcp.db.models.practitioner import Grant, Practitioner, PractitionerRole, Role
from rcp.db.models.proposal import Proposal, ProposalKind, ProposalState
from rcp.db.models.sheet import CaseSheet, SenderColumns, SheetWork
from rcp.db.models.writing import TypedText

__all__ = [
    "Absence",
    "Account",
    "Action",
    "AgendaItem",
    "AgendaItemState",
    "AgendaSource",
    "AgendaState",
    "Answer",
    "Attachment",
    "AttachmentPart",
    "Attendance",
    "AuditEntry",
    "Board",
    "BoardDay",
    "BoardEdition",
    "BoardFeed",
    "BoardFeedKind",
    "BoardForm",
    "BoardFormDraft",
    "BoardTemplate",
    "BusyInterval",
    "BusyKind",
    "CalendarFeed",
    "CalendarPush",
    "Case",
    "CaseEvent",
    "CaseOpening",
    "CasePiece",
    "CaseSheet",
    "Closure",
    "DirectoryEntry",
    "Dispatch",
    "Document",
    "DocumentKind",
    "Grant",
    "Guideline",
    "Hearing",
    "InboxMessage",
    "InboxReading",
    "InboxState",
    "Invitation",
    "InvitationState",
    "Job",
    "JobState",
    "Meeting",
    "MeetingState",
    "Member",
    "MessageKind",
    "Minutes",
    "MinutesVersion",
    "NameDigest",
    "NoticeWay",
    "Opinion",
    "Organization",
    "OrganizationKind",
    "OutboxMessage",
    "OutboxState",
    "Patient",
    "PatientNotice",
    "Plan",
    "PlanState",
    "Practitioner",
    "PractitionerRole",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Reminder",
    "Role",
    "Room",
    "Seat",
    "SenderColumns",
    "SheetWork",
    "SignInFailure",
    "SignInSession",
    "SourceKind",
    "SpecialtyGroup",
    "TypedText",
    "WeeklyTime",
]
