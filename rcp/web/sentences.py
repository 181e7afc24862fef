"""The core says codes and facts; here they become sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from rcp.domain.errors import Refusal

Sentence = Callable[..., str]

SENTENCES: dict[str, Sentence] = {
    "not_yours": lambda: _("Vous n’avez pas accès à cette page."),
    "not_here": lambda: _("Cette page n’existe pas, ou n’existe plus."),
    "sign_in_refused": lambda: _("L’adresse électronique ou le mot de passe ne convient pas."),
    "password_refused": lambda: _("Ce n’est pas votre mot de passe. Rien n’a été fait."),
    "too_many_guesses": lambda minutes: _(
        "Trop d’essais pour cette adresse. Réessayez dans %(minutes)s minutes.", minutes=minutes
    ),
    "password_short": lambda minimum: _(
        "Le mot de passe doit compter au moins %(minimum)s caractères.", minimum=minimum
    ),
    "password_long": lambda maximum: _(
        "Le mot de passe ne peut dépasser %(maximum)s caractères.", maximum=maximum
    ),
    "ins_length": lambda length: _(
        "Le matricule INS compte 15 caractères, clé comprise ; %(length)s ont été saisis.",
        length=length,
    ),
    "ins_characters": lambda: _(
        "Le matricule INS ne comporte que des chiffres (ou 2A, 2B pour la Corse)."
    ),
    "ins_key": lambda: _("La clé du matricule INS ne correspond pas : vérifiez la saisie."),
    "rpps_length": lambda length: _(
        "Le numéro RPPS compte 11 chiffres ; %(length)s ont été saisis.", length=length
    ),
    "stale": lambda: _(
        "Quelqu’un d’autre a modifié cette fiche pendant votre saisie. "
        "Votre texte est conservé ci-dessous : comparez, puis enregistrez."
    ),
}


def add_sentences(sentences: Mapping[str, Sentence]) -> None:
    """Let a room add the sentences of its own codes; a code is said in one place only."""
    doubled = set(sentences) & set(SENTENCES)
    if doubled:
        raise ValueError(f"said twice: {sorted(doubled)}")
    SENTENCES.update(sentences)


def sentence(refusal: Refusal) -> str:
    """What a refusal means, for the person who reads it."""
    return SENTENCES[refusal.code](**refusal.facts)
