"""A case is opened in an emergency: with a reason, for a while, told and traced, by clinicians."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AuditEntry, Case, CaseOpening, OutboxMessage, PatientNotice
from rcp.domain.case import CaseState
from tests.factories import Cast, a_case, a_patient, a_practitioner
from tests.web.conftest import Browse

WHY = "Patiente inconsciente aux urgences, traitement à connaître"


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    """A case of Claire's board that the stranger may not read."""
    patient = a_patient(session, birth_name="ZÉPHYRINE")
    return a_case(session, cast.board, patient=patient, referrer=cast.odile, reference="D-98765")


def test_a_stranger_reads_a_case_for_a_while_once_a_reason_is_given_and_told(
    browse: Browse, session: Session, cast: Cast, case: Case
) -> None:
    site = browse.as_(cast.stranger)
    site.get("cases.show", case_id=case.id, expect=403)
    site.get("cases.break_glass")
    answer = site.post("cases.open_in_emergency", {"reference": "D-98765", "reason": WHY})
    page = site.get_path(answer.location).text
    assert "ZÉPHYRINE" in page
    assert case.question in page
    opening = session.scalars(select(CaseOpening)).one()
    browse.as_(cast.odile).get("cases.opened", opening_id=opening.id, expect=403)
    deeds = select(AuditEntry.deed).where(AuditEntry.subject_id == case.id)
    assert set(session.scalars(deeds)) == {"case.opened_in_emergency"}
    sent = session.scalars(select(OutboxMessage)).all()
    assert {one.recipient_id for one in sent} == {cast.sami.id, cast.claire.id}
    for one in sent:
        letter = message_from_bytes(one.content, policy=policy.default)
        words = letter.get_body(("plain",)).get_content() + str(letter["Subject"])
        assert cast.stranger.name in words
        assert not any(secret in words for secret in ("ZÉPHYRINE", "inconsciente", case.question))
    assert WHY in browse.as_(cast.sami).get("cases.show", case_id=case.id).text
    opening.ends_at -= timedelta(hours=5)
    session.flush()
    site.get("cases.opened", opening_id=opening.id, expect=404)


@pytest.mark.parametrize(
    ("reference", "reason", "change"),
    [
        ("D-98765", "Urgent", {}),
        ("D-00000", WHY, {}),
        ("D-98765", WHY, {"notice": PatientNotice.OBJECTION}),
        ("D-98765", WHY, {"state": CaseState.DRAFT}),
    ],
)
def test_nothing_opens_without_a_reason_nor_what_its_patient_or_author_keeps_closed(
    browse: Browse, session: Session, cast: Cast, case: Case, reference, reason, change
) -> None:
    for name, value in change.items():
        setattr(case, name, value)
    session.flush()
    told = {"reference": reference, "reason": reason}
    page = browse.as_(cast.stranger).post("cases.open_in_emergency", told, expect=422)
    assert "ZÉPHYRINE" not in page.text
    assert session.scalars(select(CaseOpening)).all() == []
    assert session.scalars(select(OutboxMessage)).all() == []


def test_only_clinicians_of_care_break_the_glass(
    browse: Browse, session: Session, cast: Cast
) -> None:
    administrator = a_practitioner(session, roles=("administrator",))
    social = a_practitioner(session, profession="41", specialty=None, roles=("clinician",))
    for person in (cast.sami, administrator, social):
        browse.as_(person).get("cases.break_glass", expect=403)
