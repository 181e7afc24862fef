"""What the engine answers to a question about a plan, ready for its page."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.services.planning.picture import Names
from rcp.services.planning.why import Question
from rcp.web.formats import day, day_and_hour
from rcp.web.plans.reasons.names import board_of, meeting_at
from rcp.web.plans.reasons.steps import ways_in_words
from rcp.web.plans.reasons.there import POSSIBLE
from rcp.web.plans.reasons.words import in_words
from scheduler.explain.answer import Explanation
from scheduler.facts import Code


def told(found: Explanation, asked: Question, names: Names) -> dict[str, object]:
    """The page's title, its reasons and ways in words, and whether it is possible after all."""
    codes = {fact.code for fact in found.reasons}
    return {
        "title": _title(asked, names),
        "reasons": in_words(found.reasons, names),
        "ways": ways_in_words(found.freed_by, names, for_case=asked.case is not None),
        "is_possible": not codes.isdisjoint(POSSIBLE),
        "costs": Code.COSTS_MORE in codes,
        "asked": asked,
    }


def _title(asked: Question, names: Names) -> str:
    board = board_of(asked.meeting, names)
    if asked.case is not None:
        case = names.cases[asked.case].reference if asked.case in names.cases else ""
        if asked.meeting is None:
            return _("Pourquoi pas %(what)s ?", what=case)
        there = meeting_at(asked.meeting, names)
        return _("Pourquoi pas %(case)s dans %(meeting)s ?", case=case, meeting=there)
    if asked.day is not None:
        return _("Pourquoi pas %(what)s le %(day)s ?", what=board, day=day(asked.day))
    if asked.start is not None:
        when = day_and_hour(names.clock.instant(asked.start), names.clock.zone.key)
        return _("Pourquoi pas %(what)s le %(day)s ?", what=board, day=when)
    return _("Pourquoi pas %(what)s ?", what=board)
