"""The files of a case as its page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rcp.db.models import Attachment, Case
from rcp.domain import access
from rcp.domain.access import Actor
from rcp.services import attachments
from rcp.web.attachments.forms import AttachForm, attach_form
from rcp.web.attachments.words import kind_label, piece_label, size_label
from rcp.web.database import db
from rcp.web.formats import day_and_hour
from rcp.web.identity import settings


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file with its words and what the reader may do to it."""

    attachment: Attachment
    piece: str
    about: str
    came: str
    left: str
    is_shown: bool
    may_remove: bool


def files_of(case: Case, actor: Actor, form: AttachForm | None = None) -> dict[str, Any]:
    """What the card of files prints, by the name the template gives it."""
    found = [_shown(one, actor) for one in attachments.of_case(db(), case)]
    return {
        "case": case,
        "kept": [one for one in found if not one.attachment.removed_at],
        "removed": [one for one in found if one.attachment.removed_at],
        "may_attach": access.may_attach_to(actor, case),
        "form": form or attach_form(typed=False),
        "file_megabytes": settings().file_megabytes,
    }


def _shown(one: Attachment, actor: Actor) -> FileShown:
    zone = one.case.board.organization.time_zone
    left = day_and_hour(one.removed_at, zone) if one.removed_at else ""
    return FileShown(
        one,
        piece=piece_label(one.piece),
        about=f"{kind_label(one.kind)}, {size_label(one.size)}",
        came=day_and_hour(one.created_at, zone),
        left=left,
        is_shown=one.kind.is_shown,
        may_remove=access.may_remove_attachment(actor, one) and not left,
    )
