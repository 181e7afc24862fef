"""Documents reach their readers by four ways, and it is known who received and opened what."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import Dispatch, Document, DocumentKind, PatientNotice, Practitioner
from rcp.domain.dispatch import Channel, DispatchState, is_secure_address
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import MinutesState
from rcp.mail.delivery import Security, SmtpDelivery
from rcp.services import board_alerts, minutes, sending_out
from rcp.services.board_alerts import AlertKind
from rcp.services.dispatching import Ways, deliver_waiting
from tests import factories
from tests.factories import NOW, Cast
from tests.mail.servers import Post, a_server
from tests.services.held import a_held_meeting, signed

BIRTH_NAME = "DURANTEAU"
GP = "Dr Bernard Lhuillier"
MAILBOX = "bernard.lhuillier@medical.mssante.fr"
OURS = "rcp@chu-valbrume.mssante.fr"
PDF = b"%PDF-1.7 about one patient"


def a_fiche(session: Session, cast: Cast) -> Document:
    """A printed fiche of a validated meeting of Claire's, and the minutes of that meeting."""
    held = a_held_meeting(
        session, cast, patient=factories.a_patient(session, birth_name=BIRTH_NAME)
    )
    signed(session, held, cast)
    version = minutes.latest_version(session, held.minutes)
    printed = {
        kind: Document(
            minutes_version=version,
            case=held.case if kind is DocumentKind.CASE_REPORT else None,
            kind=kind,
            content=PDF,
            digest=hashlib.sha256(PDF).hexdigest(),
            pages=1,
        )
        for kind in (DocumentKind.CASE_REPORT, DocumentKind.MINUTES)
    }
    session.add_all(printed.values())
    session.flush()
    return printed[DocumentKind.CASE_REPORT]


def mailed(session: Session, document: Document, by: Practitioner, **given: object) -> Dispatch:
    told = {"recipient": GP, "address": MAILBOX, "has_relay": True, **given}
    return sending_out.by_secure_mail(session, document, by=by, now=NOW, **told)  # type: ignore[arg-type]  # a test names the fields it means


@pytest.fixture
def house(own_engine: Engine) -> sessionmaker[Session]:
    """A database where a fiche waits to leave by MSSanté and for the hospital's folder."""
    made = sessions_of(own_engine)
    with made.begin() as session:
        cast = factories.a_cast(session)
        document = a_fiche(session, cast)
        mailed(session, document, cast.sami)
        assert sending_out.into_the_folder(session, document.minutes_version, NOW) == 1
        assert sending_out.into_the_folder(session, document.minutes_version, NOW) == 0
    return made


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """The folder that the hospital's platform watches."""
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


def relay(port: int) -> SmtpDelivery:
    return SmtpDelivery("127.0.0.1", port, security=Security.NONE, greeting_name="quorum.test")


def standing(house: sessionmaker[Session]) -> dict[Channel, tuple[DispatchState, str | None]]:
    with house() as session:
        return {one.channel: (one.state, one.fault) for one in session.scalars(select(Dispatch))}


def test_a_fiche_leaves_whole_for_the_mailbox_and_for_the_folder(
    house: sessionmaker[Session], watched: Path
) -> None:
    post = Post()
    with a_server(post) as port:
        ways = Ways(relay(port), OURS, watched)
        assert deliver_waiting(house, ways, lambda: NOW) == 2
        assert deliver_waiting(house, ways, lambda: NOW) == 0
    ((sender, recipients, raw),) = post.taken
    message = message_from_bytes(raw, policy=SMTP)
    (enclosed,) = message.iter_attachments()
    assert (sender, recipients) == (OURS, [MAILBOX])
    assert enclosed.get_content() == PDF
    assert BIRTH_NAME.encode() not in raw
    (laid,) = watched.iterdir()
    assert laid.read_bytes() == PDF
    assert laid.name == enclosed.get_filename()
    assert laid.name.endswith("-fiche-v1.pdf")
    assert {state for state, _fault in standing(house).values()} == {DispatchState.SENT}


def test_carried_again_after_an_interruption_it_is_the_same_message_and_the_same_file(
    house: sessionmaker[Session], watched: Path
) -> None:
    post = Post()
    with a_server(post) as port:
        for _run in range(2):
            deliver_waiting(house, Ways(relay(port), OURS, watched), lambda: NOW)
            with house.begin() as session:  # as if it had been killed before saying so
                for one in session.scalars(select(Dispatch)):
                    one.state, one.next_try_at = DispatchState.WAITING, NOW
    first, second = (message_from_bytes(raw, policy=SMTP) for *_envelope, raw in post.taken)
    assert first["Message-ID"] == second["Message-ID"]
    assert len(list(watched.iterdir())) == 1


def test_a_relay_that_refuses_is_told_and_one_that_is_away_is_asked_again(
    house: sessionmaker[Session], watched: Path
) -> None:
    (watched / "a-file").write_text("")
    nowhere = Ways(relay(1), OURS, watched / "a-file")
    assert deliver_waiting(house, nowhere, lambda: NOW) == 0
    assert standing(house) == {
        Channel.SECURE_MAIL: (DispatchState.WAITING, "no_connection"),
        Channel.FOLDER: (DispatchState.WAITING, "folder"),
    }
    with a_server(Post(to_recipient="550 unknown")) as port:
        ways = Ways(relay(port), OURS, watched)
        assert deliver_waiting(house, ways, lambda: NOW + timedelta(minutes=5)) == 1
    assert standing(house)[Channel.SECURE_MAIL] == (DispatchState.REFUSED, "smtp_550")
    assert standing(house)[Channel.FOLDER] == (DispatchState.SENT, None)


def test_nothing_leaves_about_a_patient_who_objected_meanwhile(
    house: sessionmaker[Session], watched: Path
) -> None:
    with house.begin() as session:
        document = session.scalars(select(Document).where(Document.case_id.is_not(None))).one()
        assert document.case is not None
        document.case.notice = PatientNotice.OBJECTION
    post = Post()
    with a_server(post) as port:
        assert deliver_waiting(house, Ways(relay(port), OURS, watched), lambda: NOW) == 0
    assert post.taken == []
    assert list(watched.iterdir()) == []
    assert {fault for _state, fault in standing(house).values()} == {"objected"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"has_relay": False}, "secure_mail_missing"),
        ({"address": "lhuillier@orange.example"}, "secure_mail_address"),
        ({"address": "lhuillier@mssante.fr.example"}, "secure_mail_address"),
        ({"address": f"{MAILBOX}, voleur@evil.example"}, "secure_mail_address"),
        ({"address": f"{MAILBOX}\nBcc: a@b.example"}, "secure_mail_address"),
        ({"recipient": "  "}, "dispatch_recipient"),
    ],
)
def test_what_cannot_leave_by_mssante_is_refused(
    session: Session, cast: Cast, given: dict[str, object], code: str
) -> None:
    document = a_fiche(session, cast)
    with pytest.raises(RuleBroken, match=code):
        mailed(session, document, cast.sami, **given)
    assert session.scalars(select(Dispatch)).all() == []


def test_minutes_are_handed_to_no_correspondent(session: Session, cast: Cast) -> None:
    version = a_fiche(session, cast).minutes_version
    paper = next(one for one in version.documents if one.case_id is None)
    with pytest.raises(RuleBroken, match="dispatch_case"):
        sending_out.note_printed(session, paper, GP, cast.sami, NOW)


def test_the_referrer_finds_the_fiche_on_the_site_and_its_first_opening_is_kept(
    session: Session, cast: Cast
) -> None:
    document = a_fiche(session, cast)
    assert sending_out.on_the_site(session, document.minutes_version, NOW) == 1
    assert sending_out.on_the_site(session, document.minutes_version, NOW) == 0
    sending_out.note_opened(session, document, cast.sami, NOW)
    for hours in (1, 2):
        sending_out.note_opened(session, document, cast.odile, NOW + timedelta(hours=hours))
    session.expire_all()
    (sent,) = sending_out.of_version(session, document.minutes_version)
    assert (sent.practitioner, sent.state) == (cast.odile, DispatchState.SENT)
    assert sent.opened_at == NOW + timedelta(hours=1)


def test_mailboxes_of_mssante_lie_below_its_domain() -> None:
    good = (MAILBOX, OURS, "279035121518989@patient.mssante.fr")
    bad = ("a@mssante.fr", "a@xmssante.fr", "a..b@x.mssante.fr", "é@x.mssante.fr", "")
    assert all(map(is_secure_address, good))
    assert not any(map(is_secure_address, bad))


def test_a_fiche_that_waits_longer_than_its_board_allows_is_an_alert(
    session: Session, cast: Cast
) -> None:
    document = a_fiche(session, cast)
    written, board = document.minutes_version.minutes, cast.board
    late = written.meeting.ends_at + timedelta(days=board.rules_in_force.report_days, hours=1)

    def waiting() -> list[int]:
        found = board_alerts.alerts(session, board, late)
        return [one.count for one in found if one.kind is AlertKind.REPORTS]

    assert written.state is MinutesState.VALIDATED  # but nobody can read its documents yet
    assert waiting() == [1]
    written.state = MinutesState.SENT_OUT
    session.flush()
    assert waiting() == []
