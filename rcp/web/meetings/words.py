"""Presence, answers and states as people say them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.models import Answer, Meeting, MeetingState
from rcp.domain.opinion import ActionPriority, OpinionCategory, TrialAnswer
from rcp.domain.quorum import Presence
from rcp.services.opinions import OpinionDraft
from rcp.services.quorum_picture import QuorumPicture
from rcp.web.cases.words import Tag, category_label


@dataclass(frozen=True, slots=True)
class OpinionWords:
    """What a template needs to print an opinion."""

    category: Callable[[OpinionCategory], str]
    details: Callable[[OpinionDraft], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to be present: its value, its word, its drawing."""

    value: str
    label: str
    icon: str


def presence_choices(meeting: Meeting) -> tuple[Choice, ...]:
    """What the attendance can be ticked as, in the order of the buttons."""
    takes_written = meeting.board.rules_in_force.takes_written
    choices = (
        Choice(Presence.IN_ROOM.value, _("Présent"), "armchair"),
        Choice(Presence.BY_VIDEO.value, _("Visio"), "video"),
        Choice(Presence.WRITTEN_OPINION.value, _("Avis écrit"), "pencil"),
        Choice(Presence.EXCUSED.value, _("Excusé"), "circle-x"),
        Choice(Presence.ABSENT.value, _("Absent"), "user-round"),
    )
    written = Presence.WRITTEN_OPINION.value
    return tuple(one for one in choices if takes_written or one.value != written)


def presence_tag(presence: Presence) -> Tag:
    """How somebody takes part."""
    return {
        Presence.EXPECTED: Tag(_("Attendu")),
        Presence.IN_ROOM: Tag(_("Présent"), "success"),
        Presence.BY_VIDEO: Tag(_("En visio"), "success"),
        Presence.WRITTEN_OPINION: Tag(_("Avis écrit"), "success"),
        Presence.EXCUSED: Tag(_("Excusé"), "warning"),
        Presence.ABSENT: Tag(_("Absent"), "danger"),
    }[presence]


def answer_tag(answer: Answer | None) -> Tag:
    """What somebody answered to the invitation."""
    if answer is None:
        return Tag(_("Pas invité"))
    return {
        Answer.NEEDS_ACTION: Tag(_("Sans réponse")),
        Answer.ACCEPTED: Tag(_("Accepté"), "success"),
        Answer.TENTATIVE: Tag(_("Peut-être"), "warning"),
        Answer.DECLINED: Tag(_("Décliné"), "danger"),
    }[answer]


def meeting_tag(meeting: Meeting) -> Tag:
    """Where a meeting stands."""
    return {
        MeetingState.CONVENED: Tag(_("Convoquée"), "info"),
        MeetingState.RUNNING: Tag(_("En cours"), "warning"),
        MeetingState.HELD: Tag(_("Tenue"), "success"),
        MeetingState.CANCELLED: Tag(_("Annulée"), "danger"),
    }[meeting.state]


def trial_label(answer: TrialAnswer) -> str:
    """What came of looking for a clinical trial."""
    return {
        TrialAnswer.PROPOSED: _("Inclusion proposée"),
        TrialAnswer.NONE_SUITABLE: _("Cherché, aucun essai adapté"),
        TrialAnswer.NOT_RELEVANT: _("Sans objet"),
    }[answer]


def priority_label(priority: ActionPriority) -> str:
    """How pressing an action is."""
    return {ActionPriority.HIGH: _("Haute"), ActionPriority.NORMAL: _("Normale")}[priority]


def details(draft: OpinionDraft) -> list[tuple[str, str]]:
    """The rarer parts of an opinion that say something, with their names."""
    guideline = " – ".join(part for part in (draft.guideline, draft.guideline_version) if part)
    trial = trial_label(draft.trial) if draft.trial else ""
    told = [
        (_("Référentiel"), guideline),
        (_("Raison de s’en écarter"), draft.off_guideline_reason),
        (_("Essai clinique"), " – ".join(part for part in (trial, draft.trial_name) if part)),
        (_("Surveillance"), draft.follow_up),
        (_("Souhaits du patient"), draft.patient_wishes),
        (_("Avis divergent"), draft.dissent),
        (_("Commentaire"), draft.comment),
    ]
    return [(name, text) for name, text in told if text]


def missing(picture: QuorumPicture) -> list[str]:
    """What the quorum lacks, named."""
    seats = [
        f"{lack.label} ({lack.count})" if lack.count > 1 else lack.label for lack in picture.lacks
    ]
    if picture.specialties_missing:
        seats.append(
            ngettext(
                "%(num)s spécialité médicale de plus",
                "%(num)s spécialités médicales de plus",
                picture.specialties_missing,
            )
        )
    return seats


OPINION_WORDS = OpinionWords(category_label, details)
