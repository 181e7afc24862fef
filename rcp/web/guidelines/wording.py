"""Guidelines and protocols in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from rcp.db.models import Case, Guideline
from rcp.domain.guideline import GuidelineKind
from rcp.web.formats import numeric_day


@dataclass(frozen=True, slots=True)
class Followed:
    """A guideline that a case follows; `said` tells why it is there."""

    row: Guideline
    name: str
    said: str
    is_applied: bool


def named(row: Guideline) -> str:
    """« Référentiel du sein, version 2026 (01/02/2026) »."""
    told = {"title": row.title, "version": row.version, "day": numeric_day(row.dated_on)}
    return _("%(title)s, version %(version)s (%(day)s)", **told)


def kinds() -> list[tuple[str, str]]:
    """What an entry of the library may be."""
    return [
        (GuidelineKind.GUIDELINE.value, _("Référentiel")),
        (GuidelineKind.PROTOCOL.value, _("Protocole")),
    ]


def followed(case: Case) -> list[Followed]:
    """What a case follows: the guideline of its registration, then those attached to it."""
    applied = [case.guideline] if case.guideline else []
    others = [one for one in case.guidelines if one not in applied]
    return [
        *(Followed(one, named(one), _("Situation standard"), True) for one in applied),
        *(Followed(one, named(one), "", False) for one in others),
    ]
