"""What an import did, and what it could not take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was refused: where it stands and why.

    `line` is 1 for the first line of the file and None when the fault is the whole file's;
    `facts` fill the sentence made from `code` and never repeat what a patient's row says.
    """

    line: int | None
    column: str | None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`kept` good rows, of which `changed` said something new, and what was refused."""

    kept: int = 0
    changed: int = 0
    faults: tuple[Fault, ...] = ()
    is_unreadable: bool = False

    @classmethod
    def unreadable(cls, *faults: Fault) -> ImportReport:
        """The report of a file of which nothing could be read."""
        return cls(faults=faults, is_unreadable=True)


class FileRefused(Exception):
    """A file that is not read at all: it is too large, empty, no text or has wrong columns."""

    def __init__(
        self, code: str, line: int | None = None, column: str | None = None, /, **facts: object
    ) -> None:
        super().__init__(code)
        self.fault = Fault(line, column, code, facts)


class RowRefused(Exception):
    """A row that is not taken, because of one of its columns; `line` when not the row's first."""

    def __init__(
        self, column: str | None, code: str, line: int | None = None, /, **facts: object
    ) -> None:
        super().__init__(code)
        self.column = column
        self.code = code
        self.line = line
        self.facts = facts
