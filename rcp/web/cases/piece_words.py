"""Pieces, their states and what likens two records, as people say them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from rcp.domain.likeness import Likeness
from rcp.domain.readiness import PieceKind, PieceState, PieceTold
from rcp.web.cases.words import Tag
from rcp.web.formats import numeric_day


def piece_label(kind: PieceKind) -> str:
    """A piece that a case needs."""
    return {
        PieceKind.IMAGING: _("Imagerie"),
        PieceKind.PATHOLOGY: _("Anatomopathologie"),
        PieceKind.BIOLOGY: _("Biologie"),
        PieceKind.MOLECULAR: _("Analyse moléculaire"),
        PieceKind.OPERATION_REPORT: _("Compte rendu opératoire"),
        PieceKind.GERIATRIC: _("Dépistage gériatrique"),
        PieceKind.FUNCTION_TESTS: _("Explorations fonctionnelles"),
        PieceKind.MEDICINES: _("Liste des traitements"),
        PieceKind.ASSESSMENT: _("Évaluation pluriprofessionnelle"),
        PieceKind.PHOTOGRAPHS: _("Photographies"),
        PieceKind.LETTER: _("Courrier de synthèse"),
    }[kind]


def piece_state_label(state: PieceState) -> str:
    """Where a piece stands."""
    return {
        PieceState.TO_ASK: _("À demander"),
        PieceState.AWAITED: _("Attendu"),
        PieceState.RECEIVED: _("Reçu"),
        PieceState.NOT_NEEDED: _("Sans objet"),
    }[state]


def piece_tag(piece: PieceTold, today: date) -> Tag:
    """Where a piece stands, in colour: late ones first catch the eye."""
    if piece.state.is_settled:
        kind = "success" if piece.state is PieceState.RECEIVED else "neutral"
        return Tag(piece_state_label(piece.state), kind)
    if piece.state is PieceState.TO_ASK:
        return Tag(piece_state_label(piece.state), "danger")
    if piece.expected_on is None:
        return Tag(_("Attendu, sans date"), "danger")
    day = numeric_day(piece.expected_on)
    if piece.expected_on < today:
        return Tag(_("Attendu depuis le %(day)s", day=day), "danger")
    return Tag(_("Attendu le %(day)s", day=day), "warning")


def lacks_in_words(pieces: Iterable[PieceTold], today: date) -> list[str]:
    """What each lacking piece waits for: « Imagerie (à demander) »."""
    return [f"{piece_label(one.kind)} ({_lowered(piece_tag(one, today).label)})" for one in pieces]


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def likeness_label(why: Likeness) -> str:
    """Why two records may be of one person."""
    return {
        Likeness.SAME_MATRICULE: _("même matricule INS"),
        Likeness.SAME_TRAITS: _("mêmes traits d’identité"),
        Likeness.NEAR_NAMES: _("nom proche, même date de naissance"),
        Likeness.NEAR_BIRTH_DATE: _("même nom, date de naissance proche"),
    }[why]
