"""The page of the minutes: their state, what lacks, their versions, who was sent what."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from rcp.db.models import Meeting, Minutes, MinutesVersion
from rcp.domain import access
from rcp.domain.minutes import OPEN
from rcp.domain.opinion import OpinionCategory
from rcp.services import documents, meeting_lists, people, rectified
from rcp.services import minutes as services
from rcp.services.frozen import from_json
from rcp.web.cases.words import category_label, document_label
from rcp.web.database import db, roll_back
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.meetings import pages
from rcp.web.minutes import words
from rcp.web.minutes.forms import AmendForm, RemarksForm, SendOutForm, SignOffForm
from rcp.web.minutes.gaps import gaps
from rcp.web.minutes.sent import form_for, sent_of


def shown(
    minutes: Minutes,
    refusal: str | None = None,
    status: int = 200,
    *,
    remarks: RemarksForm | None = None,
    amendment: AmendForm | None = None,
    sending: SendOutForm | None = None,
    signature: SignOffForm | None = None,
) -> ResponseReturnValue:
    """The page, perhaps with a refusal and a form to correct."""
    if status >= 400:
        roll_back()
    meeting = meeting_lists.whole(db(), minutes.meeting)
    asking = people.actor_of(person())
    may_sign = access.may_sign_minutes(asking, minutes)
    latest = services.latest_version(db(), minutes)
    page = render_template(
        "minutes/show.html",
        minutes=minutes,
        tag=words.state_tag(minutes.state),
        next_step=words.next_step(minutes, may_sign=may_sign),
        may_sign=may_sign,
        may_run=access.may_run_passage(asking, minutes),
        is_open=minutes.state in OPEN,
        gaps=gaps(minutes, pages.lines(db(), meeting, asking)),
        remarks=remarks or RemarksForm(formdata=None, data={"remarks": minutes.remarks}),
        amendment=amendment or AmendForm(formdata=None),
        signature=signature or SignOffForm(formdata=None),
        versions=_versions(minutes),
        printing=printing_of(latest) if latest else None,
        sent=sent_of(latest) if latest else [],
        sending=sending or (form_for(latest) if latest else None),
        refusal=refusal,
        **_around(meeting),
    )
    return page, status


def _around(meeting: Meeting) -> dict[str, Any]:  # Any: what a template prints
    asking = people.actor_of(person())
    _table, seated = pages.table_of(db(), meeting, language())
    return {
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "lines": pages.lines(db(), meeting, asking),
        "people": seated,
        "categories": {one: category_label(one) for one in OpinionCategory},
    }


def _versions(minutes: Minutes) -> list[dict[str, Any]]:  # Any: what a template prints
    """Each version with what it changed of the one before, the last first."""
    every = services.versions_of(db(), minutes)
    found = [_version(one, before) for before, one in zip([None, *every], every, strict=False)]
    return found[::-1]


def _changed(before: MinutesVersion, after: MinutesVersion) -> str:
    found = rectified.changes(from_json(before.content), from_json(after.content))
    return words.changed(found)


def _version(
    version: MinutesVersion, before: MinutesVersion | None
) -> dict[str, Any]:  # Any: what a template prints
    asking = people.actor_of(person())
    mine = [
        {"document": one, "label": document_label(one.kind)}
        for one in documents.documents_of(db(), version)
        if access.may_read_document(asking, one)
    ]
    by_case = groupby(mine, lambda line: _reference(line["document"]))
    return {
        "version": version,
        "changed": _changed(before, version) if before else "",
        "documents": [(reference, list(files)) for reference, files in by_case],
        "count": len(mine),
    }


def _reference(document: Any) -> str:  # Any: a line mixes rows and words
    return document.case.reference if document.case else ""


def printing_of(version: MinutesVersion | None) -> dict[str, int]:
    """How many documents are made, of how many."""
    if version is None:
        return {"done": 0, "wanted": 0}
    made = len(documents.documents_of(db(), version))
    return {"done": made, "wanted": documents.count_wanted(version)}
