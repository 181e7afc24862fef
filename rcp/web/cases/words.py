"""States, classes and causes as people say them, with the colour that goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.models import AgendaItemState, Case, DocumentKind, NoticeWay, PatientNotice
from rcp.domain.case import CaseClass, CaseState, PostponeCause
from rcp.domain.identity import IdentityStatus
from rcp.domain.opinion import OpinionCategory
from rcp.services.case_lists import OPEN

SOON = 3  # days before its deadline at which a case is shown in colour


@dataclass(frozen=True, slots=True)
class Tag:
    """A word and its kind: neutral, info, success, warning, danger."""

    label: str
    kind: str = "neutral"


def state_tag(state: CaseState) -> Tag:
    """Where a case stands."""
    return Tag(state_label(state), _STATE_KINDS.get(state, "neutral"))


def state_label(state: CaseState) -> str:
    """Where a case stands, in a word or two."""
    return {
        CaseState.DRAFT: _("Brouillon"),
        CaseState.SUBMITTED: _("Soumis, à trier"),
        CaseState.TO_COMPLETE: _("À compléter"),
        CaseState.TO_DISCUSS: _("À discuter"),
        CaseState.TO_REGISTER: _("À enregistrer"),
        CaseState.REFERRED: _("Orienté vers une autre RCP"),
        CaseState.PLANNED: _("Inscrit à une séance"),
        CaseState.CONVENED: _("Convoqué"),
        CaseState.IN_MEETING: _("En séance"),
        CaseState.POSTPONED: _("Reporté"),
        CaseState.DISCUSSED: _("Discuté"),
        CaseState.VALIDATED: _("Avis validé"),
        CaseState.SENT_OUT: _("Avis diffusé"),
        CaseState.APPLIED: _("Proposition appliquée"),
        CaseState.NOT_APPLIED: _("Proposition non appliquée"),
        CaseState.TO_PRESENT_AGAIN: _("À présenter de nouveau"),
        CaseState.WITHDRAWN: _("Retiré"),
    }[state]


_STATE_KINDS = {
    CaseState.SUBMITTED: "info",
    CaseState.TO_COMPLETE: "warning",
    CaseState.TO_DISCUSS: "info",
    CaseState.TO_REGISTER: "info",
    CaseState.PLANNED: "success",
    CaseState.CONVENED: "success",
    CaseState.IN_MEETING: "success",
    CaseState.POSTPONED: "warning",
    CaseState.TO_PRESENT_AGAIN: "warning",
    CaseState.VALIDATED: "success",
    CaseState.SENT_OUT: "success",
    CaseState.APPLIED: "success",
    CaseState.NOT_APPLIED: "warning",
}


def delay_tag(case: Case, today: date) -> Tag | None:
    """How late a case that still waits is, or how soon it will be; None while there is time."""
    left = (case.due_on - today).days
    if case.state not in OPEN or left > SOON:
        return None
    if left < 0:
        late = ngettext("En retard de %(num)s jour", "En retard de %(num)s jours", -left)
        return Tag(late, "danger")
    if left == 0:
        return Tag(_("Échéance aujourd’hui"), "warning")
    return Tag(ngettext("Plus que %(num)s jour", "Plus que %(num)s jours", left), "warning")


def class_label(case_class: CaseClass) -> str:
    """How long a case is expected to take."""
    return {
        CaseClass.REGISTERED: _("À enregistrer, sans discussion"),
        CaseClass.STANDARD: _("Discussion standard"),
        CaseClass.COMPLEX: _("Discussion complexe"),
    }[case_class]


def notice_label(notice: PatientNotice) -> str:
    """What the patient was told and answered."""
    return {
        PatientNotice.NOT_RECORDED: _("Pas encore renseigné"),
        PatientNotice.INFORMED: _("Informé de la réunion"),
        PatientNotice.NO_OBJECTION: _("Informé, ne s’oppose pas"),
        PatientNotice.CONSENT: _("Informé, a donné son accord"),
        PatientNotice.OBJECTION: _("S’oppose à la présentation de son dossier"),
        PatientNotice.CANNOT_BE_INFORMED: _("Ne peut pas être informé"),
    }[notice]


def way_label(way: NoticeWay) -> str:
    """How the patient was told."""
    return {
        NoticeWay.SPOKEN: _("De vive voix"),
        NoticeWay.WRITTEN: _("Par écrit"),
        NoticeWay.TELEPHONE: _("Par téléphone"),
        NoticeWay.RELATIVE: _("Par un proche ou un représentant"),
    }[way]


def identity_label(status: IdentityStatus) -> str:
    """How far the identity is known."""
    return {
        IdentityStatus.PROVISIONAL: _("Provisoire"),
        IdentityStatus.RETRIEVED: _("Récupérée"),
        IdentityStatus.VALIDATED: _("Validée"),
        IdentityStatus.QUALIFIED: _("Qualifiée"),
        IdentityStatus.DOUBTFUL: _("Douteuse"),
        IdentityStatus.FICTITIOUS: _("Fictive"),
    }[status]


def sex_label(sex: str) -> str:
    """A sex as the identity says it."""
    return {"F": _("Féminin"), "M": _("Masculin"), "I": _("Indéterminé")}.get(sex, "")


def cause_label(cause: PostponeCause) -> str:
    """Why a case was carried over."""
    return {
        PostponeCause.QUORUM: _("quorum non atteint"),
        PostponeCause.IMAGING: _("imagerie manquante"),
        PostponeCause.PATHOLOGY: _("anatomopathologie manquante"),
        PostponeCause.BIOLOGY: _("biologie manquante"),
        PostponeCause.PRESENTER_ABSENT: _("présentateur absent"),
        PostponeCause.TIME: _("temps écoulé"),
        PostponeCause.MEETING_CANCELLED: _("séance annulée"),
        PostponeCause.OTHER: _("autre raison"),
    }[cause]


def passage_tag(state: AgendaItemState) -> Tag:
    """What became of a case at a meeting."""
    return {
        AgendaItemState.EXPECTED: Tag(_("À l’ordre du jour"), "info"),
        AgendaItemState.DISCUSSED: Tag(_("Discuté"), "success"),
        AgendaItemState.REGISTERED: Tag(_("Enregistré"), "success"),
        AgendaItemState.POSTPONED: Tag(_("Reporté"), "warning"),
        AgendaItemState.WITHDRAWN: Tag(_("Retiré")),
    }[state]


def document_label(kind: DocumentKind) -> str:
    """What a document is."""
    return {
        DocumentKind.CASE_REPORT: _("Fiche RCP (PDF)"),
        DocumentKind.MINUTES: _("Compte rendu de séance (PDF)"),
        DocumentKind.ATTENDANCE_SHEET: _("Feuille d’émargement (PDF)"),
        DocumentKind.ACTION_PLAN: _("Plan d’action (PDF)"),
        DocumentKind.CONVOCATION: _("Convocation (PDF)"),
        DocumentKind.DOCTOR_LETTER: _("Lettre au médecin traitant (PDF)"),
        DocumentKind.PATIENT_PAGE: _("Page pour le patient (PDF)"),
        DocumentKind.CARE_PROGRAMME: _("Projet de PPS (PDF)"),
        DocumentKind.COORDINATION_PLAN: _("Projet de PPCS (PDF)"),
    }[kind]


def category_label(category: OpinionCategory) -> str:
    """What kind of answer a meeting gave."""
    return {
        OpinionCategory.TREATMENT: _("Proposition thérapeutique"),
        OpinionCategory.EXAMINATIONS: _("Examens complémentaires"),
        OpinionCategory.PRESENT_AGAIN: _("À présenter de nouveau"),
        OpinionCategory.REFER_UP: _("Orientation vers une RCP de recours"),
        OpinionCategory.DIAGNOSIS: _("Avis diagnostique"),
        OpinionCategory.FOLLOW_UP: _("Surveillance"),
        OpinionCategory.SUPPORTIVE_CARE: _("Soins de support ou palliatifs"),
        OpinionCategory.STOP_TREATMENT: _("Arrêt du traitement"),
        OpinionCategory.COORDINATION: _("Plan de coordination"),
        OpinionCategory.NO_CONSENSUS: _("Pas de consensus"),
    }[category]


def step_label(step: str) -> str:
    """A step of a case's history."""
    known = {
        "draft": _("Brouillon enregistré"),
        "submit": _("Soumis à la réunion"),
        "ask_for_more": _("Renvoyé à compléter"),
        "accept_for_discussion": _("Retenu pour discussion"),
        "accept_for_registration": _("Retenu pour enregistrement"),
        "refer_up": _("Orienté vers une autre RCP"),
        "plan": _("Inscrit à une séance"),
        "convene": _("Convoqué avec la séance"),
        "call": _("Appelé en séance"),
        "postpone": _("Reporté"),
        "give_opinion": _("Avis donné"),
        "validate": _("Avis validé"),
        "send_out": _("Avis diffusé"),
        "report_applied": _("Proposition appliquée"),
        "report_not_applied": _("Proposition non appliquée"),
        "present_again": _("À présenter de nouveau"),
        "withdraw": _("Retiré"),
    }
    return known.get(step, step)
