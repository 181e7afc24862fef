"""What planning refuses, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.web.formats import numeric_day
from rcp.web.sentences import add_sentences

add_sentences(
    {
        "plan_weeks": lambda minimum, maximum: _(
            "Un plan porte sur %(minimum)s à %(maximum)s semaines.",
            minimum=minimum,
            maximum=maximum,
        ),
        "plan_seconds": lambda minimum, maximum: _(
            "La recherche dure de %(minimum)s à %(maximum)s secondes.",
            minimum=minimum,
            maximum=maximum,
        ),
        "plan_day_outside": lambda first, last: _(
            "Ce plan va du %(first)s au %(last)s : choisissez un jour de cette période.",
            first=numeric_day(first),
            last=numeric_day(last),
        ),
        "plan_no_board": lambda: _("Aucune réunion à planifier : créez d’abord une RCP."),
        "plan_not_proposed": lambda: _(
            "Ce plan n’est plus à accepter : il a déjà été accepté ou écarté, ou cherche encore."
        ),
        "meeting_too_soon": lambda: _(
            "Cette séance commence dans moins d’un jour : changez-la à la main."
        ),
        "plan_settled": lambda: _("Ce plan a déjà été accepté ou écarté."),
        "plan_outdated": lambda count: ngettext(
            "Les agendas ou les dossiers ont changé depuis ce plan : %(num)s point ne tient plus. "
            "Relancez la planification, elle repartira de la situation d’aujourd’hui.",
            "Les agendas ou les dossiers ont changé depuis ce plan : %(num)s points ne tiennent "
            "plus. Relancez la planification, elle repartira de la situation d’aujourd’hui.",
            count,
        ),
    }
)
