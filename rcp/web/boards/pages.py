"""The page of one form about a board, and what sending it does."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Board
from rcp.domain.errors import Refusal
from rcp.web.forms import PageForm
from rcp.web.sentences import sentence


def page(board: Board, form: PageForm, title: str, back: str = "boards.show") -> str:
    """The form; leaving it leads to the board, or to another of its pages."""
    return render_template(
        "boards/form.html",
        title=f"{title} – {board.name}",
        form=form,
        url="",
        submit=_("Enregistrer"),
        back_url=url_for(back, board_id=board.id),
        back=board.name,
    )


def save(
    board: Board,
    form: PageForm,
    title: str,
    change: Callable[[], object],
    back: str = "boards.show",
) -> ResponseReturnValue:
    """Check the form, change the board, go back to it; a refusal is said on the same page."""
    if not form.validate_on_submit():
        return page(board, form, title, back), 422
    try:
        change()
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return page(board, form, title, back), 422
    flash(_("La RCP est modifiée."), "success")
    return redirect(url_for(back, board_id=board.id), code=303)
