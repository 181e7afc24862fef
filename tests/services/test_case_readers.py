"""Who still reads a case once it is no longer to be heard; the page and the list agree."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Case, Practitioner
from rcp.domain import access
from rcp.domain.case import CaseState
from rcp.mail.letterhead import Letterhead
from rcp.services import case_lists, cases, meeting_moves
from rcp.services.case_lists import CaseFilter
from rcp.services.people import actor_of
from tests.factories import NOW, TODAY, Cast, a_case, a_meeting, an_agenda_item


@pytest.mark.parametrize("call_off", ["withdrawn", "cancelled"])
def test_a_case_called_off_before_its_meeting_is_closed_to_those_who_were_to_hear_it(
    session: Session, cast: Cast, call_off: str
) -> None:
    meeting = a_meeting(session, cast.board, expected=[cast.stranger])
    case = a_case(session, cast.board, state=CaseState.PLANNED)
    an_agenda_item(session, meeting, case, position=1)
    session.refresh(case, ["items"])
    assert _reads(session, cast.stranger, case)
    if call_off == "withdrawn":
        cases.withdraw(session, case, cast.sami)
    else:
        letterhead = Letterhead("rcp@quorum.example", "https://quorum.example")
        meeting_moves.cancel_meeting(session, meeting, letterhead, cast.sami, NOW)
    assert not _reads(session, cast.stranger, case)


def _reads(session: Session, person: Practitioner, case: Case) -> bool:
    """Whether the person may read the case; the page and the list must agree."""
    session.flush()
    session.refresh(case, ["items"])
    found = case_lists.list_cases(session, person, CaseFilter(), today=TODAY)
    may = access.may_read_case(actor_of(person), case)
    assert may == (case in found.cases)
    return may
