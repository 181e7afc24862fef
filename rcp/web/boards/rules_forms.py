"""Forms about what a board is, the rules it sets itself, its days and its guidelines."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import LONGEST_DELAY, MOST_MEETINGS, Afterwards, Period
from rcp.domain.calendar import DayDecision
from rcp.services.board_days import LONGEST_REASON
from rcp.services.board_rules import LONGEST_NUMBER
from rcp.web.boards.forms import ChecksField, Choices
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm

_NUMBER = Length(max=LONGEST_NUMBER)


class IdentityForm(PageForm):
    """What a board is and how registers know it."""

    kind = SelectField(_l("Nature"), validators=[InputRequired()])
    is_regulatory = BooleanField(
        _l("RCP réglementaire"),
        description=_l("Organisée par un établissement autorisé, avec quorum et fiche RCP."),
    )
    network_number = StringField(
        _l("Réseau régional de cancérologie (RRC)"), validators=[Optional(), _NUMBER]
    )
    holder_number = StringField(_l("Gestionnaire de la RCP"), validators=[Optional(), _NUMBER])
    national_number = StringField(
        _l("Numéro national de la RCP"),
        description=_l("Celui de l’annuaire national des RCP."),
        validators=[Optional(), _NUMBER],
    )
    finess = StringField(
        _l("FINESS du lieu"),
        description=_l("9 caractères. Vide : celui de la structure."),
        validators=[Optional(), Length(max=12)],
    )


class RulesForm(PageForm):
    """The rules that a board sets itself."""

    takes_urgent = BooleanField(_l("Accepte les dossiers urgents"))
    takes_written = BooleanField(
        _l("Compte les avis écrits"),
        description=_l("Qui envoie son avis par écrit tient son siège sans être là."),
    )
    afterwards = RadioField(
        _l("Traité en urgence avant la séance, un dossier est ensuite"),
        validators=[InputRequired()],
    )
    meetings = IntegerField(
        _l("Séances attendues"),
        description=_l("0 : aucun rythme attendu. La HAS en demande deux par mois."),
        validators=[InputRequired(), NumberRange(min=0, max=MOST_MEETINGS)],
    )
    per = SelectField(_l("Par"), validators=[InputRequired()])
    waiting_days = IntegerField(
        _l("Alerter d’un dossier non examiné après (jours)"),
        description=_l("0 : pas d’alerte."),
        validators=[InputRequired(), NumberRange(min=0, max=LONGEST_DELAY)],
    )
    report_days = IntegerField(
        _l("Alerter d’un compte rendu non validé après (jours)"),
        description=_l("0 : pas d’alerte."),
        validators=[InputRequired(), NumberRange(min=0, max=LONGEST_DELAY)],
    )


class NeedsForm(PageForm):
    """What cases are asked besides the board's own fields."""

    block = SelectField(
        _l("Questions communes"),
        description=_l("Posées avant celles de la RCP. En changer fait une nouvelle version."),
        validators=[InputRequired()],
    )
    pieces = ChecksField(
        _l("Pièces sans lesquelles un dossier n’est pas prêt"),
    )
    geriatric_age = IntegerField(
        _l("Dépistage gériatrique à partir de (ans)"),
        validators=[InputRequired(), NumberRange(min=0, max=120)],
    )


class DayForm(PageForm):
    """What becomes of a usual day."""

    decision = RadioField(_l("Que devient cette séance ?"), validators=[InputRequired()])
    near = SelectField(_l("Déplacée au"), default="")
    other = DayField(_l("Ou à un autre jour"), validators=[Optional()])
    reason = StringField(
        _l("Motif"),
        description=_l("Par exemple : congrès, pont de l’Ascension."),
        validators=[Optional(), Length(max=LONGEST_REASON)],
    )


class GuidelinesForm(PageForm):
    """Which guidelines and protocols are in force."""

    guidelines = ChecksField(_l("En vigueur dans cette RCP"))


AS_USUAL = "as_usual"


def decisions() -> Choices:
    """What may be decided about a usual day."""
    return [
        (AS_USUAL, _("Rien de particulier")),
        (DayDecision.MOVED.value, _("Déplacée à un autre jour")),
        (DayDecision.TO_CATCH_UP.value, _("À rattraper : un plan lui trouvera un jour")),
        (DayDecision.CALLED_OFF.value, _("Supprimée")),
    ]


def kinds() -> Choices:
    """What a board may be."""
    return [
        (BoardKind.RCP_STANDARD.value, _("RCP standard")),
        (BoardKind.RCP_REFERRAL.value, _("RCP de recours")),
        (BoardKind.RCP_RARE.value, _("RCP cancers rares")),
        (BoardKind.RCP_PAEDIATRIC.value, _("RCP pédiatrique")),
        (BoardKind.STAFF.value, _("Staff, réunion pluriprofessionnelle")),
        (BoardKind.PRIMARY_CARE.value, _("Concertation de soins primaires ou d’appui")),
    ]


def blocks() -> Choices:
    """The questions that a field shares."""
    return [
        (CommonBlock.NONE.value, _("Aucune")),
        (CommonBlock.FRCP.value, _("Cancer : celles de la fiche RCP (FRCP)")),
        (CommonBlock.PPCS.value, _("Soins primaires : celles du plan de coordination (PPCS)")),
    ]


def afterwards() -> Choices:
    """What becomes of a case treated before it was heard."""
    return [
        (Afterwards.DISCUSSED.value, _("discuté")),
        (Afterwards.REGISTERED.value, _("seulement enregistré")),
    ]


def periods() -> Choices:
    """Over what meetings are counted."""
    return [(Period.MONTH.value, _("mois")), (Period.YEAR.value, _("an"))]
