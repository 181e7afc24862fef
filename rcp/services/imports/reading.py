"""Tables as people save them: CSV in UTF-8 or Windows-1252, with semicolons, commas or tabs."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rcp.domain.errors import Refusal
from rcp.services.imports.report import Fault, FileRefused, RowRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_CELL = 100_000
DELIMITERS = ";,\t"

_SIGNATURES = (
    (b"\x89PNG", "file_picture"),
    (b"\xff\xd8\xff", "file_picture"),
    (b"GIF8", "file_picture"),
    (b"BM", "file_picture"),
    (b"RIFF", "file_picture"),
    (b"%PDF", "file_pdf"),
    (b"PK\x03\x04", "file_workbook"),
    (b"\xd0\xcf\x11\xe0", "file_workbook"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, by column; cells are trimmed."""

    line: int
    cells: Mapping[str, str]

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


def text_of(content: bytes, limit: int = MAX_BYTES) -> str:
    """The text of a file; raises FileRefused for one too large, empty or not made of text."""
    if len(content) > limit:
        raise FileRefused("file_too_large", megabytes=limit // (1024 * 1024))
    if not content.strip():
        raise FileRefused("file_empty")
    text = _decoded(content)
    for signature, code in _SIGNATURES:
        if content.startswith(signature) and (code != "file_picture" or _has_controls(text)):
            raise FileRefused(code)
    if _has_controls(text):
        raise FileRefused("file_not_text")
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _has_controls(text: str) -> bool:
    """Whether the text holds characters that no text file has; no database keeps a null."""
    return "\0" in text or any(
        ord(character) < 32 and character not in "\t\r\n\f" for character in text[:4096]
    )


def read_table(
    content: bytes, required: Sequence[str], optional: Sequence[str] = (), prefix: str = "\0"
) -> Table:
    """The rows under a header that names the columns, in any order, accents and case aside.

    Columns that start with `prefix` are welcome besides. Raises FileRefused when the file cannot
    be read as such a table; the fault names the missing or unknown columns.
    """
    lines = text_of(content).splitlines(keepends=True)
    records = _records(lines)
    header = next((record for record in records if not isinstance(record, Fault)), None)
    if header is None:
        raise FileRefused("file_empty")
    columns = tuple(plain(cell) for cell in header[1])
    _check_columns(columns, header[0], required, optional, prefix)
    return _table(columns, records)


def _table(columns: tuple[str, ...], records: Iterator[tuple[int, list[str]] | Fault]) -> Table:
    rows: list[Row] = []
    faults: list[Fault] = []
    for record in records:
        if isinstance(record, Fault):
            faults.append(record)
            continue
        line, cells = record
        if len(cells) != len(columns):
            facts = {"expected": len(columns), "found": len(cells)}
            faults.append(Fault(line, None, "row_cells", facts))
            continue
        rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        if len(rows) > MAX_ROWS:
            raise FileRefused("too_many_rows", maximum=MAX_ROWS)
    return Table(columns, tuple(rows), tuple(faults))


def _records(lines: list[str]) -> Iterator[tuple[int, list[str]] | Fault]:
    """(line, cells) of each row that is not blank; a row with broken quotes is a fault."""
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=_outside_quotes(head).count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield Fault(line, None, "row_quotes")
            continue
        if any(cells):
            yield line, cells


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _check_columns(
    columns: Sequence[str],
    line: int,
    required: Sequence[str],
    optional: Sequence[str],
    prefix: str,
) -> None:
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
