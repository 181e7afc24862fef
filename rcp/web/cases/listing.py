"""The list's filters, read from the address; a patient's name is never written there.

Addresses stay in the browser's history and in the logs of whatever stands before the site, so a
search by name is posted and answered at once, while a reference may be kept and shared.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from contextlib import suppress

from flask import request, session
from flask_babel import gettext as _

from rcp.db.models import Board
from rcp.domain.case import CaseState
from rcp.services.case_lists import CaseFilter
from rcp.web.cases import words
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.forms import FilterForm

MANY = 30
"""Cases shown at most by a search for a name, which has no further pages."""
_REFERENCE = re.compile(r"[A-Za-z]-?[0-9-]{1,14}", re.ASCII)


def may_be_in_address(text: str) -> bool:
    """Whether what is searched is nothing or part of a reference, which says nothing of anybody."""
    return not text.strip() or _REFERENCE.fullmatch(text.strip()) is not None


STAYED = "cases.filters"
"""Where the browser's session keeps the filters with which the list was last looked at."""


def last_filters() -> dict[str, str]:
    """The filters to come back to when the list is opened without any; kept as they change.

    `all` forgets them. Only what an address may hold is kept: never a patient's name.
    """
    asked = {
        name: value
        for name, value in request.args.items()
        if name in {"board", "state", "urgent", "late"} and value
    }
    if asked or request.args:
        session[STAYED] = asked
        return {}
    kept = session.get(STAYED, {})
    return kept if isinstance(kept, dict) else {}


def filter_form(boards: Sequence[Board]) -> FilterForm:
    """The filters, as the address or the posted search sets them."""
    form = FilterForm(request.form if request.method == "POST" else request.args)
    if request.method != "POST" and not may_be_in_address(form.text.data or ""):
        form.text.data = ""
    form.board.choices = [
        SelectChoice("", _("Toutes")),
        *(SelectChoice(str(one.id), one.name) for one in boards),
    ]
    states = [SelectChoice(state.value, words.state_label(state)) for state in CaseState]
    form.state.choices = [SelectChoice("", _("Tous")), *states]
    return form


def wanted(form: FilterForm) -> CaseFilter:
    """What the list is narrowed to; a value that means nothing narrows nothing."""
    board_id = state = None
    with suppress(ValueError):
        board_id = uuid.UUID(form.board.data or "")
    with suppress(ValueError):
        state = CaseState(form.state.data or "")
    return CaseFilter(
        board_id=board_id,
        state=state,
        urgent=form.urgent.data,
        late=form.late.data,
        text=(form.text.data or "")[:200],
    )
