"""TNM stages as clinicians type them, kept with the edition that gives them their meaning."""

from __future__ import annotations

import re

from rcp.domain.errors import RuleBroken

NEWEST_EDITION = 9
"""The first edition of the UICC's TNM dates from 1968, the ninth from 2025."""

_T = r"T(?:X|0|is(?:\([^()]{1,10}\))?|a|[1-4](?:mi|[a-d][12]?)?)"
_N = r"N(?:X|0|[1-3](?:mi|[a-c])?)(?:\((?:sn|i[+-]|mol[+-]|f)\))?"
_M = r"M(?:X|0(?:\(i\+\))?|1(?:[a-d]\d?)?)"
_EDITION = r"(?i:[(,;]? ?(?:UICC|TNM|v\.?) ?(\d)(?:e|ᵉ)?(?: ?éd(?:ition)?\.?)?\)?)?"
_STAGE = re.compile("".join(rf"([yra]{{0,2}}[cp]?{part})? ?" for part in (_T, _N, _M)) + _EDITION)
_LETTERS = {
    r"[Tt](?=[Xx0-4]|[Ii][Ss]|a\b)": "T",
    r"[Nn](?=[Xx0-3])": "N",
    r"[Mm](?=[Xx01])": "M",
    r"(?<=[TNM])x": "X",
    r"(?<=T)[Ii][Ss]": "is",
}


def checked_tnm(typed: str, edition: int, key: str) -> str:
    """The stage in one way of writing: "cT2n1M0" gives "cT2 N1 M0 (TNM 8)".

    `edition` is meant where none is written. Raises RuleBroken `field_tnm` (fact: key) for what
    is no stage, has neither T, N nor M, or names an edition that does not exist.
    """
    text = " ".join(typed.split())
    for letters, written in _LETTERS.items():
        text = re.sub(letters, written, text)
    found = _STAGE.fullmatch(text)
    parts = [part for part in found.groups()[:3] if part] if found else []
    told = int((found and found.group(4)) or edition)
    if not parts or not 1 <= told <= NEWEST_EDITION:
        raise RuleBroken("field_tnm", key=key)
    return " ".join([*parts, f"(TNM {told})"])
