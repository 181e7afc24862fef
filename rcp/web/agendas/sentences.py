"""What went wrong with an agenda, and what to do about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from rcp.web.formats import numeric_day
from rcp.web.sentences import add_sentences


def _event(reason: str, facts: dict[str, Any]) -> str:
    """A reason, with the day of the event it is about. Any: facts are of any kind."""
    day = facts.get("day")
    if not isinstance(day, str):
        return reason
    try:
        told = numeric_day(date.fromisoformat(day))
    except ValueError:
        return reason
    return _("Événement du %(day)s : %(reason)s", day=told, reason=reason)


add_sentences(
    {
        "absence_order": lambda: _("Le dernier jour ne peut précéder le premier."),
        "absence_long": lambda days: _("Une absence compte %(days)s jours au plus.", days=days),
        "agenda_name_long": lambda maximum: _(
            "Le nom de l’agenda compte %(maximum)s caractères au plus.", maximum=maximum
        ),
        "agenda_file_name": lambda: _(
            "Nommez ce fichier par l’adresse de la personne, ainsi : nom@structure.example.ics."
        ),
        "agenda_person_unknown": lambda: _(
            "Personne n’a l’adresse qui nomme ce fichier. Corrigez-la, ou importez d’abord les "
            "professionnels."
        ),
        "agenda_twice": lambda: _("Deux fichiers portent cette adresse. Gardez le plus récent."),
        "agenda_more_faults": lambda count: _(
            "Et %(count)s autres passages illisibles.", count=count
        ),
        "agenda_empty": lambda **_facts: _(
            "Le fichier est vide. Exportez de nouveau l’agenda. Les créneaux déjà lus sont gardés."
        ),
        "agenda_too_large": lambda **_facts: _(
            "Le fichier dépasse 10 Mo. Exportez une période plus courte, six mois par exemple."
        ),
        "agenda_utf_16": lambda **_facts: _(
            "Le fichier est écrit en UTF-16. Exportez-le de nouveau en UTF-8."
        ),
        "agenda_picture": lambda **_facts: _(
            "Ce fichier est une image, malgré son nom. Choisissez l’agenda exporté (.ics)."
        ),
        "agenda_pdf": lambda **_facts: _(
            "Ce fichier est un PDF, malgré son nom. Choisissez l’agenda exporté (.ics)."
        ),
        "agenda_archive": lambda **_facts: _(
            "Cette archive ne contient aucun agenda .ics lisible, ou bien elle est protégée ou "
            "contient une autre archive. Ouvrez-la et envoyez le fichier .ics."
        ),
        "agenda_web_page": lambda **_facts: _(
            "Ce fichier est une page web, sans doute une page de connexion. Exportez l’agenda "
            "depuis le logiciel, puis réessayez."
        ),
        "agenda_not_a_calendar": lambda **_facts: _(
            "Ce fichier n’est pas un agenda. Exportez l’agenda au format iCalendar (.ics)."
        ),
        "agenda_too_many_events": lambda **_facts: _(
            "L’agenda contient trop d’événements. Exportez une période plus courte."
        ),
        "agenda_too_costly": lambda **_facts: _(
            "L’agenda demande trop de calculs pour être lu. Exportez une période plus courte."
        ),
        "agenda_unexpected": lambda **_facts: _(
            "L’agenda n’a pas pu être lu. Exportez-le de nouveau ; si cela persiste, "
            "prévenez votre administrateur."
        ),
        "agenda_unreadable_event": lambda **facts: _event(
            _("illisible, laissé de côté. Corrigez-le dans l’agenda."), facts
        ),
        "agenda_end_before_start": lambda **facts: _event(
            _("il finit avant de commencer. Corrigez ses heures."), facts
        ),
        "agenda_too_long": lambda **facts: _event(
            _("il dure plus d’un an. Raccourcissez-le."), facts
        ),
        "agenda_unreadable_rule": lambda **facts: _event(
            _("sa répétition est illisible. Recréez-la dans l’agenda."), facts
        ),
        "agenda_rule_too_dense": lambda **facts: _event(
            _("il se répète trop souvent. Corrigez sa répétition."), facts
        ),
        "agenda_too_many_dates": lambda **facts: _event(
            _("il a trop d’exceptions. Recréez la série."), facts
        ),
        "agenda_unknown_zone": lambda **facts: _event(
            _("fuseau horaire inconnu, celui de la structure a été supposé. Vérifiez les heures."),
            facts,
        ),
        "agenda_unreadable_zone": lambda **facts: _event(
            _("fuseau illisible, celui de la structure a été supposé. Vérifiez les heures."),
            facts,
        ),
        "agenda_unreadable_free_busy": lambda **facts: _event(
            _("une plage occupée est illisible, laissée de côté."), facts
        ),
        "agenda_cut_short": lambda **facts: _event(
            _("le fichier est coupé avant la fin. Exportez-le de nouveau."), facts
        ),
    }
)
