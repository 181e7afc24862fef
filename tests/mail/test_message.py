"""Messages as they leave the house; those in `expected/` open in any mail program.

`REWRITE_EXPECTED=1` writes them anew.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcp.calendars.ics import Attendee, MeetingEvent, Organizer, cancel, request
from rcp.mail.message import Envelope, Mailbox, UnsafeHeader, invitation_message, plain_message
from tests.calendars.meetings import a_meeting
from tests.mail.lint import lint_invitation

EXPECTED = Path(__file__).parent / "expected"
RCP = Mailbox("RCP Thorax", "rcp-thorax@quorum.hopital.test")
ODILE = Mailbox("Dr Odile Martin", "odile.martin@hopital.test")
TEXT = "Bonjour,\n\nVous êtes invitée à la RCP Thorax du mardi 27 octobre, de 14 h à 15 h 30.\n"
HTML = "<p>Bonjour,</p><p>Vous êtes invitée à la <strong>RCP Thorax</strong>.</p>"


def an_envelope(**given: Any) -> Envelope:  # Any: whichever fields a test names
    usual: dict[str, Any] = {  # Any: as above
        "sender": RCP,
        "recipient": ODILE,
        "subject": "Invitation : RCP Thorax, mardi 27 octobre à 14 h",
        "message_id": "<5d0f6f0e.0.1@quorum.hopital.test>",
        "date": datetime(2026, 10, 1, 6, tzinfo=UTC),
    }
    return Envelope(**(usual | given))


def an_invitation(meeting: MeetingEvent | None = None, **given: Any) -> bytes:  # Any: as above
    return invitation_message(
        an_envelope(**given),
        text=TEXT,
        html=HTML,
        calendar=request(meeting or a_meeting()),
        method="REQUEST",
    ).as_bytes()


def a_cancellation(meeting: MeetingEvent) -> bytes:
    envelope = an_envelope(
        subject="Séance annulée", message_id="<5d0f6f0e.4.1@quorum.hopital.test>"
    )
    return invitation_message(
        envelope, text=TEXT, html=HTML, calendar=cancel(meeting), method="CANCEL"
    ).as_bytes()


MESSAGES = {
    "invitation.eml": lambda: an_invitation(),
    "moved.eml": lambda: an_invitation(
        a_meeting(
            sequence=1,
            starts=datetime(2027, 3, 30, 12, tzinfo=UTC),
            ends=datetime(2027, 3, 30, 13, tzinfo=UTC),
        ),
        subject="Nouvel horaire : RCP Thorax, mardi 30 mars à 14 h",
    ),
    "in-la-reunion.eml": lambda: an_invitation(a_meeting(zone=ZoneInfo("Indian/Reunion"))),
    "cancelled.eml": lambda: a_cancellation(a_meeting(sequence=4)),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_an_invitation_is_sound(name):
    assert lint_invitation(MESSAGES[name]()) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_an_invitation_is_the_one_that_was_agreed_on(name):
    raw = MESSAGES[name]()
    if os.environ.get("REWRITE_EXPECTED"):
        EXPECTED.mkdir(exist_ok=True)
        (EXPECTED / name).write_bytes(raw)
    assert raw == (EXPECTED / name).read_bytes()


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("RCP ; virgule, deux-points : \\ et \"guillemets\" é", "Salle n°3 ; 2e étage, aile \"B\""),
        ("Réunion de concertation pluridisciplinaire " * 5, "é" * 200),
        ("RCP 🫁 日本", "Salle\r\nATTENDEE:mailto:x@y.test"),
    ],
)  # fmt: skip
def test_an_invitation_with_a_difficult_title_is_sound(title, place):
    meeting = a_meeting(
        summary=title,
        location=place,
        organizer=Organizer(title, RCP.email),
        attendee=Attendee(title, ODILE.email),
    )
    assert lint_invitation(an_invitation(meeting, subject="Invitation : " + title)) == []


@settings(max_examples=40, deadline=None)
@given(subject=st.text(max_size=120), name=st.text(max_size=60))
def test_whatever_is_written_in_a_subject_or_a_name_stays_there_or_is_refused(subject, name):
    try:
        raw = an_invitation(subject=subject, sender=Mailbox(name, RCP.email))
    except UnsafeHeader:
        assert not (subject + name).isprintable()
        return
    assert lint_invitation(raw) == []
    assert str(message_from_bytes(raw, policy=SMTP)["To"]) == str(ODILE.address())


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("subject", "Invitation\r\nBcc: x@y.test"),
        ("subject", "Invitation\nX: y"),
        ("subject", "Invitation\0"),
        ("message_id", "<a@b.test>\r\nBcc: x@y.test"),
        ("message_id", "sans chevrons"),
    ],
)
def test_a_header_that_would_make_another_is_refused_by_name(field, wrong):
    with pytest.raises(UnsafeHeader) as refused:
        an_envelope(**{field: wrong})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "address",
    ["x@y.test\r\nRCPT TO:<z@y.test>", "x@y.test, z@y.test", "<x@y.test>", "x y@z.test", "x", ""],
)
def test_an_address_that_would_make_another_is_refused(address):
    with pytest.raises(UnsafeHeader):
        Mailbox("Odile", address)


def test_a_message_and_its_calendar_must_state_the_same_method():
    with pytest.raises(ValueError, match="different methods"):
        invitation_message(
            an_envelope(), text=TEXT, html=HTML, calendar=cancel(a_meeting()), method="REQUEST"
        )


def test_the_same_message_made_twice_is_the_same_to_the_byte():
    assert an_invitation() == an_invitation()


def test_a_message_tells_others_that_no_one_waits_for_an_automatic_answer():
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in an_invitation()
    assert b"Auto-Submitted" not in an_invitation(is_automatic=False)


def test_a_plain_message_says_its_words_in_text_and_in_html():
    message = plain_message(an_envelope(subject="Rappel"), text=TEXT, html=HTML)
    read = message_from_bytes(message.as_bytes(), policy=SMTP)
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert "Vous êtes invitée" in read.get_body(("plain",)).get_content()
    assert plain_message(an_envelope(), text=TEXT).get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (b"method=\"REQUEST\"", b"method=\"PUBLISH\"", "METHOD and the method of the part differ"),
        (b"multipart/mixed", b"multipart/related", "the outermost part is not multipart/mixed"),
        (b'filename="invite.ics"', b'filename="x.ics"', "the attachment is not called invite.ics"),
        (b"To: ", b"Cc: x@y.test\r\nTo: ", "an invitation has a Cc, a Bcc or a List-Unsubscribe"),
        (b"\r\n", b"\n", "a line does not end with CRLF"),
    ],
)  # fmt: skip
def test_the_look_at_invitations_sees_what_is_wrong(before, after, fault):
    raw = an_invitation()
    assert before in raw
    assert fault in lint_invitation(raw.replace(before, after))


DAYS = ("jeudi 26 novembre 2026", "mardi 1er décembre 2026", "lundi 4 mai 2026")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("board", ["RCP Sein", "Réunion d’appui gérontologie", "é" * 40])
def test_a_subject_is_read_as_it_was_written_wherever_its_lines_are_folded(board, day):
    for more in range(24):
        written = f"Invitation : {board}{'a' * more}, {day}, 12 h 30 – 13 h 30"
        mailbox = Mailbox(f"{board}{'a' * more} – Deux-Rives", RCP.email)
        read = message_from_bytes(an_invitation(subject=written, sender=mailbox), policy=SMTP)
        assert str(read["Subject"]) == written
        bare = message_from_bytes(an_invitation(subject=written, sender=mailbox))
        sender = str(make_header(decode_header(bare["From"])))  # Python's newer reader adds blanks
        assert sender.split() == [*mailbox.name.split(), f"<{mailbox.email}>"]
