"""The states of minutes as people say them."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.db.models import Minutes
from rcp.domain.dispatch import Channel, DispatchState
from rcp.domain.minutes import MinutesState
from rcp.services.rectified import Changes
from rcp.web.cases.words import Tag


def state_tag(state: MinutesState) -> Tag:
    """Where minutes stand."""
    return {
        MinutesState.DRAFT: Tag(_("Brouillon")),
        MinutesState.SUBMITTED: Tag(_("À valider"), "warning"),
        MinutesState.VALIDATED: Tag(_("Validé"), "success"),
        MinutesState.SENT_OUT: Tag(_("Diffusé"), "success"),
        MinutesState.AMENDED: Tag(_("En rectification"), "warning"),
    }[state]


def channel_label(channel: Channel) -> str:
    """By what way a document reaches somebody."""
    return {
        Channel.SITE: _("Sur le site"),
        Channel.SECURE_MAIL: _("MSSanté"),
        Channel.FOLDER: _("Dossier surveillé"),
        Channel.PRINTED: _("Sur papier"),
    }[channel]


def dispatch_tag(state: DispatchState, fault: str | None, *, opened: bool) -> Tag:
    """Where a sending stands, and what to think of it."""
    if opened:
        return Tag(_("Ouvert"), "success")
    if state is DispatchState.SENT:
        return Tag(_("Remis"), "info")
    if state is DispatchState.WAITING:
        return Tag(_("Nouvel essai prévu") if fault else _("En attente"), "warning")
    why = _("Opposition du patient") if fault == "objected" else _("Refusé")
    return Tag(why, "danger")


def changed(found: Changes) -> str:
    """What a rectification changed, so that nobody has to compare."""
    what = [
        *found.cases,
        *([_("les présences")] if found.attendances else []),
        *([_("les remarques")] if found.remarks else []),
    ]
    if not what:
        return _("Le texte est celui de la version précédente.")
    return _("Change par rapport à la version précédente : %(what)s.", what=", ".join(what))


def next_step(minutes: Minutes, *, may_sign: bool) -> str:
    """What is expected now, and of whom."""
    board = minutes.meeting.board
    chair = board.chair.name if board.chair else _("le responsable, encore à désigner")
    if minutes.state in (MinutesState.SUBMITTED, MinutesState.AMENDED):
        if may_sign:
            return _("Relisez, puis validez : les avis seront figés et envoyés.")
        return _("Il reste à valider. Seul le responsable peut le faire : %(name)s.", name=chair)
    if minutes.state is MinutesState.DRAFT:
        return _("Complétez ce qui manque, puis soumettez à %(name)s.", name=chair)
    return _("Plus rien n’y change, sauf par une rectification qui garde les versions d’avant.")
