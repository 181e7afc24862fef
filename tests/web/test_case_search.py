"""Looking for a case: by name without leaving a trace in an address, by reference as a link."""

from __future__ import annotations

from sqlalchemy.orm import Session

from rcp.web.cases.listing import MANY
from tests.factories import Cast, a_case, a_patient
from tests.web.conftest import Browse


def test_a_search_by_name_shows_the_first_and_counts_all(
    browse: Browse, cast: Cast, session: Session
) -> None:
    for _ in range(MANY + 1):
        a_case(session, cast.board, patient=a_patient(session, birth_name="ROSMADEC"))
    page = browse.as_(cast.sami).post("cases.search", {"text": "rosma"}, expect=200)
    assert f"{MANY + 1} dossiers" in page.text
    assert "Précisez le nom" in page.text
    assert page.text.count("ROSMADEC") == MANY


def test_a_search_by_name_stays_out_of_addresses(
    browse: Browse, cast: Cast, session: Session
) -> None:
    case = a_case(session, cast.board, patient=a_patient(session, birth_name="ROSMADEC"))
    sami = browse.as_(cast.sami)
    assert not sami.post("cases.search", {"text": "rosmadec"}, expect=200).location
    assert case.reference in sami.post("cases.search", {"text": case.reference}).location
    kept = sami.get("cases.index", text="rosmadec")
    assert "rosmadec" not in kept.body.lower().replace("rosmadec marie", "")
