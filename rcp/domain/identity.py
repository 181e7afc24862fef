"""Identifiers of patients and professionals and how they are checked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rcp.domain.errors import RuleBroken


class IdentityStatus(StrEnum):
    """How far a patient's identity is known (référentiel national d'identitovigilance)."""

    PROVISIONAL = "PROV"
    RETRIEVED = "RECUP"
    VALIDATED = "VALI"
    QUALIFIED = "QUAL"
    DOUBTFUL = "DOUT"
    FICTITIOUS = "FICT"


def ins_key(number: str) -> int:
    """The two-digit key of a 13-character matricule INS: 97 − (N mod 97).

    In Corsican birth departments 2A counts as 19 and 2B as 18.

    >>> ins_key("2790351215189")
    89
    """
    digits = number[:5] + number[5:7].upper().replace("2A", "19").replace("2B", "18") + number[7:]
    return 97 - int(digits) % 97


def checked_ins(typed: str) -> str:
    """The 15 characters of a matricule INS, spaces removed.

    Raises RuleBroken `ins_length`, `ins_characters` or `ins_key` (facts: typed length or expected
    key never include the number itself).
    """
    ins = "".join(typed.split()).upper()
    if len(ins) != 15:
        raise RuleBroken("ins_length", length=len(ins))
    department_is_valid = ins[5:7].isdigit() or ins[5:7] in {"2A", "2B"}
    if not (ins.isascii() and ins[:5].isdigit() and department_is_valid and ins[7:].isdigit()):
        raise RuleBroken("ins_characters")
    if ins_key(ins[:13]) != int(ins[13:]):
        raise RuleBroken("ins_key")
    return ins


def may_print_ins(status: IdentityStatus) -> bool:
    """Only a qualified identity is printed or sent with its matricule."""
    return status is IdentityStatus.QUALIFIED


def checked_rpps(typed: str) -> str:
    """The 11 digits of an RPPS number; raises RuleBroken `rpps_length` otherwise."""
    rpps = "".join(typed.split())
    if len(rpps) != 11 or not (rpps.isascii() and rpps.isdigit()):
        raise RuleBroken("rpps_length", length=len(rpps))
    return rpps


def rpps_key_is_right(rpps: str) -> bool:
    """Whether the last digit is Luhn's; a wrong one deserves a warning, never a refusal."""
    total = 0
    for rank, character in enumerate(reversed(rpps)):
        digit = int(character) * (2 if rank % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def age_on(born: date, day: date) -> int:
    """Full years on a day; somebody born on 29 February turns a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
