"""Forms about the house."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from rcp.db.models import OrganizationKind
from rcp.domain.specialty import GroupKind
from rcp.web.boards.forms import ChecksField
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm

ZONES = (
    *("Europe/Paris", "Indian/Reunion", "Indian/Mayotte", "America/Guadeloupe"),
    *("America/Martinique", "America/Cayenne", "America/St_Barthelemy", "America/Marigot"),
    *("America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis"),
)


class StructureForm(PageForm):
    """A structure; its code never changes."""

    code = StringField(
        _l("Code"), validators=[InputRequired(_l("Écrivez un code.")), Length(max=32)]
    )
    name = StringField(
        _l("Nom"), validators=[InputRequired(_l("Écrivez un nom.")), Length(max=200)]
    )
    kind = SelectField(_l("Nature"), validators=[InputRequired()])
    time_zone = SelectField(_l("Fuseau horaire"), validators=[InputRequired()])
    holidays = SelectField(_l("Jours fériés"), default="")
    finess = StringField(_l("Numéro FINESS"), validators=[Length(max=9)])
    address = StringField(_l("Adresse"), validators=[Length(max=300)])
    email = EmailField(_l("Adresse électronique"), validators=[Length(max=320)])
    opens = TimeField(_l("Ouvre à"), validators=[InputRequired(_l("Choisissez une heure."))])
    closes = TimeField(_l("Ferme à"), validators=[InputRequired(_l("Choisissez une heure."))])


class LookForm(PageForm):
    """How a structure's documents look; it shares its page with RoomForm."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="look", **told)

    footer = StringField(
        _l("Pied de page"),
        description=_l("Une ligne : nom, service, téléphone."),
        validators=[Length(max=160)],
    )
    logo = FileField(
        _l("Logo"), description=_l("Une image PNG ou JPEG de 500 Ko au plus, de préférence large.")
    )
    removes_logo = BooleanField(_l("Retirer le logo"))


class RoomForm(PageForm):
    """A room; the name of a known one corrects it."""

    name = StringField(
        _l("Salle"), validators=[InputRequired(_l("Nommez la salle.")), Length(max=100)]
    )
    capacity = IntegerField(
        _l("Places"),
        validators=[InputRequired(_l("Combien de places ?")), NumberRange(min=1, max=1000)],
    )
    has_video = BooleanField(_l("Visioconférence"))


class ClosureForm(PageForm):
    """A day without meeting; it shares its page with RoomForm."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="closure", **told)

    day = DayField(_l("Jour"), validators=[InputRequired(_l("Choisissez un jour."))])
    reason = StringField(_l("Motif"), validators=[Length(max=100)])


class PersonForm(PageForm):
    """Who a person is."""

    family_name = StringField(
        _l("Nom"), validators=[InputRequired(_l("Écrivez un nom.")), Length(max=100)]
    )
    given_name = StringField(_l("Prénom"), validators=[Length(max=100)])
    email = EmailField(
        _l("Adresse électronique"),
        validators=[InputRequired(_l("Écrivez une adresse.")), Length(max=320)],
    )
    rpps = StringField(_l("Numéro RPPS"), validators=[Length(max=20)])
    is_active = BooleanField(_l("En activité : peut se connecter et être invité"))


class PracticeForm(PageForm):
    """One practice of a person and the rights there; it shares its page with PersonForm."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="practice", **told)

    organization = SelectField(_l("Structure"), validators=[InputRequired()])
    profession = SelectField(_l("Profession"), validators=[InputRequired()])
    qualification = SelectField(_l("Qualification"))
    roles = ChecksField(_l("Droits"))


class LookUpForm(PageForm):
    """A colleague to look for in the public directory."""

    class Meta(PageForm.Meta):
        """Asked in the address: it changes nothing."""

        csrf = False

    text = StringField(_l("Nom ou numéro RPPS"), validators=[Length(max=100)])


class GroupForm(PageForm):
    """A specialty group; its key never changes."""

    code = StringField(
        _l("Clé"),
        description=_l("En minuscules sans accent, par exemple ide_annonce."),
        validators=[InputRequired(_l("Écrivez une clé.")), Length(max=63)],
    )
    label = StringField(
        _l("Intitulé"), validators=[InputRequired(_l("Écrivez un intitulé.")), Length(max=200)]
    )
    label_en = StringField(_l("Intitulé en anglais"), validators=[Length(max=200)])
    kind = SelectField(_l("Qui y répond"), validators=[InputRequired()])
    text = TextAreaField(
        _l("Codes"),
        description=_l(
            "Ceux de l’annuaire, séparés par des virgules : SM44 pour une spécialité, G15_60 pour "
            "une profession, G15_21/H pour une profession avec une qualification."
        ),
        validators=[Length(max=4000)],
    )
    is_discipline = BooleanField(
        _l("Spécialité comptée"),
        description=_l("Compte pour une quand le quorum demande des spécialités différentes."),
    )


class TemplateForm(PageForm):
    """A board template as YAML."""

    text = TextAreaField(
        _l("Modèle (YAML)"),
        validators=[InputRequired(_l("Le modèle ne peut être vide.")), Length(max=200_000)],
    )


def kinds() -> list[tuple[str, str]]:
    """What a structure can be, in words."""
    return [
        (OrganizationKind.HOSPITAL.value, _("Établissement de santé")),
        (OrganizationKind.MSP.value, _("Maison de santé pluriprofessionnelle")),
        (OrganizationKind.CPTS.value, _("Communauté professionnelle territoriale de santé")),
        (OrganizationKind.DAC.value, _("Dispositif d’appui à la coordination")),
        (OrganizationKind.HEALTH_CENTRE.value, _("Centre de santé")),
        (OrganizationKind.COORDINATION_CENTRE.value, _("Centre de coordination en cancérologie")),
    ]


def calendars() -> list[tuple[str, str]]:
    """The public holidays that a structure may keep, in words."""
    return [
        ("", _("Ceux du fuseau horaire")),
        ("metropole", _("France métropolitaine")),
        ("alsace_moselle", _("Alsace et Moselle")),
        ("guadeloupe", _("Guadeloupe")),
        ("martinique", _("Martinique")),
        ("guyane", _("Guyane")),
        ("reunion", _("La Réunion")),
        ("mayotte", _("Mayotte")),
        ("saint_barthelemy", _("Saint-Barthélemy")),
        ("saint_martin", _("Saint-Martin")),
        ("saint_pierre_et_miquelon", _("Saint-Pierre-et-Miquelon")),
        ("nouvelle_caledonie", _("Nouvelle-Calédonie")),
        ("polynesie", _("Polynésie française")),
        ("wallis_et_futuna", _("Wallis-et-Futuna")),
    ]


def group_kinds() -> list[tuple[str, str]]:
    """How a group chooses its people, in words."""
    return [
        (GroupKind.CODES.value, _("Ceux qui ont l’un des codes")),
        (GroupKind.ANY_SPECIALTY.value, _("Tout médecin spécialiste")),
        (GroupKind.ANY_PROFESSION.value, _("Toute profession, sauf celles des codes")),
    ]
