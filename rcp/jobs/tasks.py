"""What can be done in the background: a name, one service call, and limits.

Services are imported when a task runs, so that a worker starts at once.
"""

from __future__ import annotations

import signal
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

from sqlalchemy.orm import Session, sessionmaker

from rcp.config import ImapSettings, Settings, SmtpSettings
from rcp.db.base import utc_now
from rcp.mail.delivery import Delivery, FolderDelivery, Security, SmtpDelivery
from rcp.mail.imap import ImapBox
from rcp.mail.letterhead import Letterhead
from rcp.outside.client import Client
from rcp.outside.gate import Gate

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use before it is stopped; memory beyond what its worker had mapped."""

    cpu_seconds: int = 120
    wall_seconds: float = 300.0
    memory_bytes: int = 1536 * MEBIBYTE
    nice: int = 5


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a task is given besides its own arguments."""

    settings: Settings
    sessions: sessionmaker[Session]
    reading: sessionmaker[Session]
    job_id: uuid.UUID
    attempt: int
    _stop: Event = field(default_factory=Event)

    def stop_politely(self) -> None:
        """From now on SIGTERM only raises a flag: the task ends by itself with what it has."""

        def remember(_signal: int, _frame: FrameType | None) -> None:
            self._stop.set()

        signal.signal(signal.SIGTERM, remember)

    def should_stop(self) -> bool:
        """Whether the worker asked this run to end."""
        return self._stop.is_set()


@dataclass(frozen=True, slots=True)
class Task:
    """A name found in `job.task`, what it calls, and its limits.

    `give_up`, if any, is called with the session, the kind of error and the task's arguments when
    no further run will be tried.
    """

    name: str
    run: Callable[..., None]
    limits: Limits = Limits()
    give_up: Callable[..., None] | None = None


def delivery_from(settings: Settings) -> Delivery:
    """The relay that the settings name, or the folder that stands in for one."""
    if settings.smtp is None:
        return FolderDelivery(settings.mail_folder)
    return relay_from(settings.smtp)


def relay_from(relay: SmtpSettings) -> SmtpDelivery:
    """The relay that some settings name."""
    return SmtpDelivery(
        relay.host,
        relay.port,
        Security(relay.security),
        username=relay.username or "",
        password=relay.password or "",
    )


def send_outbox(context: JobContext) -> None:
    """Send the messages that wait."""
    from rcp.services import outbox

    settings = context.settings
    outbox.send_waiting(context.sessions, delivery_from(settings), settings.mail_from, utc_now)


def refresh_agendas(context: JobContext) -> None:
    """Read the calendars whose time has come."""
    from rcp.services import agenda_refresh
    from rcp.services.agenda_errands import Outside

    settings = context.settings
    client = Client(Gate(settings.allowed_hosts))
    outside = Outside(client, settings.mail_from.rpartition("@")[2])
    agenda_refresh.refresh_due(context.sessions, outside, utc_now)


def push_meetings(context: JobContext) -> None:
    """Write into people's own calendars what they were told."""
    from rcp.services import pushes

    settings = context.settings
    client = Client(Gate(settings.allowed_hosts))
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    pushes.push_owed(context.sessions, client, letterhead, utc_now)


def box_from(imap: ImapSettings) -> ImapBox:
    """The mailbox that the settings name."""
    return ImapBox(
        imap.host,
        imap.port,
        imap.username,
        imap.password,
        security=Security(imap.security),
        folder=imap.folder,
    )


def read_mail(context: JobContext) -> None:
    """Take the answers that arrived in the mailbox, if there is one."""
    from rcp.services import inbox_reading

    settings = context.settings
    if settings.imap is None:
        return
    inbox_reading.read_box(
        context.sessions,
        box_from(settings.imap),
        Letterhead(settings.mail_from, settings.base_url),
        utc_now,
        trusted_server=settings.imap.authserv,
    )


def remind(context: JobContext) -> None:
    """Write the reminders that are due."""
    from rcp.services import reminders

    settings = context.settings
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    reminders.remind(context.sessions, letterhead, utc_now())


def solve_plan(context: JobContext, plan_id: str) -> None:
    """Let the engine make a plan; asked to stop, it keeps the best one found so far."""
    from rcp.services.planning import run

    context.stop_politely()
    run.solve(context.sessions, uuid.UUID(plan_id), should_stop=context.should_stop)


def give_plan_up(session: Session, fault: str, plan_id: str) -> None:
    """Tell whoever waits for the plan that it will not come."""
    from rcp.services.planning import run

    run.give_up(session, uuid.UUID(plan_id), fault)


def work_on_sheet(context: JobContext, sheet_id: str) -> None:
    """Try or import a long table of cases."""
    from rcp.services import case_sheet_runs
    from rcp.services.attachments import Reception

    told = context.settings
    reception = Reception.of(told.file_megabytes, told.case_megabytes, told.scanner)
    case_sheet_runs.run(context.sessions, uuid.UUID(sheet_id), reception, utc_now)


def give_sheet_up(session: Session, fault: str, sheet_id: str) -> None:
    """Tell whoever sent the table that its import stopped."""
    from rcp.services import case_sheet_runs

    case_sheet_runs.give_up(session, uuid.UUID(sheet_id), fault)


def make_documents(context: JobContext, minutes_version_id: str) -> None:
    """Print what was signed, under the structure's seal."""
    from rcp.documents import printing
    from rcp.services import documents, sealing

    printing.make_ready()
    settings = context.settings
    seal = sealing.usable(settings.seal, utc_now())
    watched = settings.documents_folder is not None
    version_id = uuid.UUID(minutes_version_id)
    documents.make(context.sessions, version_id, seal, folder_is_watched=watched)


def deliver_documents(context: JobContext) -> None:
    """Carry documents to MSSanté's relay and to the watched folder."""
    from rcp.services import dispatching

    settings = context.settings
    ways = dispatching.Ways(
        relay=relay_from(settings.secure_mail) if settings.secure_mail else None,
        sender=settings.secure_mail_from,
        folder=settings.documents_folder,
    )
    dispatching.deliver_waiting(context.sessions, ways, utc_now)


def _by_name(*tasks: Task) -> Mapping[str, Task]:
    return {task.name: task for task in tasks}


TASKS: Mapping[str, Task] = _by_name(
    Task("send_outbox", send_outbox, Limits(wall_seconds=600.0)),
    Task("deliver_documents", deliver_documents, Limits(wall_seconds=600.0)),
    Task("refresh_agendas", refresh_agendas, Limits(memory_bytes=3072 * MEBIBYTE)),
    Task("push_meetings", push_meetings, Limits(wall_seconds=840.0)),
    Task("remind", remind),
    Task("read_mail", read_mail, Limits(wall_seconds=600.0)),
    Task(
        "solve_plan",
        solve_plan,
        Limits(cpu_seconds=1800, wall_seconds=900.0, memory_bytes=6144 * MEBIBYTE, nice=10),
        give_up=give_plan_up,
    ),
    Task(
        "work_on_sheet",
        work_on_sheet,
        Limits(cpu_seconds=900, wall_seconds=1800.0, nice=10),
        give_up=give_sheet_up,
    ),
    Task(
        "make_documents",
        make_documents,
        Limits(cpu_seconds=600, wall_seconds=600.0, memory_bytes=3072 * MEBIBYTE, nice=10),
    ),
)
