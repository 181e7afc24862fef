"""Which specialty groups a professional stands for, and which medical specialty they count as.

One competence goes by several codes of the national directory (radiology is SM44 or SM74), so
quorum is stated in groups of codes. Codes are written `SM44` (a doctor's qualification), `G15_60`
(a profession) or `G15_21/H` (a profession with a qualification).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DOCTOR = "G15_10"
"""The profession code of doctors in the national nomenclature of health professions."""


class GroupKind(StrEnum):
    """How a group chooses its people."""

    CODES = "codes"
    ANY_SPECIALTY = "any_specialty"
    ANY_PROFESSION = "any_profession"


@dataclass(frozen=True, slots=True)
class SpecialtyGroup:
    """A competence that a seat can ask for.

    `codes` are those that belong to the group; for ANY_PROFESSION, those that do not. A
    `discipline` is a medical specialty of its own when distinct specialties are counted, unlike a
    role ("oncologue ou pneumologue") that several specialties can play.
    """

    code: str
    label: str
    label_en: str
    kind: GroupKind = GroupKind.CODES
    codes: frozenset[str] = frozenset()
    discipline: bool = False

    def label_in(self, language: str) -> str:
        """The name in English for `en`, in French otherwise."""
        return self.label_en if language == "en" else self.label


def groups_of(
    qualifications: Iterable[tuple[str, str | None]], groups: Iterable[SpecialtyGroup]
) -> frozenset[str]:
    """The groups for which somebody with these (profession, qualification) pairs may stand."""
    held = tuple(qualifications)
    return frozenset(
        group.code
        for group in groups
        if any(_belongs(profession, qualification, group) for profession, qualification in held)
    )


def medical_specialty(
    profession: str, qualification: str | None, groups: Iterable[SpecialtyGroup]
) -> str | None:
    """What counts towards "at least three different specialties" (HAS criteria, CSP D.6124-131).

    The code of the first discipline that lists the qualification, else the qualification itself;
    None for whoever is not a doctor and for a doctor whose specialty is not known.
    """
    if profession != DOCTOR or not qualification:
        return None
    disciplines = (group for group in groups if group.discipline)
    found = (group.code for group in disciplines if _listed(profession, qualification, group))
    return next(found, qualification)


def _belongs(profession: str, qualification: str | None, group: SpecialtyGroup) -> bool:
    if group.kind is GroupKind.ANY_SPECIALTY:
        return profession == DOCTOR and bool(qualification)
    listed = _listed(profession, qualification, group)
    return not listed if group.kind is GroupKind.ANY_PROFESSION else listed


def _listed(profession: str, qualification: str | None, group: SpecialtyGroup) -> bool:
    if profession in group.codes:
        return True
    if not qualification:
        return False
    if f"{profession}/{qualification}" in group.codes:
        return True
    return profession == DOCTOR and qualification in group.codes
