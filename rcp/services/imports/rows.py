"""Taking rows one by one: each is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp.domain.errors import Refusal
from rcp.services.imports.reading import Row
from rcp.services.imports.report import Fault, ImportReport, RowRefused

Item = TypeVar("Item")


def take_rows(
    session: Session,
    rows: Iterable[Row],
    keep: Callable[[Row], bool],
    faults: Iterable[Fault] = (),
) -> ImportReport:
    """Give each row to `keep`, which says whether anything changed; report what was refused."""
    return take(session, ((row.line, row) for row in rows), keep, faults)


def take(
    session: Session,
    numbered: Iterable[tuple[int | None, Item]],
    keep: Callable[[Item], bool],
    faults: Iterable[Fault] = (),
) -> ImportReport:
    """Like `take_rows`, for anything that stands on a line."""
    kept, changed, refused = 0, 0, list(faults)
    for line, item in numbered:
        try:
            with session.begin_nested():
                is_new = keep(item)
        except RowRefused as row:
            refused.append(Fault(row.line or line, row.column, row.code, row.facts))
        except Refusal as refusal:
            refused.append(Fault(line, None, refusal.code, refusal.facts))
        except IntegrityError:
            refused.append(Fault(line, None, "row_conflict"))
        else:
            kept += 1
            changed += is_new
    return ImportReport(kept, changed, tuple(sorted(refused, key=_by_line)))


def _by_line(fault: Fault) -> int:
    return fault.line or 0
