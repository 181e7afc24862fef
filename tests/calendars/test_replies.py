"""Answers found in the messages that mail programs send."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rcp.calendars.people import PartStat
from rcp.calendars.replies import Answer, NotAnAnswer, NotAnAnswerReason, answer_in
from tests.calendars.agendas import a_zone

UID = "5d0f6f0e@quorum.hopital.test"
ODILE = "odile.martin@hopital.test"
EMPTY_REPLY = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
YES = f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Odile Martin:mailto:{ODILE}"


def a_reply(*lines: str, method: str = "REPLY", zone: tuple[str, ...] = ()) -> bytes:
    """The calendar object of an answer."""
    return "\r\n".join(
        [
            *("BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *zone, "BEGIN:VEVENT"),
            *(f"UID:{UID}", "SEQUENCE:2", "DTSTAMP:20261002T081500Z", *lines),
            *("END:VEVENT", "END:VCALENDAR", ""),
        ]
    ).encode()


def a_message(
    calendar: bytes | None = None, *, sender: str = ODILE, **headers: str
) -> EmailMessage:
    """The message of a mail program that answers, as Outlook and Gmail build it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Odile Martin <{sender}>"
    message["To"] = "rcp-thorax@quorum.hopital.test"
    message["Subject"] = "Accepté : RCP Thorax"
    message["Message-ID"] = "<reponse-1@hopital.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Odile Martin a accepté l’invitation.")
    if calendar is not None:
        message.add_alternative(
            calendar, maintype="text", subtype="calendar", params={"method": "REPLY"}
        )
    return message


def said(message: EmailMessage | bytes) -> Answer | NotAnAnswer:
    content = message if isinstance(message, bytes) else message.as_bytes()
    return answer_in(content, home=ZoneInfo("Europe/Paris"))


def answer(message: EmailMessage | bytes) -> Answer:
    found = said(message)
    assert isinstance(found, Answer), found
    return found


def reason(message: EmailMessage | bytes) -> NotAnAnswerReason:
    found = said(message)
    assert isinstance(found, NotAnAnswer), found
    return found.reason


def test_yes_is_heard():
    assert answer(a_message(a_reply(YES))) == Answer(
        uid=UID,
        attendee=ODILE,
        partstat=PartStat.ACCEPTED,
        sender=ODILE,
        message_id="<reponse-1@hopital.test>",
        sequence=2,
        stamp=datetime(2026, 10, 2, 8, 15, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("word", "partstat"),
    [
        ("DECLINED", PartStat.DECLINED),
        ("tentative", PartStat.TENTATIVE),
        ("X-PEUT-ETRE", PartStat.NEEDS_ACTION),
    ],
)
def test_no_and_perhaps_are_heard_and_an_unknown_word_changes_nothing(word, partstat):
    line = f'ATTENDEE;CN="Martin, Odile";PARTSTAT={word}:MAILTO:Odile.Martin@Hopital.test'
    found = answer(a_message(a_reply(line)))
    assert (found.partstat, found.attendee) == (partstat, ODILE)


def test_a_comment_is_kept_as_words():
    found = answer(a_message(a_reply(YES, "COMMENT:En retard\\, 10 min\\;\\nmerci")))
    assert found.comment == "En retard, 10 min;\nmerci"


def test_an_answer_for_one_meeting_of_a_series_is_known_by_its_instant():
    line = "RECURRENCE-ID;TZID=Romance Standard Time:20261027T140000"
    found = answer(a_message(a_reply(YES, line)))
    assert found.recurrence_id == datetime(2026, 10, 27, 13, tzinfo=UTC)


def test_an_answer_in_an_attached_file_is_found():
    message = a_message()
    message.add_attachment(
        a_reply(YES), maintype="application", subtype="octet-stream", filename="Invite.ICS"
    )
    assert answer(message).partstat is PartStat.ACCEPTED


def test_an_answer_that_was_forwarded_names_who_forwarded_it():
    outer = EmailMessage(policy=SMTP)
    outer["From"] = "secretariat@hopital.test"
    outer.set_content("Pour information")
    outer.add_attachment(a_message(a_reply(YES)))
    found = answer(outer)
    assert (found.attendee, found.sender) == (ODILE, "secretariat@hopital.test")


def test_a_delegation_names_the_delegate():
    lines = (
        f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:sami@hopital.test":mailto:{ODILE}',
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{ODILE}":mailto:sami@hopital.test',
    )
    found = answer(a_message(a_reply(*lines)))
    assert found.attendee == ODILE
    assert found.partstat is PartStat.DELEGATED
    assert found.delegated_to == "sami@hopital.test"


def test_an_assistant_who_answers_is_named():
    line = f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:secretariat@hopital.test":mailto:{ODILE}'
    found = answer(a_message(a_reply(line), sender="secretariat@hopital.test"))
    assert (found.attendee, found.sent_by) == (ODILE, "secretariat@hopital.test")


def test_of_several_attendees_the_one_who_wrote_answers():
    other = "ATTENDEE;PARTSTAT=DECLINED:mailto:sami@hopital.test"
    assert answer(a_message(a_reply(other, YES))).partstat is PartStat.ACCEPTED
    stranger = a_message(a_reply(other, YES), sender="inconnu@ailleurs.test")
    assert reason(stranger) is NotAnAnswerReason.SEVERAL_ATTENDEES


@pytest.mark.parametrize("tzid", ["Europe/Paris", "Chez nous"])
def test_another_time_that_is_proposed_is_kept_in_utc(tzid):
    lines = (
        f"DTSTART;TZID={tzid}:20261028T090000",
        f"DTEND;TZID={tzid}:20261028T100000",
        YES.replace("ACCEPTED", "TENTATIVE"),
    )
    content = a_reply(*lines, method="COUNTER", zone=tuple(a_zone("Chez nous")))
    found = answer(a_message(content))
    assert found.is_counter
    assert found.partstat is PartStat.TENTATIVE
    assert found.proposed == (
        datetime(2026, 10, 28, 8, tzinfo=UTC),
        datetime(2026, 10, 28, 9, tzinfo=UTC),
    )


def test_google_marks_true_answers_as_automatic():
    assert answer(a_message(a_reply(YES), Auto_Submitted="auto-generated")).attendee == ODILE


def a_bounce() -> EmailMessage:
    message = a_message(a_reply(YES))
    message.make_mixed()
    message.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    return message


def a_winmail() -> EmailMessage:
    message = a_message()
    message.add_attachment(b"\x78\x9f>\x22", maintype="application", subtype="ms-tnef")
    return message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (a_message(), NotAnAnswerReason.NO_CALENDAR),
        (a_message(Auto_Submitted="auto-replied"), NotAnAnswerReason.AUTOMATIC),
        (a_message(a_reply(YES), Auto_Submitted="auto-replied"), NotAnAnswerReason.AUTOMATIC),
        (a_bounce(), NotAnAnswerReason.BOUNCE),
        (a_winmail(), NotAnAnswerReason.WINMAIL),
        (a_message(b"<html>non</html>"), NotAnAnswerReason.UNREADABLE),
        (a_message(a_reply(YES, method="REQUEST")), NotAnAnswerReason.OTHER_METHOD),
        (a_message(a_reply(YES, method="REFRESH")), NotAnAnswerReason.REFRESH),
        (a_message(a_reply()), NotAnAnswerReason.NO_ATTENDEE),
        (a_message(EMPTY_REPLY), NotAnAnswerReason.NO_EVENT),
    ],
    ids=lambda value: str(value) if isinstance(value, NotAnAnswerReason) else "message",
)  # fmt: skip
def test_a_message_that_is_no_answer_says_why(message, expected):
    assert reason(message) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 500,
        b"From: \xff\xfe <>\r\nContent-Type: text/calendar; charset=zz\r\n\r\nBEGIN:VCALENDAR",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@@",
        b"From: =?utf-8?q?=?= <a@\r\n\r\nx",
    ],
)
def test_a_message_that_is_broken_is_no_answer(content):
    assert isinstance(said(content), NotAnAnswer)


def test_a_message_of_many_megabytes_is_not_searched():
    assert reason(bytes(6 * 2**20)) is NotAnAnswerReason.TOO_LARGE


def test_times_that_cannot_be_read_do_not_hide_the_answer():
    given: dict[str, Any] = {"method": "COUNTER"}  # Any: arguments of a builder
    found = answer(a_message(a_reply(YES, "DTSTART:un jour", "DTEND:plus tard", **given)))
    assert found.proposed is None
    assert found.partstat is PartStat.ACCEPTED
