"""Sending files in, and reading what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.domain import access
from rcp.services import agendas as agendas_of
from rcp.services import case_sheets, people
from rcp.services.imports import ImportReport
from rcp.services.imports.agendas import import_agendas
from rcp.services.imports.boards import import_boards
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.structures import import_structures
from rcp.web.access import requires
from rcp.web.database import commit, db
from rcp.web.identity import own_domain, person
from rcp.web.imports import sheets
from rcp.web.imports.blueprint import bp
from rcp.web.imports.forms import AgendasForm, FileForm
from rcp.web.imports.wording import place, remedy


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of file that comes in; `columns` says what it must hold."""

    name: str
    title: str
    text: str
    accept: str


def doors() -> list[Door]:
    """The doors that take one file, for whoever may open them."""
    rights = people.actor_of(person())
    found = [
        (access.may_set_up, Door(
            "practitioners",
            _("Professionnels"),
            _("CSV ou Excel (.xlsx). Colonnes : nom, prenom, email, structure, profession ; "
              "au besoin rpps, qualification, roles."),
            ".csv,.txt,.xlsx",
        )),
        (access.may_submit_cases, Door(
            "cases",
            _("Dossiers"),
            _("CSV, Excel (.xlsx) ou lot FHIR (.json). Si les titres des colonnes ne sont pas les "
              "nôtres, vous direz ensuite ce que chacune contient, puis vous essaierez l’import "
              "avant de le faire."),
            ".csv,.txt,.xlsx,.json",
        )),
        (access.may_administer, Door(
            "structures",
            _("Structures"),
            _("YAML : structures, salles et fermetures."),
            ".yaml,.yml",
        )),
        (access.may_set_up, Door(
            "boards",
            _("RCP"),
            _("YAML : modèle, rythme, salle, responsable et membres."),
            ".yaml,.yml",
        )),
    ]  # fmt: skip
    return [door for may, door in found if may(rights)]


@bp.get("")
@requires(access.may_import)
def index() -> ResponseReturnValue:
    """What can be sent in."""
    return _page(AgendasForm())


@bp.post("/agendas")
@requires(access.is_signed_in)
def agendas() -> ResponseReturnValue:
    """Read agendas, each named for its owner's address."""
    form = AgendasForm()
    if not form.validate_on_submit():
        return _page(form), 422
    files = [(file.filename or "", file.read()) for file in form.agendas.data if file]
    report = import_agendas(
        db(), files, by=person(), now=utc_now(), own_domain=own_domain(), let_go=commit
    )
    return _report(_("Agendas"), report)


@bp.post("/practitioners")
@requires(access.may_set_up)
def practitioners() -> ResponseReturnValue:
    """Take professionals in."""
    return _take("practitioners", _("Professionnels"), import_practitioners)


@bp.post("/cases")
@requires(access.may_submit_cases)
def cases() -> ResponseReturnValue:
    """Take cases in, or ask what the columns of the table are."""
    form = FileForm(prefix="cases")
    if not form.validate_on_submit():
        return _page(AgendasForm(formdata=None), form), 422
    return sheets.receive(form.file.data.read())


@bp.post("/structures")
@requires(access.may_administer)
def structures() -> ResponseReturnValue:
    """Take structures in."""
    return _take("structures", _("Structures"), import_structures)


@bp.post("/boards")
@requires(access.may_set_up)
def boards() -> ResponseReturnValue:
    """Take boards in."""
    return _take("boards", _("RCP"), import_boards)


def _take(name: str, title: str, take: Callable[..., ImportReport]) -> ResponseReturnValue:
    """One file, one service call, the report."""
    form = FileForm(prefix=name)
    if not form.validate_on_submit():
        return _page(AgendasForm(formdata=None), form), 422
    return _report(title, take(db(), form.file.data.read(), by=person(), now=utc_now()))


def _page(agendas_form: AgendasForm, refused: FileForm | None = None) -> str:
    """All the doors; `refused` is the form that was sent without a file."""
    forms = [
        (door, refused if refused and refused.prefix_is(door.name) else _blank(door.name))
        for door in doors()
    ]
    recent = case_sheets.recent(db(), person())
    return render_template(
        "imports/index.html",
        form=agendas_form,
        doors=forms,
        recent=recent,
        zone=agendas_of.zone_of(person()).key,
    )


def _blank(name: str) -> FileForm:
    return FileForm(formdata=None, prefix=name)


def _report(title: str, report: ImportReport) -> str:
    faults = [
        {
            "file": fault.file,
            "line": fault.line,
            "column": fault.column or "",
            "place": place(fault),
            "remedy": remedy(fault),
        }
        for fault in report.faults
    ]
    return render_template("imports/report.html", what=title, report=report, faults=faults)
