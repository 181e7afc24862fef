"""What no longer is as it was validated, in sentences that name no patient."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.services.verification import Breach, BreachCode, Seen
from rcp.web.cases.words import document_label


def sentence(found: Breach) -> str:
    """What is wrong, and with what."""
    return _("%(subject)s : %(wrong)s", subject=_subject(found), wrong=_wrong(found.code))


def _subject(found: Breach) -> str:
    if found.code is BreachCode.TRACES_BROKEN:
        return _("Trace n° %(number)s", number=found.number)
    if found.file:
        return found.file
    version = _(
        "Séance %(meeting)s, version %(number)s",
        meeting=found.meeting or "?",
        number=found.number,
    )
    if found.kind is None:
        return version
    label = document_label(found.kind)
    return f"{version}, {label}, {found.case}" if found.case else f"{version}, {label}"


def _wrong(code: BreachCode) -> str:
    return {
        BreachCode.VERSION_MISSING: _("cette version a été validée, et elle a disparu."),
        BreachCode.VERSION_UNTRACED: _("rien ne dit qu’elle ait été validée."),
        BreachCode.VERSION_UNREADABLE: _(
            "son texte ne s’ouvre plus : il a été modifié, ou la clé manque."
        ),
        BreachCode.VERSION_ALTERED: _("elle n’est plus telle qu’elle a été validée."),
        BreachCode.DOCUMENT_MISSING: _("ce document n’est pas là."),
        BreachCode.DOCUMENT_UNTRACED: _("rien ne dit que ce document ait été imprimé ici."),
        BreachCode.DOCUMENT_UNREADABLE: _(
            "ce document ne s’ouvre plus : il a été modifié, ou la clé manque."
        ),
        BreachCode.DOCUMENT_ALTERED: _("ce document n’est plus tel qu’il a été imprimé."),
        BreachCode.SEAL_ABSENT: _("ce document a perdu son sceau."),
        BreachCode.SEAL_BROKEN: _("le sceau de ce document ne tient pas."),
        BreachCode.SEAL_FOREIGN: _("ce document porte un autre sceau que celui de son impression."),
        BreachCode.FILE_ALTERED: _("ce fichier n’est aucun des documents imprimés ici."),
        BreachCode.TRACES_BROKEN: _("elle a été modifiée, ou la précédente a disparu."),
    }[code]


def counted(seen: Seen, faults: int) -> str:
    """How much was gone through, and the verdict."""
    parts = [
        ngettext("%(num)s version validée", "%(num)s versions validées", seen.versions),
        ngettext("%(num)s document", "%(num)s documents", seen.documents),
    ]
    if seen.unsealed:
        parts.append(ngettext("%(num)s sans sceau", "%(num)s sans sceau", seen.unsealed))
    if seen.awaited:
        parts.append(ngettext("%(num)s à imprimer", "%(num)s à imprimer", seen.awaited))
    if seen.files:
        parts.append(ngettext("%(num)s fichier", "%(num)s fichiers", seen.files))
    wrong = (
        ngettext("%(num)s défaut", "%(num)s défauts", faults) if faults else _("tout est intact")
    )
    return _("%(what)s : %(verdict)s.", what=", ".join(parts), verdict=wrong)


def sealers(seen: Seen) -> list[str]:
    """Whose seals were met, for somebody to know them again."""
    return [
        ngettext(
            "%(num)s document scellé par « %(holder)s » (certificat %(mark)s…).",
            "%(num)s documents scellés par « %(holder)s » (certificat %(mark)s…).",
            count,
            holder=holder,
            mark=fingerprint[:16],
        )
        for (holder, fingerprint), count in seen.seals.most_common()
    ]
