"""Opening a case in an emergency (« bris de glace »), and reading it while that lasts."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from rcp.db.base import utc_now
from rcp.db.models import CaseOpening
from rcp.domain import opening_access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.services import agendas, case_openings
from rcp.web.access import requires
from rcp.web.cases.file import answers, around, identity
from rcp.web.cases.views import bp
from rcp.web.database import db, trace_reading
from rcp.web.formats import day_and_hour
from rcp.web.forms import PageForm
from rcp.web.identity import letterhead, person
from rcp.web.sentences import add_sentences, sentence

add_sentences(
    {
        "opening_reason": lambda minimum: _(
            "Dites pourquoi ce dossier doit être lu maintenant : %(minimum)s caractères au moins.",
            minimum=minimum,
        ),
        "opening_unknown": lambda: _("Aucun dossier ouvert aux soins ne porte cette référence."),
    }
)


class OpeningForm(PageForm):
    """Which case, and why now."""

    reference = StringField(
        _l("Référence du dossier"),
        [InputRequired(_l("Indiquez la référence du dossier.")), Length(max=40)],
        description=_l("Elle est imprimée sur la fiche RCP, par exemple D-2026-00042."),
    )
    reason = TextAreaField(
        _l("Pourquoi faut-il le lire maintenant ?"),
        [InputRequired(_l("Dites pourquoi.")), Length(max=case_openings.LONGEST_REASON)],
    )


@bp.get("/break-glass")
@requires(opening_access.may_break_glass)
def break_glass() -> ResponseReturnValue:
    """The form that opens a case in an emergency."""
    return render_template("cases/break_glass.html", form=OpeningForm())


@bp.post("/break-glass")
@requires(opening_access.may_break_glass)
def open_in_emergency() -> ResponseReturnValue:
    """Open the case, tell who runs its board, and show it."""
    form = OpeningForm()
    if not form.validate_on_submit():
        return render_template("cases/break_glass.html", form=form), 422
    told = (form.reference.data or "", form.reason.data or "")
    try:
        opening = case_openings.open_case(db(), *told, letterhead(), by=person(), now=utc_now())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return render_template("cases/break_glass.html", form=form), 422
    return redirect(url_for(".opened", opening_id=opening.id), code=303)


@bp.get("/openings/<uuid:opening_id>")
@requires(opening_access.may_read_opening)
def opened(opening: CaseOpening) -> ResponseReturnValue:
    """The case as it may be read until the opening ends."""
    if not case_openings.is_open(opening, utc_now()):
        raise NotFound("not_here")
    case = opening.case
    trace_reading(person(), "case.read", case, opening=str(opening.id))
    return render_template(
        "cases/opened.html",
        case=case,
        identity=identity(case),
        around=around(case),
        answers=answers(case),
        until=day_and_hour(opening.ends_at, agendas.zone_of(person()).key),
    )
