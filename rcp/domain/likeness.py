"""Whether two people on paper may be one: the same traits, near names, a mistyped birth date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rcp.domain.names import folded

NEAR_NAME = 2
"""Letters by which a name may differ and still be taken for a slip of the keyboard."""
LIKE_QUESTION = 0.75
"""How alike two questions are, word by word, to be taken for the same one."""


class Likeness(StrEnum):
    """Why two records may be of one person."""

    SAME_MATRICULE = "same_matricule"
    SAME_TRAITS = "same_traits"
    NEAR_NAMES = "near_names"
    NEAR_BIRTH_DATE = "near_birth_date"


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a person; names are folded, the birth date is ISO."""

    names: tuple[str, ...]
    given: str
    birth_date: str
    sex: str
    ins: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Traits:
        """From the traits that a patient's record holds."""
        names = (folded(told.get(name) or "") for name in ("birth_name", "used_name"))
        return cls(
            names=tuple(name for name in names if name),
            given=folded(told.get("given_names") or "").split(" ")[0],
            birth_date=told.get("birth_date") or "",
            sex=told.get("sex") or "",
            ins=told.get("ins") or "",
        )


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """Why the two may be one person, or None.

    Names are near when one letter or two differ, when first and last name are swapped, or when the
    used name of one is the birth name of the other; two known and different matricules are two
    people.
    """
    if one.ins and other.ins and one.ins != other.ins:
        return None
    same_name = one.names[:1] == other.names[:1] and one.given == other.given
    if same_name and (one.birth_date, one.sex) == (other.birth_date, other.sex):
        return Likeness.SAME_TRAITS
    if one.ins and one.ins == other.ins:
        return Likeness.SAME_MATRICULE
    if one.birth_date == other.birth_date and _near_names(one, other):
        return Likeness.NEAR_NAMES
    if same_name and one.sex == other.sex and _near_days(one.birth_date, other.birth_date):
        return Likeness.NEAR_BIRTH_DATE
    return None


def same_question(one: str, other: str) -> bool:
    """Whether two questions ask much the same, in other words or another order."""
    first, second = (sorted(folded(text).split()) for text in (one, other))
    if not first or not second:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= LIKE_QUESTION


def edits(one: str, other: str, most: int) -> int:
    """Letters to add, drop or change to make one word of another; `most` + 1 for more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for rank, letter in enumerate(one, start=1):
        last, row[0] = row[0], rank
        for place, against in enumerate(other, start=1):
            last, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, last + (letter != against)),
            )
    return min(row[-1], most + 1)


def _near_names(one: Traits, other: Traits) -> bool:
    swapped = one.given in other.names and other.given in one.names
    near = any(
        edits(mine, theirs, NEAR_NAME) <= _slips(mine)
        for mine in one.names
        for theirs in other.names
    )
    return swapped or (near and edits(one.given, other.given, NEAR_NAME) <= _slips(one.given))


def _slips(word: str) -> int:
    """A short name has room for one slip only: « Petit » is not « Pepin »."""
    return NEAR_NAME if len(word) > 5 else 1


def _near_days(one: str, other: str) -> bool:
    """One figure differs, or day and month are swapped."""
    if len(one) != len(other):
        return False
    if sum(mine != theirs for mine, theirs in zip(one, other, strict=True)) == 1:
        return True
    return one[:4] == other[:4] and (one[5:7], one[8:]) == (other[8:], other[5:7])
