"""`rcp plan`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import click
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.app import create_app
from rcp.config import SettingRefused, Settings, read_settings
from rcp.db.models import Plan, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services.planning import acceptance, lists, run
from rcp.services.planning.picture import LeftOut, MeetingPicture, Names, picture
from rcp.web import database
from rcp.web.formats import day_and_hour
from rcp.web.plans.reasons.words import in_words
from rcp.web.sentences import sentence


@click.command("plan")
@click.option("--by", "email", required=True, help="Adresse du coordonnateur qui demande le plan.")
@click.option("--weeks", default=6, show_default=True, help="Nombre de semaines (1 à 26).")
@click.option(
    "--from",
    "first_day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Premier jour (AAAA-MM-JJ) ; aujourd’hui sans cette option.",
)
@click.option("--time-limit", default=20, show_default=True, help="Secondes de recherche.")
@click.option("--accept", "accepts", is_flag=True, help="Accepter le plan et convoquer.")
def command(
    email: str, weeks: int, first_day: datetime | None, time_limit: int, accepts: bool
) -> None:
    """Planifier les réunions d’un coordonnateur dans les agendas tels qu’ils sont.

    Le plan est une proposition, que le coordonnateur retrouve sur le site avec les raisons de ce
    qui n’a pas trouvé de place. Avec --accept, les séances sont convoquées et les invitations
    mises en file d’envoi. Code de sortie : 0, ou 2 si le plan ne peut être demandé.
    """
    settings, now = read_settings(), datetime.now(UTC)
    app = create_app(settings)
    with app.app_context(), force_locale("fr"):
        sessions = database.of_app().writing
        try:
            with sessions.begin() as session:
                plan_id = _ask(session, email, first_day or now, weeks, time_limit, now)
            run.solve(sessions, plan_id, workers=settings.workers)
            with sessions() as session:
                _tell(session, plan_id)
            if accepts:
                with sessions.begin() as session:
                    _accept(session, plan_id, email, settings, now)
        except RuleBroken as broken:
            raise SettingRefused(sentence(broken)) from broken


def _person(session: Session, email: str) -> Practitioner:
    found = session.scalars(select(Practitioner).where(Practitioner.email == email)).first()
    if found is None:
        raise SettingRefused(f"Personne n’est connu sous {email} : vérifiez l’adresse de --by.")
    return found


def _ask(
    session: Session, email: str, first: datetime, weeks: int, seconds: int, now: datetime
) -> uuid.UUID:
    """Note the plan without waking a worker: the search runs here."""
    person = _person(session, email)
    boards = [board.id for board in lists.boards_run_by(session, person)]
    return run.note_plan(
        session,
        first_day=first.date(),
        weeks=weeks,
        time_limit=seconds,
        boards=boards,
        by=person,
        now=now,
    ).id


def _tell(session: Session, plan_id: uuid.UUID) -> None:
    """The plan on the terminal: a line per meeting, then what found no place and why."""
    shown = picture(session, session.get_one(Plan, plan_id))
    for _monday, meetings in shown.weeks:
        for meeting in meetings:
            click.echo(_line(meeting))
    figures = shown.figures
    click.echo(
        f"{figures.meetings} séances sur {figures.meetings_asked}, {figures.quorum} avec quorum ; "
        f"{figures.cases} dossiers sur {figures.cases_asked}, {figures.in_time} dans les délais."
    )
    for left in (*shown.unplaced, *shown.undiscussed):
        _tell_left_out(left, shown.names)


def _line(meeting: MeetingPicture) -> str:
    when = day_and_hour(meeting.starts_at, meeting.board.organization.time_zone)
    room = meeting.room.name if meeting.room else "visio"
    quorum = "quorum prévu" if meeting.quorum_reached else "QUORUM INCOMPLET"
    cases = len(meeting.cases)
    return f"{when:34} {meeting.board.name:24} {room:16} {quorum:16} {cases} dossier(s)"


def _tell_left_out(left: LeftOut, names: Names) -> None:
    what = left.case.reference if left.case else f"semaine du {left.day:%d/%m/%Y}"
    click.echo(f"Sans place : {left.board.name}, {what}")
    for reason in in_words(left.facts, names):
        click.echo(f"  - {reason}")


def _accept(
    session: Session, plan_id: uuid.UUID, email: str, settings: Settings, now: datetime
) -> None:
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    plan = session.get_one(Plan, plan_id)
    convened = acceptance.accept(session, plan, letterhead, _person(session, email), now)
    click.echo(f"{len(convened)} séances convoquées ; les invitations attendent leur départ.")
