"""`rcp freebusy`: when an agenda is busy, for programs and for doubters."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rcp.calendars.apart import read_agenda_apart
from rcp.calendars.busy import (
    AgendaFault,
    AgendaReading,
    AgendaUnreadable,
    FaultCode,
    UnreadableCode,
    taken,
)
from rcp.calendars.limits import MAX_BYTES
from rcp.calendars.zones import iana_zone
from rcp.config import SettingRefused
from rcp.domain.calendar import to_utc

USAGE = "Écrire : rcp freebusy FICHIER.ics --from DÉBUT --to FIN [--tz FUSEAU]."
MOST_FAULTS = 20
UNREADABLE = {
    UnreadableCode.EMPTY: "le fichier est vide",
    UnreadableCode.TOO_LARGE: "le fichier dépasse 10 Mo",
    UnreadableCode.UTF_16: "le fichier est écrit en UTF-16 ; l’exporter en UTF-8",
    UnreadableCode.PICTURE: "le fichier est une image",
    UnreadableCode.PDF: "le fichier est un PDF",
    UnreadableCode.ARCHIVE: "l’archive ne contient aucun agenda lisible",
    UnreadableCode.WEB_PAGE: "le fichier est une page web",
    UnreadableCode.NOT_A_CALENDAR: "le fichier n’est pas un agenda iCalendar",
    UnreadableCode.TOO_MANY_EVENTS: "l’agenda contient trop d’événements",
    UnreadableCode.TOO_COSTLY: "l’agenda demande trop de calculs",
    UnreadableCode.UNEXPECTED: "l’agenda n’a pas pu être lu",
}
FAULTS = {
    FaultCode.UNREADABLE_EVENT: "illisible, laissé de côté",
    FaultCode.END_BEFORE_START: "finit avant de commencer, laissé de côté",
    FaultCode.TOO_LONG: "dure plus d’un an, laissé de côté",
    FaultCode.UNREADABLE_RULE: "répétition illisible, laissé de côté",
    FaultCode.RULE_TOO_DENSE: "se répète trop souvent, laissé de côté",
    FaultCode.TOO_MANY_DATES: "trop d’exceptions, laissé de côté",
    FaultCode.UNKNOWN_ZONE: "fuseau inconnu, celui de la personne est supposé",
    FaultCode.UNREADABLE_ZONE: "fuseau illisible, celui de la personne est supposé",
    FaultCode.UNREADABLE_FREE_BUSY: "plage illisible, laissée de côté",
    FaultCode.CUT_SHORT: "coupé avant la fin, laissé de côté",
}


class _OneLine(click.Command):
    """Says what is wrong with its words in one line, as it does for a file."""

    def make_context(  # type: ignore[override]  # click's own signature, extras unread
        self, info_name: str | None, args: list[str], parent: click.Context | None = None
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent)
        except click.UsageError as wrong:
            raise SettingRefused(USAGE) from wrong


@click.command("freebusy", cls=_OneLine)
@click.argument("file")
@click.option("--from", "first", required=True, help="Début : jour, ou jour et heure (ISO 8601).")
@click.option("--to", "last", required=True, help="Fin, non comprise.")
@click.option(
    "--tz", "zone_name", default="Europe/Paris", show_default=True, help="Fuseau de la personne."
)
def command(file: str, first: str, last: str, zone_name: str) -> None:
    """Donner en JSON les plages occupées d’un agenda .ics, fusionnées, en UTC.

    Une date sans heure est minuit dans le fuseau de la personne ; une heure sans décalage se lit
    dans ce fuseau. Un passage illisible est nommé sur la sortie d’erreur, par sa ligne et son
    jour, et le reste est lu. Code de sortie : 0, ou 2 avec une ligne qui dit pourquoi.
    """
    zone = iana_zone(zone_name)
    if zone is None:
        raise SettingRefused(f"--tz : le fuseau {zone_name!r} est inconnu.")
    start, end = _instant("--from", first, zone), _instant("--to", last, zone)
    if end <= start:
        raise SettingRefused("--to doit venir après --from.")
    reading = _reading(Path(file), zone, start, end)
    for fault in reading.faults[:MOST_FAULTS]:
        click.echo(_told(fault), err=True)
    if len(reading.faults) > MOST_FAULTS:
        click.echo(f"et {len(reading.faults) - MOST_FAULTS} autres passages illisibles", err=True)
    click.echo(
        json.dumps(
            [
                {"start": _utc(one.starts), "end": _utc(one.ends)}
                for one in taken(reading.intervals, start=start, end=end)
            ]
        )
    )


def _instant(option: str, text: str, zone: ZoneInfo) -> datetime:
    with suppress(ValueError, OverflowError):
        return to_utc(date.fromisoformat(text), time.min, zone)
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    raise SettingRefused(
        f"{option} : {text!r} n’est pas une date ; écrire 2026-11-23 ou 2026-11-23T14:00."
    )


def _reading(file: Path, zone: ZoneInfo, start: datetime, end: datetime) -> AgendaReading:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingRefused(f"{file} : {error.strerror}.") from error
    try:
        return read_agenda_apart(content, zone=zone, start=start, end=end)
    except AgendaUnreadable as unreadable:
        raise SettingRefused(f"{file} : {UNREADABLE[unreadable.code]}.") from unreadable


def _told(fault: AgendaFault) -> str:
    """A fault by its place and day; no word of the agenda is in it."""
    facts = fault.facts
    place = f"ligne {facts['line']}" if "line" in facts else "agenda"
    day = f", événement du {facts['day']}" if "day" in facts else ""
    return f"{place}{day} : {FAULTS[fault.code]}"


def _utc(instant: datetime) -> str:
    text = instant.astimezone(UTC).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z"
