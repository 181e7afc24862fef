"""What each wish costs when it is not granted, in points a coordinator can compare."""

from pydantic import Field

from scheduler.facts import Frozen


def _points(default: int, meaning: str) -> int:
    weight: int = Field(default=default, ge=0, le=1_000_000, description=meaning)
    return weight


class Weights(Frozen):
    """Points per unit; ten points are worth two days of one case's waiting.

    The lateness of urgent cases has no weight: it comes before all the rest.
    """

    unplaced: int = _points(20_000, "a meeting that is not held")
    gap: int = _points(
        4_000, "a mandatory person, specialty or room missing from a meeting already announced"
    )
    again: int = _points(10_000, "a case left out again, for each earlier postponement")
    undiscussed: int = _points(1_000, "a case left out")
    late: int = _points(300, "a case after its deadline, once more for each earlier postponement")
    waiting: int = _points(5, "a day between a case being ready and its meeting; thrice if urgent")
    seat: int = _points(300, "a person missing from an optional seat")
    chair: int = _points(400, "a meeting without its chair")
    named: int = _points(60, "a named member who cannot be there")
    written: int = _points(100, "a seat filled by a written opinion")
    guest: int = _points(30, "a guest who cannot be there")
    habit: int = _points(40, "a meeting at another hour than usual; twice on another day")
    series: int = _points(150, "two meetings of a board on one day, or in the wrong order")
    travel: int = _points(30, "a person who must come from another site")
    deputy: int = _points(20, "a seat taken by a deputy")
    load: int = _points(
        2, "an attendance but as chair, as often as the person has meetings of any kind, plus 1"
    )
    avoid: int = _points(15, "an attendance outside wished hours, twice at hours to avoid")
    attendance: int = _points(1, "a quarter of an hour that one person attends")
    presenter: int = _points(25, "a case whose presenter is busy during the meeting")
    moved: int = _points(400, "a meeting held at another time than people were told")
    invited: int = _points(
        60, "a person told again: added to a meeting, removed, or moved in time or room"
    )
    rescheduled: int = _points(
        30, "a case heard in another meeting than told; five times when that meeting is frozen"
    )
    board: int = _points(20, "a rank down in a case's list of boards")
