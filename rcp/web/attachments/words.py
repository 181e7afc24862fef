"""Pieces, kinds of files and sizes as people say them, and what is refused about a file."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _

from rcp.domain.file_type import FileType
from rcp.domain.readiness import PieceKind
from rcp.web.cases import piece_words
from rcp.web.sentences import add_sentences

_KILO = 1000


def piece_label(piece: PieceKind | None) -> str:
    """What a file provides."""
    return piece_words.piece_label(piece) if piece else _("Autre document")


def kind_label(kind: FileType) -> str:
    """What a file is."""
    if kind is FileType.PDF:
        return "PDF"
    return "DICOM" if kind is FileType.DICOM else _("Image %(kind)s", kind=kind.value.upper())


def size_label(size: int) -> str:
    """How large a file is: 480 ko, 1,2 Mo."""
    if size < _KILO * _KILO:
        return _("%(size)s ko", size=max(1, round(size / _KILO)))
    return _("%(size)s Mo", size=format_decimal(round(size / _KILO**2, 1)))


add_sentences(
    {
        "attachment_empty": lambda: _("Ce fichier est vide. Choisissez-en un autre."),
        "attachment_large": lambda megabytes: _(
            "Ce fichier dépasse %(megabytes)s Mo. Joignez-en un extrait, ou laissez les images sur "
            "le serveur d’imagerie et joignez leur compte rendu.",
            megabytes=megabytes,
        ),
        "attachment_type": lambda: _(
            "Ce n’est ni un PDF, ni une image (JPEG, PNG, WebP, TIFF), ni un fichier DICOM, "
            "quel que soit son nom. Enregistrez-le en PDF, puis joignez-le."
        ),
        "attachment_infected": lambda: _(
            "L’antivirus a refusé ce fichier : il n’a pas été gardé. Prévenez votre service "
            "informatique avant de le rouvrir."
        ),
        "attachment_not_scanned": lambda: _(
            "Ce fichier est trop gros pour l’antivirus : il n’a pas été gardé. Joignez-en un "
            "extrait, ou demandez à l’administrateur de relever la limite de l’antivirus."
        ),
        "attachment_scanner_silent": lambda: _(
            "L’antivirus ne répond pas : le fichier n’a pas été gardé. Réessayez dans quelques "
            "minutes ; si cela dure, prévenez l’administrateur."
        ),
        "attachment_case_closed": lambda: _(
            "Le dossier est fermé : aucun fichier ne peut plus y être joint."
        ),
        "attachment_case_full": lambda megabytes: _(
            "Les fichiers du dossier dépasseraient ensemble %(megabytes)s Mo. Retirez-en un, ou "
            "joignez un extrait.",
            megabytes=megabytes,
        ),
        "attachment_known": lambda: _("Ce fichier est déjà joint au dossier."),
        "attachment_gone": lambda: _("Ce fichier a été retiré du dossier."),
    }
)
