"""Invented identities: names, dates and places that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final

from rcp import plain_yaml
from rcp.domain.identity import IdentityStatus, ins_key

FICTITIOUS_PLACE: Final = "99990"
"""Department 99 and a country code given to no country: a matricule that no person bears."""


@cache
def names() -> dict[str, tuple[str, ...]]:
    """The `surnames`, the first names of `women` and `men`, and the `towns`."""
    text = files("rcp.demo.territory").joinpath("names.yaml").read_text(encoding="utf-8")
    return {kind: tuple(some) for kind, some in plain_yaml.load(text).items()}


@dataclass(frozen=True, slots=True)
class Patient:
    """The traits of an invented identity; `ins` is empty when it is not known."""

    birth_name: str
    first_names: str
    used_name: str
    sex: str
    born: date
    birthplace: str
    ins: str
    status: IdentityStatus
    local_id: str


def invented_patient(
    rank: int, name: str, *, sex: str, ages: tuple[int, int], today: date, rng: Random
) -> Patient:
    """An identity of the given sex whose age today lies within `ages`, both included.

    `rank` numbers the patients: it makes the matricule and the local number their own.
    """
    born = _birth_date(rng.randint(*ages), today, rng)
    status = rng.choice((IdentityStatus.QUALIFIED,) * 2 + _WITHOUT_INS)
    first_names = names()["women" if sex == "F" else "men"]
    marries = sex == "F" and rng.random() < 0.4
    is_known = status is IdentityStatus.QUALIFIED
    return Patient(
        birth_name=name,
        first_names=" ".join(rng.sample(first_names, rng.choice((1, 1, 2)))),
        used_name=rng.choice(names()["surnames"]) if marries else "",
        sex=sex,
        born=born,
        birthplace=rng.choice(names()["towns"]),
        ins=_matricule(sex, born, rank) if is_known else "",
        status=status,
        local_id=f"VB{800000 + rank * 37}",
    )


_WITHOUT_INS: Final = (
    IdentityStatus.FICTITIOUS,
    IdentityStatus.FICTITIOUS,
    IdentityStatus.PROVISIONAL,
)


def age_on(born: date, today: date) -> int:
    """Completed years."""
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1)


def _birth_date(age: int, today: date, rng: Random) -> date:
    """A day that makes somebody exactly `age` years old today."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    birthday = date(today.year - age, today.month, day)
    return birthday - timedelta(days=rng.randrange(364))


def _matricule(sex: str, born: date, rank: int) -> str:
    first = f"{1 if sex == 'M' else 2}{born:%y%m}{FICTITIOUS_PLACE}{rank % 1000:03d}"
    return f"{first}{ins_key(first):02d}"
