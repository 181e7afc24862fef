"""A table as it was sent in: its headings and its lines, whatever they are called."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice

from rcp.domain.cells import as_typed
from rcp.services.imports.archives import is_archive
from rcp.services.imports.bundles import is_bundle, sheet_of
from rcp.services.imports.lines import Line as Line
from rcp.services.imports.lines import Sheet as Sheet
from rcp.services.imports.report import Fault, FileRefused
from rcp.services.imports.text import MAX_BYTES, text_of
from rcp.services.imports.workbooks import lines_of

MAX_ROWS = 20_000
MAX_CELL = 100_000
DELIMITERS = ";,\t"


def read_sheet(content: bytes) -> Sheet:
    """The table of a CSV file, of the first sheet of an .xlsx workbook, or of a FHIR bundle.

    Raises FileRefused for anything else, an empty table or more than MAX_ROWS lines.
    """
    if len(content) <= MAX_BYTES and is_bundle(content):
        return sheet_of(content)
    lines: Iterator[Line]
    if len(content) <= MAX_BYTES and is_archive(content):
        lines = (Line(number, _typed(cells)) for number, cells in lines_of(content))
    else:
        lines = _records(text_of(content).splitlines(keepends=True))
    return _sheet(line for line in lines if line.fault or any(line.cells))


def _sheet(lines: Iterator[Line]) -> Sheet:
    head = next((line for line in lines if not line.fault), None)
    if head is None:
        raise FileRefused("file_empty")
    below = tuple(islice(lines, MAX_ROWS + 1))
    if len(below) > MAX_ROWS:
        raise FileRefused("too_many_rows", maximum=MAX_ROWS)
    width = max(place for place, cell in enumerate(head.cells, 1) if cell)
    return Sheet(head.number, head.cells[:width], tuple(_as_wide(line, width) for line in below))


def _as_wide(line: Line, width: int) -> Line:
    """The line with one cell a heading; empty cells beyond the last one do not count."""
    if line.fault:
        return line
    told = len(line.cells)
    while told > width and not line.cells[told - 1]:
        told -= 1
    if told == width:
        return Line(line.number, line.cells[:told])
    facts = {"expected": width, "found": told}
    return Line(line.number, line.cells, Fault(line.number, None, "row_cells", facts))


def _records(lines: list[str]) -> Iterator[Line]:
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=_outside_quotes(head).count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        done = reader.line_num
        try:
            yield Line(done + 1, _typed(next(reader)))
        except StopIteration:
            return
        except csv.Error:
            raw = "".join(lines[done : reader.line_num]).strip()
            yield Line(done + 1, (raw,), Fault(done + 1, None, "row_quotes"))


def _typed(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(as_typed(cell) for cell in cells)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
