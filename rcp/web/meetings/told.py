"""What the screens of a meeting tell of a case besides its question and summary."""

from __future__ import annotations

from dataclasses import dataclass

from rcp.db.models import Attachment
from rcp.domain import access
from rcp.domain.access import Actor
from rcp.services import attachments, case_files, case_following, opinions
from rcp.services.opinions import OpinionDraft
from rcp.web.attachments.words import kind_label, piece_label
from rcp.web.database import db
from rcp.web.formats import day
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.meetings import pages
from rcp.web.meetings.pages import Line


@dataclass(frozen=True, slots=True)
class Earlier:
    """An opinion that was given before: by whom, when, about which question."""

    board: str
    on: str
    reference: str
    draft: OpinionDraft


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the case; `is_shown` says whether its kind opens in the browser."""

    id: str
    piece: str
    name: str
    kind: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The fiche of a case, its pieces and what was answered before."""

    fields: list[tuple[str, str]]
    pieces: list[Piece]
    earlier: list[Earlier]


NOTHING = Told([], [], [])


def told_of(line: Line, asking: Actor) -> Told:
    """For whoever may read the case's clinical part; nothing for others."""
    case = line.item.case
    if not access.may_read_clinical(asking, case):
        return NOTHING
    return Told(
        fields=pages.clinical_fields(line.item, language()),
        pieces=[_piece(one) for one in attachments.of_case(db(), case) if not one.removed_at],
        earlier=_earlier(line, asking),
    )


def _piece(one: Attachment) -> Piece:
    label, kind = piece_label(one.piece), kind_label(one.kind)
    return Piece(str(one.id), label, one.name or "", kind, one.kind.is_shown)


def _earlier(line: Line, asking: Actor) -> list[Earlier]:
    case = line.item.case
    others = case_following.other_cases(db(), case, person())
    known = [case, *(one for one in others if access.may_read_clinical(asking, one))]
    return [
        Earlier(
            one.case.board.name,
            day(one.item.meeting.starts_at, one.case.board.organization.time_zone),
            one.case.reference,
            opinions.draft_of(one),
        )
        for one in case_files.earlier_opinions(db(), known, line.item)
    ]
