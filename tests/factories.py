"""Rows with a sensible default for everything; a test names only what matters.

Each function adds its row to the session, flushes and returns it. All people are invented.
"""

from __future__ import annotations

import itertools
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.base import Base
from rcp.db.models import (
    AgendaItem,
    AgendaSource,
    AgendaState,
    Attendance,
    Board,
    BoardForm,
    BusyInterval,
    BusyKind,
    Case,
    Grant,
    Guideline,
    Meeting,
    Member,
    Organization,
    OrganizationKind,
    Patient,
    Practitioner,
    PractitionerRole,
    Role,
    Room,
    Seat,
)
from rcp.domain.board import BoardKind
from rcp.domain.calendar import Cadence
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.guideline import GuidelineKind
from rcp.domain.identity import IdentityStatus
from rcp.services import name_search

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Paris
TODAY = NOW.date()

_numbers = itertools.count(1)
_WAITS = "waits to be written"
_Row = TypeVar("_Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people that the tests speak of, and their board."""

    organization: Organization
    board: Board
    claire: Practitioner
    sami: Practitioner
    odile: Practitioner
    stranger: Practitioner


def a_cast(session: Session) -> Cast:
    """Claire, breast surgeon, chairs; Sami coordinates; Odile is the oncologist."""
    with _at_once(session):
        return _a_cast(session)


def _a_cast(session: Session) -> Cast:
    hospital = an_organization(session, name="Hôpital des Deux-Rives")
    claire = a_practitioner(
        session,
        name="Claire Vasseur",
        specialty="SM20",
        organization=hospital,
        roles=("clinician",),
    )
    sami = a_practitioner(
        session,
        name="Sami Kaddour",
        profession="LOC_SECRETAIRE",
        specialty=None,
        organization=hospital,
        roles=("coordinator",),
    )
    odile = a_practitioner(
        session, name="Odile Marchal", specialty="SM36", organization=hospital, roles=("clinician",)
    )
    stranger = a_practitioner(session, name="Yann Le Goff", roles=("clinician",))
    board = a_board(
        session,
        seats=("chirurgien_sein", "oncologue"),
        members={"chirurgien_sein": (claire,), "oncologue": (odile,)},
        organization=hospital,
        chair=claire,
        coordinator=sami,
    )
    return Cast(hospital, board, claire, sami, odile, stranger)


def an_organization(session: Session, **given: Any) -> Organization:
    """A hospital in Paris's time zone."""
    number = next(_numbers)
    return _add(
        session,
        Organization(
            **{
                "code": f"hopital-{number}",
                "name": f"Hôpital numéro {number}",
                "kind": OrganizationKind.HOSPITAL,
                "time_zone": "Europe/Paris",
                "email": f"contact{number}@hopital.example",
                **given,
            }
        ),
    )


def a_room(session: Session, organization: Organization | None = None, **given: Any) -> Room:
    """A room for twelve, with video."""
    house = organization or an_organization(session)
    defaults = {"name": f"Salle {next(_numbers)}", "capacity": 12, "has_video": True}
    return _add(session, Room(organization=house, **{**defaults, **given}))


def a_practitioner(
    session: Session,
    name: str = "Hélène Aubry",
    *,
    profession: str = "G15_10",
    specialty: str | None = "SM36",
    organization: Organization | None = None,
    roles: Iterable[str | Role] = ("participant",),
    **given: Any,
) -> Practitioner:
    """A doctor of medical oncology in a structure of their own, who may take part."""
    given_name, _, family_name = name.partition(" ")
    house = organization or an_organization(session)
    person = Practitioner(
        **{
            "given_name": given_name,
            "family_name": family_name,
            "email": f"{_plain(name)}{next(_numbers)}@hopital.example",
            **given,
        }
    )
    person.roles.append(
        PractitionerRole(organization=house, profession=profession, specialty=specialty)
    )
    person.grants.extend(Grant(organization=house, role=Role(role)) for role in roles)
    return _add(session, person)


def a_board(
    session: Session,
    seats: Iterable[str] = ("chirurgien_sein", "oncologue"),
    *,
    organization: Organization | None = None,
    members: dict[str, Iterable[Practitioner]] | None = None,
    deputies: dict[str, Iterable[Practitioner]] | None = None,
    **given: Any,
) -> Board:
    """A weekly cancer board, Thursdays at 12:30; `seats` are group codes, all mandatory."""
    number = next(_numbers)
    board = Board(
        organization=organization or an_organization(session),
        **{
            "code": f"rcp-sein-{number}",
            "name": f"RCP Sein {number}",
            "template_code": "sein",
            "kind": BoardKind.RCP_STANDARD.value,
            "is_regulatory": True,
            "min_specialties": 2,
            "cadence": Cadence.WEEKLY,
            "weekday": 3,
            "minutes_per_case": {"enregistre": 2, "standard": 7, "complexe": 12},
            **given,
        },
    )
    for position, group in enumerate(seats):
        seat = Seat(group_code=group, position=position)
        seat.members.extend(_members(group, members, is_deputy=False))
        seat.members.extend(_members(group, deputies, is_deputy=True))
        board.seats.append(seat)
    board.forms.append(BoardForm(number=1))
    return _add(session, board)


def ask(board: Board, *fields: dict[str, Any]) -> None:
    """The board asks these fields from now on."""
    board.forms.append(BoardForm(number=board.form.number + 1, fields=list(fields)))


def a_meeting(
    session: Session,
    board: Board | None = None,
    *,
    starts_at: datetime = NOW + timedelta(days=3, hours=2, minutes=30),
    minutes: int = 60,
    expected: Iterable[Practitioner] | None = None,
    **given: Any,
) -> Meeting:
    """A meeting this Thursday at 12:30; the board's members are expected at their seats."""
    held_by = board or a_board(session)
    meeting = Meeting(
        board=held_by,
        **{
            "reference": f"R-2026-{next(_numbers):05}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            **given,
        },
    )
    if expected is None:
        meeting.attendances.extend(
            Attendance(practitioner=member.practitioner, seat=seat, is_deputy=member.is_deputy)
            for seat in held_by.seats
            for member in seat.members
        )
    else:
        meeting.attendances.extend(Attendance(practitioner=person) for person in expected)
    return _add(session, meeting)


def a_patient(session: Session, **traits: Any) -> Patient:
    """A patient with a provisional identity; keywords are traits, `identity_status` apart."""
    number = next(_numbers)
    status = traits.pop("identity_status", IdentityStatus.PROVISIONAL)
    known = {
        "birth_name": f"FICTIVE{number}",
        "given_names": "Marie",
        "used_name": "",
        "sex": "F",
        "birth_date": "1961-04-17",
        "birth_place": "75056",
        "ins": "",
        "local_patient_id": f"IPP{number:06}",
        "primary_care_doctor": "",
        **traits,
    }
    index = keyring.active().blind_index
    exact = "|".join(str(known[name]) for name in ("birth_name", "given_names", "birth_date"))
    ins = index(str(known["ins"])) if known["ins"] else None
    patient = Patient(
        traits=known, identity_status=status, ins_index=ins, traits_index=index(exact)
    )
    _add(session, patient)
    name_search.index(session, [patient])
    return patient


def a_case(
    session: Session,
    board: Board | None = None,
    *,
    patient: Patient | None = None,
    referrer: Practitioner | None = None,
    **given: Any,
) -> Case:
    """A standard case waiting to be discussed within two weeks."""
    heard_by = board or a_board(session)
    return _add(
        session,
        Case(
            board=heard_by,
            form=heard_by.form,
            patient=patient or a_patient(session),
            referrer=referrer or a_practitioner(session, organization=heard_by.organization),
            **{
                "reference": f"D-{next(_numbers):05}",
                "state": CaseState.TO_DISCUSS,
                "case_class": CaseClass.STANDARD,
                "ready_on": TODAY,
                "due_on": TODAY + timedelta(days=14),
                "submitted_at": NOW,
                "question": "Faut-il une chimiothérapie avant la chirurgie ?",
                "summary": "Carcinome canalaire du sein gauche, T2N0.",
                "fields": {},
                **given,
            },
        ),
    )


def an_agenda_item(session: Session, meeting: Meeting, case: Case, **given: Any) -> AgendaItem:
    """The case's passage before the meeting, after those already there."""
    position = session.query(AgendaItem).filter_by(meeting_id=meeting.id).count()
    defaults = {"position": position, "minutes": 7}
    return _add(session, AgendaItem(meeting=meeting, case=case, **{**defaults, **given}))


def a_guideline(session: Session, board: Board | None = None, **given: Any) -> Guideline:
    """A guideline of everybody's, in force, attached to the board if there is one."""
    number = next(_numbers)
    told = {
        "code": f"ref-{number}",
        "version": "2026.1",
        "kind": GuidelineKind.GUIDELINE,
        "title": f"Référentiel numéro {number}",
        "dated_on": date(2026, 2, 1),
        **given,
    }
    guideline = _add(session, Guideline(**told))
    if board is not None:
        board.guidelines.append(guideline)
        session.flush()
    return guideline


def a_busy_interval(
    session: Session,
    practitioner: Practitioner,
    starts_at: datetime = NOW,
    ends_at: datetime = NOW + timedelta(hours=1),
    kind: BusyKind = BusyKind.BUSY,
) -> BusyInterval:
    """An hour that is taken in an agenda read today."""
    source = session.query(AgendaSource).filter_by(
        practitioner_id=practitioner.id, name=""
    ).first() or _add(
        session, AgendaSource(practitioner=practitioner, state=AgendaState.READ, read_at=NOW)
    )
    interval = BusyInterval(
        source=source,
        practitioner_id=practitioner.id,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
    )
    return _add(session, interval)


def day(offset: int) -> date:
    """A day counted from the tests' today."""
    return TODAY + timedelta(days=offset)


def an_id() -> uuid.UUID:
    """An id that belongs to nothing."""
    return uuid.uuid4()


def _members(
    group: str, named: dict[str, Iterable[Practitioner]] | None, *, is_deputy: bool
) -> list[Member]:
    people = (named or {}).get(group, ())
    return [Member(practitioner=person, is_deputy=is_deputy) for person in people]


@contextmanager
def _at_once(session: Session) -> Iterator[None]:
    """What is made inside is written in the end, together: a third of the work."""
    with session.no_autoflush:
        session.info[_WAITS] = True
        yield
        del session.info[_WAITS]
    session.flush()


def _add(session: Session, row: _Row) -> _Row:
    session.add(row)
    if _WAITS not in session.info:
        session.flush()
    return row


def _plain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(ascii_name.lower().split())
