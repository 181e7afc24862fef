"""The public directory's extracts (« Annuaire Santé », PS_LibreAcces…), read line by line.

Text files of one or two million lines, cells parted by `|`, headings on the first line. Published
as UTF-8; a line that is not is read as Windows-1252, as older extracts were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from rcp import catalogue
from rcp.domain.names import folded
from rcp.services.imports.report import Fault, FileRefused, RowRefused

LONGEST_LINE = 20_000
RPPS_KIND = "8"
"""« Type d'identifiant PP » of an RPPS number; the others (ADELI, …) are on their way out."""
SPECIALTY_KINDS = frozenset({"S", "CEX"})
"""« Code type savoir-faire » of a specialty, and of an exclusive competence that counts as one."""


class DirectoryFile:
    """An extract: its headings, then its lines one at a time; raises FileRefused if it is none."""

    def __init__(self, file: BinaryIO, required: Mapping[str, str]) -> None:
        """`required`: for each name of ours, the heading that must be there."""
        self._file = file
        headings = [folded(cell) for cell in _cells(file.readline(LONGEST_LINE))]
        missing = [told for told in required.values() if folded(told) not in headings]
        if missing:
            raise FileRefused("columns_missing", 1, columns=", ".join(missing))
        self._width = len(headings)
        self._places = {name: headings.index(folded(told)) for name, told in required.items()}

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | Fault]]:
        """Each line's number, from 2 on, with its cells by our names or what is wrong with it."""
        number = 1
        while raw := self._file.readline(LONGEST_LINE):
            number += 1
            cells = _cells(raw)
            told = len(cells) - (not cells[-1])  # the published files end each line with a `|`
            if self._width - 1 <= told <= self._width:
                cells.append("")
                yield number, {name: cells[place] for name, place in self._places.items()}
            elif any(cells):
                facts = {"expected": self._width, "found": told}
                yield number, Fault(number, None, "row_cells", facts)


def _cells(raw: bytes) -> list[str]:
    try:
        line = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        line = raw.decode("cp1252", "replace")
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split("|")]


def checked_number(cells: Mapping[str, str]) -> str:
    """The RPPS number of a line; raises RowRefused for one that is not 11 digits."""
    rpps = cells["rpps"]
    if len(rpps) == 12 and rpps.startswith(RPPS_KIND):
        rpps = rpps[1:]  # the national identification: the kind before the number
    if len(rpps) != 11 or not rpps.isdecimal():
        raise RowRefused("Identifiant PP", "rpps_length", None, length=len(rpps))
    return rpps


def profession_of(code: str) -> str | None:
    """Our code for a profession of the directory; None for one that plays no part here."""
    known = {one.code for one in catalogue.professions()}
    return next((one for one in (f"G15_{code}", code) if one in known), None)


def specialty_of(profession: str, kind: str, code: str) -> str | None:
    """The specialty that a line registers, if we know it for that profession."""
    known = {(one.profession, one.code) for one in catalogue.qualifications()}
    is_one = kind in SPECIALTY_KINDS and (profession, code) in known
    return code if is_one else None
