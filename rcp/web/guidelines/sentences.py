"""What cannot be kept in the library, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "guideline_code": lambda: _(
            "Écrivez un code de 64 caractères au plus : lettres sans accent, chiffres, . - et _."
        ),
        "guideline_version": lambda: _("Écrivez la version, en 64 caractères au plus."),
        "guideline_title": lambda maximum: _(
            "Écrivez un titre de %(maximum)s caractères au plus.", maximum=maximum
        ),
        "guideline_date": lambda: _("Choisissez une date de version vraisemblable."),
        "guideline_text_long": lambda maximum: _(
            "Le texte compte %(maximum)s caractères au plus.", maximum=maximum
        ),
        "guideline_url": lambda: _("Écrivez un lien entier, qui commence par https:// ou http://."),
        "guideline_twice": lambda title, version: _(
            "Ce code a déjà une version %(version)s (« %(title)s »). "
            "Changez le code ou la version.",
            title=title,
            version=version,
        ),
        "guideline_elsewhere": lambda title: _(
            "« %(title)s » appartient à une autre structure.", title=title
        ),
        "guideline_unknown": lambda guideline, version: _(
            "La bibliothèque n’a pas « %(guideline)s », version %(version)s. Ajoutez-le d’abord, "
            "ou dans la liste « guidelines » du fichier.",
            guideline=guideline,
            version=version,
        ),
    }
)
