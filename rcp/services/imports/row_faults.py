"""Every fault of a refused row, not only the first: what is wrong is set right in thought, the row
is read again, until it passes or the same cell is refused twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from rcp.services.imports.case_rows import FIELD
from rcp.services.imports.reading import Row
from rcp.services.imports.report import RowRefused

MOST = 20
SOUND: Mapping[str, str] = {
    "nom_naissance": "X",
    "prenoms": "X",
    "sexe": "I",
    "date_naissance": "01/01/1970",
    "question": "X",
    "information_patient": "informe",
}
"""Cells that any case could hold; what stands in no row of these may be left empty."""
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "ins": ("ins", "statut_identite"),
    "avant_le": ("avant_le", "pret_le"),
}
"""Cells that one fault may come from together."""


def every_fault(
    row: Row, read: Callable[[Row], object], sound: Mapping[str, str]
) -> Iterator[RowRefused]:
    """The faults of a row, in the order in which they are found; MOST at most.

    `read` raises RowRefused as the import does; `sound` are cells known to be right in this file,
    for the columns that name a board or a person.
    """
    seen: set[str | None] = set()
    while len(seen) < MOST:
        try:
            read(row)
        except RowRefused as refused:
            if refused.column in seen or _is_of_another_board(refused.column, seen):
                return
            yield refused
            seen.add(refused.column)
            if refused.column is None:
                return
            row = _mended(row, refused.column, sound)
        else:
            return


def _is_of_another_board(column: str | None, seen: Collection[str | None]) -> bool:
    """Whether it is a question of the board that stands in for one that nobody knows."""
    return "rcp" in seen and (column or "").startswith(FIELD)


def _mended(row: Row, column: str, sound: Mapping[str, str]) -> Row:
    """The row as if that cell were right; of another board's questions nothing can be said."""
    kept = {name: cell for name, cell in row.cells.items() if name not in _spoilt(column)}
    if column == "rcp":
        kept = {name: cell for name, cell in kept.items() if not name.startswith(FIELD)}
    told = {**SOUND, **sound}.get(column)
    return replace(row, cells={**kept, column: told} if told else kept)


def _spoilt(column: str) -> tuple[str, ...]:
    return TOGETHER.get(column, (column,))
