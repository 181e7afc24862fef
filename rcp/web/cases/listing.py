"""The list's filters, read from the address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress

from flask import request
from flask_babel import gettext as _

from rcp.db.models import Board
from rcp.domain.case import CaseState
from rcp.services.case_lists import CaseFilter
from rcp.web.cases import words
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.forms import FilterForm


def filter_form(boards: Sequence[Board]) -> FilterForm:
    """The filters, as the address sets them."""
    form = FilterForm(request.args)
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
