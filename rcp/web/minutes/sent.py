"""Who was sent which document and opened it, and the form that sends one more."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from rcp.db.models import Dispatch, Document, MinutesVersion
from rcp.domain import access
from rcp.domain.dispatch import Channel, DispatchState
from rcp.services import documents, people, sending_out
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.words import Tag, document_label
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.minutes.forms import SendOutForm
from rcp.web.minutes.words import channel_label, dispatch_tag


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of what was sent: the document, the reader, the way, how it stands."""

    row: Dispatch
    label: str
    reader: str
    channel: str
    tag: Tag


def sent_of(version: MinutesVersion) -> list[tuple[str, list[Sent]]]:
    """What was sent of a version, by case, as far as the reader may know of it."""
    asking = people.actor_of(person())
    rows = [
        one
        for one in sending_out.of_version(db(), version)
        if access.may_read_document(asking, one.document)
    ]
    by_case = groupby(rows, lambda one: one.document.case.reference if one.document.case else "")
    return [(reference, [_sent(one) for one in group]) for reference, group in by_case]


def form_for(version: MinutesVersion) -> SendOutForm:
    """The documents about a case that the reader may read, and the ways that there are."""
    form = SendOutForm()
    form.document.choices = [
        SelectChoice(str(one.id), f"{one.case.reference}, {document_label(one.kind)}")
        for one in sendable(version)
        if one.case is not None
    ]
    form.channel.choices = [
        SelectChoice(channel.value, channel_label(channel))
        for channel in (Channel.SECURE_MAIL, Channel.PRINTED)
    ]
    return form


def sendable(version: MinutesVersion) -> list[Document]:
    """The documents about cases that the reader may read."""
    asking = people.actor_of(person())
    return [
        one
        for one in documents.documents_of(db(), version)
        if one.case is not None and access.may_read_document(asking, one)
    ]


def _sent(row: Dispatch) -> Sent:
    reader = row.practitioner.name if row.practitioner else row.recipient
    if row.channel is Channel.FOLDER:
        reader = _("Établissement")
    opened = row.state is DispatchState.SENT and row.opened_at is not None
    return Sent(
        row=row,
        label=document_label(row.document.kind),
        reader=reader,
        channel=channel_label(row.channel),
        tag=dispatch_tag(row.state, row.fault, opened=opened),
    )
