"""Many agendas at once: each file is named for the e-mail address of its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.calendars.busy import AgendaReading, AgendaUnreadable
from rcp.db.models import Practitioner
from rcp.domain import access
from rcp.services import agendas
from rcp.services.agendas import AgendaFile, Kept
from rcp.services.imports.archives import files_in, is_archive
from rcp.services.imports.report import Fault, FileRefused, ImportReport
from rcp.services.people import actor_of

SUFFIX = ".ics"
MAX_FAULTS_A_FILE = 10


def import_agendas(
    session: Session,
    files: Iterable[tuple[str, bytes]],
    *,
    by: Practitioner | None,
    now: datetime,
    own_domain: str | None = None,
    let_go: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Read the agendas of (file name, content) pairs; a .zip gives the files it holds.

    A file that cannot be read is named and keeps the last good times; so does one that nobody
    owns. Raises nothing for a bad file. `let_go`: see `take_agendas`.
    """
    faults: list[Fault] = []
    opened = list(_opened(files, faults))
    owners = agendas.with_roles(session, (_address(name) for name, _ in opened))
    sorting = _Sorting(owners, by, faults)
    matched = [file for name, content in opened if (file := sorting.match(name, content))]
    kept = agendas.take_agendas(
        session, matched, by=by, now=now, own_domain=own_domain, let_go=let_go
    )
    for file, done in zip(matched, kept, strict=True):
        faults += faults_of(done, file.person.email + SUFFIX)
    return ImportReport(
        kept=sum(not isinstance(done.answer, AgendaUnreadable) for done in kept),
        changed=sum(isinstance(done.answer, AgendaReading) for done in kept),
        faults=tuple(faults),
        is_unreadable=not kept and bool(faults),
    )


def faults_of(done: Kept, file: str = "") -> Iterator[Fault]:
    """What could not be read of one file, in the words of an import."""
    if isinstance(done.answer, AgendaUnreadable):
        code = f"agenda_{done.answer.code.value}"
        yield Fault(None, None, code, dict(done.answer.facts), file)
        return
    found = done.answer.faults if done.answer else ()
    for fault in found[:MAX_FAULTS_A_FILE]:
        line = fault.facts.get("line")
        code = f"agenda_{fault.code.value}"
        yield Fault(line if isinstance(line, int) else None, None, code, dict(fault.facts), file)
    if len(found) > MAX_FAULTS_A_FILE:
        rest = len(found) - MAX_FAULTS_A_FILE
        yield Fault(None, None, "agenda_more_faults", {"count": rest}, file)


@dataclass(slots=True)
class _Sorting:
    """Finds whose agenda a file is, and says why it is nobody's."""

    owners: dict[str, Practitioner]
    by: Practitioner | None
    faults: list[Fault]
    taken: set[str] = field(default_factory=set)

    def match(self, name: str, content: bytes) -> AgendaFile | None:
        """The agenda file, or None and one more fault."""
        address = _address(name)
        owner = self.owners.get(address)
        code = self._refused(name, address, owner)
        if code or owner is None:
            self.faults.append(Fault(None, None, code or "agenda_person_unknown", {}, name))
            return None
        self.taken.add(address)
        return AgendaFile(owner, content)

    def _refused(self, name: str, address: str, owner: Practitioner | None) -> str | None:
        if not name.lower().endswith(SUFFIX) or "@" not in address:
            return "agenda_file_name"
        if owner is None:
            return "agenda_person_unknown"
        if address in self.taken:
            return "agenda_twice"
        if self.by and not access.may_see_agenda(actor_of(self.by), owner):
            return "not_your_person"
        return None


def _opened(files: Iterable[tuple[str, bytes]], faults: list[Fault]) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        if not is_archive(content) or not name.lower().endswith(".zip"):
            yield name, content
            continue
        try:
            yield from files_in(content)
        except FileRefused as refused:
            faults.append(Fault(None, None, refused.fault.code, refused.fault.facts, name))


def _address(name: str) -> str:
    return name.lower().removesuffix(SUFFIX).strip()
