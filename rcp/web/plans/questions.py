"""Why not that day, why not in that meeting: what a coordinator may ask about a plan."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import InputRequired

from rcp.services.planning.picture import Names
from rcp.services.planning.why import Question
from rcp.web.day_field import DayField
from rcp.web.formats import day_and_hour, short_day
from rcp.web.forms import PageForm

Choices = list[tuple[str, str]]
Asked = MultiDict[str, str]


class DayQuestion(PageForm):
    """Why is this meeting not held that day?"""

    meeting = SelectField(_l("Séance"), validators=[InputRequired(_l("Choisissez une séance."))])
    day = DayField(_l("Jour"), validators=[InputRequired(_l("Choisissez un jour."))])


class CaseQuestion(PageForm):
    """Why is this case not heard in that meeting?"""

    case = SelectField(_l("Dossier"), validators=[InputRequired(_l("Choisissez un dossier."))])
    host = SelectField(
        _l("Séance"),
        name="meeting",
        id="host",
        validators=[InputRequired(_l("Choisissez une séance."))],
    )


def question_forms(asked: Asked, names: Names) -> tuple[DayQuestion, CaseQuestion]:
    """Both forms with the plan's meetings and cases to choose from, filled with what is known."""
    by_day = DayQuestion(asked, meta={"csrf": False})
    by_case = CaseQuestion(asked, meta={"csrf": False})
    by_day.meeting.choices = by_case.host.choices = _meetings(names)
    by_case.case.choices = _cases(names)
    return by_day, by_case


def question_in(asked: Asked, by_day: DayQuestion, by_case: CaseQuestion) -> Question | None:
    """What an address asks; None where a form is not filled as it should be."""
    if "day" in asked:
        return (
            Question(meeting=by_day.meeting.data, day=by_day.day.data)
            if by_day.validate()
            else None
        )
    if "case" in asked and "meeting" in asked:
        return (
            Question(meeting=by_case.host.data, case=by_case.case.data)
            if by_case.validate()
            else None
        )
    start = asked.get("start", type=int)
    return Question(meeting=asked.get("meeting"), case=asked.get("case"), start=start)


def _meetings(names: Names) -> Choices:
    """All meetings of the plan by board and time; those without a place say so."""
    found = []
    for key, meeting in names.meetings.items():
        board, start = names.boards[meeting.board].name, names.starts.get(key)
        label = _(
            "%(board)s : %(when)s", board=board, when=_when(start, meeting.usual_start, names)
        )
        found.append((board, meeting.usual_start or 0 if start is None else start, key, label))
    return [(key, label) for _board, _start, key, label in sorted(found)]


def _when(start: int | None, usual: int | None, names: Names) -> str:
    zone = names.clock.zone.key
    if start is not None:
        return day_and_hour(names.clock.instant(start), zone)
    if usual is None:
        return _("sans place")
    return _("sans place (d’usage, %(day)s)", day=short_day(names.clock.instant(usual), zone))


def _cases(names: Names) -> Choices:
    """All cases of the plan by reference, each with its board."""
    found = sorted((case.reference, case.board.name, key) for key, case in names.cases.items())
    return [(key, f"{reference} ({board})") for reference, board, key in found]
