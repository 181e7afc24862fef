"""Tables whose headings are the columns that we know, in any order, accents and case aside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rcp.domain.errors import Refusal
from rcp.services.imports.bundle_documents import Enclosed
from rcp.services.imports.report import Fault, FileRefused, RowRefused
from rcp.services.imports.sheets import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, by column; cells are trimmed."""

    line: int
    cells: Mapping[str, str]
    documents: tuple[Enclosed, ...] = ()

    def text(self, column: str) -> str:
        """What the cell says, or an empty text."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """What the cell says; raises RowRefused `cell_empty` if it says nothing."""
        value = self.text(column)
        if not value:
            raise RowRefused(column, "cell_empty")
        return value

    @contextmanager
    def columns(self, column_of: Mapping[str, str]) -> Iterator[None]:
        """Whatever is refused inside is the fault of the column that its code belongs to."""
        try:
            yield
        except Refusal as refusal:
            column = column_of.get(refusal.code)
            raise RowRefused(column, refusal.code, None, **refusal.facts) from refusal


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file and those that could not be read as rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_table(
    content: bytes, required: Sequence[str], optional: Sequence[str] = (), prefix: str = "\0"
) -> Table:
    """The rows of a table, CSV or .xlsx.

    Columns that start with `prefix` are welcome besides. Raises FileRefused when the file cannot
    be read as such a table; the fault names the missing or unknown columns.
    """
    sheet = read_sheet(content)
    columns = tuple(plain(heading) for heading in sheet.headings)
    check_columns(columns, sheet.number, required, optional, prefix)
    return table_of(sheet, columns)


def table_of(sheet: Sheet, columns: Sequence[str]) -> Table:
    """The lines of a sheet under these columns; a nameless column is left out."""
    rows = tuple(
        Row(
            line.number,
            {name: cell for name, cell in zip(columns, line.cells, strict=True) if name},
            line.documents,
        )
        for line in sheet.lines
        if not line.fault
    )
    return Table(tuple(columns), rows, tuple(line.fault for line in sheet.lines if line.fault))


def check_columns(
    columns: Sequence[str],
    line: int,
    required: Sequence[str],
    optional: Sequence[str],
    prefix: str,
) -> None:
    """Raise FileRefused for missing, repeated or unknown columns."""
    missing = [column for column in required if column not in columns]
    if missing:
        raise FileRefused("columns_missing", line, columns=", ".join(missing))
    for place, column in enumerate(columns):
        if column in columns[:place]:
            raise FileRefused("column_twice", line, column)
        if column not in (*required, *optional) and not column.startswith(prefix):
            known = ", ".join((*required, *optional))
            raise FileRefused("column_unknown", line, column, known=known)


def plain(name: str) -> str:
    """A word as we compare it: no accent, no capital, no space around."""
    letters = unicodedata.normalize("NFKD", name.strip().lstrip("\ufeff").casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
