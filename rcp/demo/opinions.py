"""Invented opinions for the demonstration: believable, varied, bound to no real case."""

from __future__ import annotations

from datetime import timedelta

from rcp.db.models import AgendaItem
from rcp.domain.case import CaseClass
from rcp.domain.opinion import ActionPriority, OpinionCategory, TrialAnswer
from rcp.services.opinions import ActionDraft, Examination, OpinionDraft

_TREATMENTS = (
    "Chirurgie première, puis discussion du traitement complémentaire sur pièce opératoire.",
    "Chimiothérapie néoadjuvante, réévaluation après trois cures avant chirurgie.",
    "Radiothérapie conformationnelle à visée curative, cinq semaines.",
    "Traitement systémique de première ligne selon le référentiel en vigueur.",
    "Surveillance clinique et par imagerie tous les trois mois la première année.",
)
_ALTERNATIVES = (
    "En cas de refus ou de contre-indication : radiothérapie exclusive.",
    "Si l’état général ne le permet pas : soins de support et réévaluation à un mois.",
    "",
)
_COORDINATION = (
    "Plan de soins partagé : revoir l’ordonnance, passage infirmier trois fois par semaine, "
    "évaluation à domicile par le kinésithérapeute, point dans deux mois.",
    "Mise en place d’un portage de repas et d’une aide à domicile ; bilan nutritionnel ; "
    "le médecin traitant revoit la personne sous quinze jours.",
)


def opinion_for(item: AgendaItem) -> OpinionDraft:
    """An opinion that suits the board and the class of a case; the same case gets the same one."""
    if not item.case.board.is_regulatory:
        return _coordination(item)
    if _rank(item) % 6 == 5 and item.case.case_class is not CaseClass.REGISTERED:
        return _examinations(item)
    return _treatment(item)


def _treatment(item: AgendaItem) -> OpinionDraft:
    rank, year = _rank(item), item.meeting.starts_at.year
    proposal = _TREATMENTS[rank % len(_TREATMENTS)]
    alternative = _ALTERNATIVES[rank % len(_ALTERNATIVES)]
    return OpinionDraft(
        category=OpinionCategory.TREATMENT,
        proposals=tuple(text for text in (proposal, alternative) if text),
        guideline="Référentiel régional de cancérologie (territoire inventé)",
        guideline_version=str(year),
        trial=TrialAnswer.NONE_SUITABLE if rank % 4 else TrialAnswer.PROPOSED,
        trial_name="" if rank % 4 else "Essai VALOMBRE-01 (inventé)",
        patient_wishes="Souhaite être traité près de son domicile." if rank % 3 == 0 else "",
        actions=_actions(item, "Consultation d’annonce et remise du programme de soins", 7),
    )


def _examinations(item: AgendaItem) -> OpinionDraft:
    day = item.meeting.starts_at.date()
    return OpinionDraft(
        category=OpinionCategory.EXAMINATIONS,
        examinations=(
            Examination(
                "TEP-TDM au FDG",
                (day + timedelta(days=3)).isoformat(),
                (day + timedelta(days=12)).isoformat(),
            ),
            Examination(
                "Relecture anatomopathologique", "", (day + timedelta(days=14)).isoformat()
            ),
        ),
        comment="À représenter avec les résultats.",
        actions=_actions(item, "Demander et suivre les examens complémentaires", 3),
    )


def _coordination(item: AgendaItem) -> OpinionDraft:
    return OpinionDraft(
        category=OpinionCategory.COORDINATION,
        proposals=(_COORDINATION[_rank(item) % len(_COORDINATION)],),
        patient_wishes="Souhaite rester à domicile.",
        actions=_actions(item, "Mettre en place le plan décidé et prévenir la personne", 14),
    )


def _actions(item: AgendaItem, what: str, days: int) -> tuple[ActionDraft, ...]:
    day = item.meeting.starts_at.date()
    urgent = item.case.is_urgent
    return (
        ActionDraft(
            what=what,
            owner=item.case.referrer,
            due_on=day + timedelta(days=3 if urgent else days),
            criterion="Compte rendu de consultation au dossier",
            priority=ActionPriority.HIGH if urgent else ActionPriority.NORMAL,
        ),
        ActionDraft(
            what="Adresser l’avis au médecin traitant",
            owner=item.case.referrer,
            due_on=day + timedelta(days=7),
        ),
    )


def _rank(item: AgendaItem) -> int:
    """A number that belongs to the case's words, not to chance."""
    return sum(item.case.question.encode()) % 97
