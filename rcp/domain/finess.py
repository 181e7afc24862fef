"""FINESS numbers: how structures are known to the national register."""

from __future__ import annotations

import re

from rcp.domain.errors import RuleBroken

_WRITTEN = re.compile(r"(\d{2}|2[AB])\d{7}", re.ASCII)


def require_finess(number: str) -> None:
    """Refuse what no register could hold; blank is fine. Raises RuleBroken `finess_length`."""
    if number and not _WRITTEN.fullmatch(number):
        raise RuleBroken("finess_length", length=len(number))


def has_right_key(number: str) -> bool:
    """Whether the last digit is the key of the eight before it (Luhn; of Corsica's letters A
    counts as 1 and B as 2). A wrong key is worth a warning, never a refusal."""
    digits = [_LETTERS.get(one) or int(one) for one in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


_LETTERS = {"A": 1, "B": 2}
