"""Several people write one opinion: changes meet, and what clashes is kept twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem
from rcp.domain.case import CaseState
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.opinion import OpinionCategory
from rcp.services import meetings, opinions, writing
from rcp.services.writing import Kept, Typed
from tests.factories import Cast, a_case, a_meeting, an_agenda_item

NOW = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def item(session: Session, cast: Cast) -> AgendaItem:
    """A case before a meeting that has begun."""
    meeting = a_meeting(session, cast.board)
    case = a_case(session, cast.board, referrer=cast.odile, state=CaseState.PLANNED)
    passage = an_agenda_item(session, meeting, case)
    meetings.open_meeting(session, meeting, cast.sami, NOW)
    return passage


class Writer:
    """Somebody at a screen, who sees what the screen showed last."""

    def __init__(self, session: Session, item: AgendaItem, person: object) -> None:
        self._session, self._item, self._person = session, item, person
        self.was, self.over, self.basis = "", 0, 0

    def types(self, text: str, field: str = "proposal") -> Kept:
        typed = Typed(field, text, self.was, self.over, self.basis)
        kept = writing.keep(self._session, self._item, typed, self._person, NOW)  # type: ignore[arg-type]
        if kept.theirs is None:
            self.was, self.over = kept.row.text, kept.row.number
        return kept


def _shown(session: Session, item: AgendaItem, basis: int = 0) -> dict[str, str]:
    return {name: row.text for name, row in writing.latest(session, item, basis).items()}


def test_changes_of_two_writers_meet(session: Session, cast: Cast, item: AgendaItem) -> None:
    claire, sami = Writer(session, item, cast.claire), Writer(session, item, cast.sami)
    claire.types("Chirurgie. Radiothérapie.")
    sami.was, sami.over = claire.was, claire.over
    claire.types("Chirurgie première. Radiothérapie.")
    assert sami.types("Chirurgie. Radiothérapie.\nSurveillance.").row.text == (
        "Chirurgie première. Radiothérapie.\nSurveillance."
    )
    assert _shown(session, item)["proposal"].endswith("Surveillance.")


def test_a_clash_keeps_both_texts_with_their_writers(
    session: Session, cast: Cast, item: AgendaItem
) -> None:
    claire, sami = Writer(session, item, cast.claire), Writer(session, item, cast.sami)
    claire.types("Chirurgie d’emblée.")
    lost = sami.types("Pas de chirurgie.")
    assert lost.theirs is not None
    assert lost.theirs.text == "Chirurgie d’emblée."
    assert _shown(session, item) == {"proposal": "Chirurgie d’emblée."}
    told = [(row.text, row.writer.name, row.clashed) for row in writing.history(session, item)]
    assert told == [
        ("Pas de chirurgie.", cast.sami.name, True),
        ("Chirurgie d’emblée.", cast.claire.name, False),
    ]
    sami.over = lost.theirs.number
    sami.types("Pas de chirurgie.")
    assert _shown(session, item) == {"proposal": "Pas de chirurgie."}


def test_once_the_opinion_is_recorded_older_screens_write_no_further(
    session: Session, cast: Cast, item: AgendaItem
) -> None:
    claire, sami = Writer(session, item, cast.claire), Writer(session, item, cast.sami)
    claire.types("Surveillance simple.", "follow_up")
    draft = opinions.OpinionDraft(OpinionCategory.FOLLOW_UP, follow_up="Surveillance simple.")
    opinion = opinions.record_opinion(session, item, draft, cast.claire, NOW)
    with pytest.raises(Stale):
        sami.types("Scanner à trois mois.", "follow_up")
    assert _shown(session, item, opinion.version) == {}
    sami.basis = opinion.version
    sami.types("Scanner à trois mois.", "follow_up")
    assert _shown(session, item, opinion.version) == {"follow_up": "Scanner à trois mois."}


@pytest.mark.parametrize(
    "field", ["", "csrf_token", "actions-x-what", "proposal\n", "actions-1-id"]
)
def test_a_field_that_no_opinion_has_is_refused(
    session: Session, cast: Cast, item: AgendaItem, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        Writer(session, item, cast.sami).types("mots", field)
    assert refused.value.code == "writing_field"


def test_a_text_beyond_all_measure_or_before_the_meeting_is_refused(
    session: Session, cast: Cast, item: AgendaItem
) -> None:
    with pytest.raises(RuleBroken) as refused:
        Writer(session, item, cast.sami).types("a" * (opinions.MAX_TEXT + 1))
    assert refused.value.code == "opinion_text_long"
    later = a_meeting(session, cast.board)
    waiting = an_agenda_item(session, later, a_case(session, cast.board, referrer=cast.odile))
    with pytest.raises(RuleBroken) as refused:
        Writer(session, waiting, cast.sami).types("mots")
    assert refused.value.code == "meeting_not_open"
