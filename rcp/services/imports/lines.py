"""The headings and lines of a table that was sent in, before they mean anything."""

from __future__ import annotations

from dataclasses import dataclass

from rcp.services.imports.bundle_documents import Enclosed
from rcp.services.imports.report import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the headings; `fault` when its cells could not be told apart.

    A request of a bundle may come with documents.
    """

    number: int
    cells: tuple[str, ...]
    fault: Fault | None = None
    documents: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings as written, the line they stand on, and the lines below that are not blank."""

    number: int
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
