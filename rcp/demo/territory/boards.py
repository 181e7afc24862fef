"""The boards of the invented territory: habits, rooms, and who sits where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from rcp.demo.territory import cast
from rcp.demo.territory.people import Professional
from rcp.domain.calendar import Cadence, Rhythm, occurrences

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOSPITAL_SECRETARY: Final = "monique.feuillardon@3c-valombre.example"
HEALTH_HOME_SECRETARY: Final = "ghislaine.porcheron-naud@msp-deuxrives.example"
DAC_COORDINATOR: Final = "solene.tavernoux@dac-valdombre.example"


@dataclass(frozen=True, slots=True)
class Board:
    """A standing board and its habit; `minutes` is the length of the habitual slot."""

    code: str
    template: str
    organization: str
    name: str
    rhythm: Rhythm
    minutes: int
    room: str
    chair: str
    coordinator: str
    secretary: str

    def usual_days(self, start: date, end: date) -> tuple[date, ...]:
        """The days on which the board usually meets, from `start` to `end` (excluded)."""
        return tuple(one.day for one in occurrences(self.rhythm, start, end))


def _cancer_board(
    code: str, template: str, name: str, rhythm: Rhythm, *, room: str, chair: str
) -> Board:
    return Board(
        code=code,
        template=template,
        organization="chu",
        name=name,
        rhythm=rhythm,
        minutes=90,
        room=room,
        chair=f"{chair}@ch-valombre.example",
        coordinator=cast.DEMO_COORDINATOR,
        secretary=HOSPITAL_SECRETARY,
    )


def _weekly(weekday: int, at: time) -> Rhythm:
    return Rhythm(Cadence.WEEKLY, weekday, at)


NOON, LATE = time(12, 30), time(17)

BOARDS: Final = (
    _cancer_board(
        "SEIN", "ONCO_SEIN", "RCP Sein", _weekly(1, NOON),
        room="Salle Curie", chair="claire.montbrun",
    ),
    _cancer_board(
        "URO", "ONCO_URO", "RCP Urologie", _weekly(3, time(17, 30)),
        room="Salle Laennec", chair="etienne.roubalay",
    ),
    _cancer_board(
        "DIGESTIF", "ONCO_DIGESTIF", "RCP Digestif", _weekly(0, LATE),
        room="Salle Curie", chair="nadege.thiercelain",
    ),
    _cancer_board(
        "THORAX", "ONCO_THORAX", "RCP Thorax", _weekly(2, NOON),
        room="Salle Laennec", chair="amadou.diakhaby",
    ),
    _cancer_board(
        "HEMATO", "HEMATO", "RCP Hématologie", _weekly(4, NOON),
        room="Salle Bichat", chair="helene.kermorgat",
    ),
    _cancer_board(
        "SARCOME", "RECOURS_SARCOME", "RCP Sarcome (recours)",
        Rhythm(Cadence.FORTNIGHTLY, 3, NOON),
        room="Salle Dupuytren", chair="lucas.orsatelli",
    ),
    Board(
        "MSP", "MSP_COMPLEXE", "msp", "Concertation des Deux-Rives",
        Rhythm(Cadence.MONTHLY, 1, time(13), (1, 3)), 60, "Salle commune",
        "marie-laure.champanhet@msp-deuxrives.example",
        HEALTH_HOME_SECRETARY, HEALTH_HOME_SECRETARY,
    ),
    Board(
        "BPM", "BPM", "msp", "Bilans partagés de médication",
        Rhythm(Cadence.MONTHLY, 3, time(13), (2, 4)), 30, "Salle commune",
        "rachid.oulmanet@msp-deuxrives.example",
        HEALTH_HOME_SECRETARY, HEALTH_HOME_SECRETARY,
    ),
    Board(
        "DAC", "DAC_COMPLEXE", "dac", "Synthèse des situations complexes",
        Rhythm(Cadence.ON_DEMAND, 4, time(14)), 60, "Salle des synthèses",
        DAC_COORDINATOR, DAC_COORDINATOR, DAC_COORDINATOR,
    ),
)  # fmt: skip


def board_file(people: Iterable[Professional]) -> dict[str, Any]:
    """The content of `rcp.yaml`: plain values, ready to be written."""
    everybody = tuple(people)
    return {"boards": [_entry(board, everybody) for board in BOARDS]}


def _entry(board: Board, people: tuple[Professional, ...]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "code": board.code,
        "template": board.template,
        "organization": board.organization,
        "name": board.name,
        "cadence": str(board.rhythm.cadence),
        "weekday": WEEKDAYS[board.rhythm.weekday],
        "at": f"{board.rhythm.at:%H:%M}",
        "room": board.room,
        "video": f"https://visio.valombre.example/rcp-{board.code.lower()}",
        "chair": board.chair,
        "coordinator": board.coordinator,
        "secretary": board.secretary,
        "members": holders(board.code, people, deputies=False),
        "deputies": holders(board.code, people, deputies=True),
    }
    if board.rhythm.cadence is Cadence.MONTHLY:
        entry["weeks_of_month"] = list(board.rhythm.weeks_of_month)
    return entry


def holders(board: str, people: Iterable[Professional], *, deputies: bool) -> dict[str, list[str]]:
    """The e-mail addresses of a board's members, or of its deputies, by specialty group."""
    found: dict[str, list[str]] = defaultdict(list)
    for person in people:
        for seat in person.seats:
            if seat.board == board and seat.deputy is deputies:
                found[seat.group].append(person.email)
    return dict(found)
