"""An independent look at the raw bytes of an invitation: RFC 5322, 2045, 5545, 5546 and 6047.

It shares no code with what builds invitations, and reads the bytes with its own few lines.
"""

from __future__ import annotations

import base64
import quopri
import re

ONCE = ("UID", "ORGANIZER", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS")
FLOATING = re.compile(r"(DTSTART|DTEND)(;[^:]*)?:\d{8}T\d{6}$")


def lint_invitation(raw: bytes) -> list[str]:
    """What is wrong with a message that invites or withdraws; nothing when it is sound."""
    faults = _lint_bytes(raw)
    head, body = _cut(raw)
    top = _headers(head)
    faults += _lint_headers(head, top)
    if not top.get("content-type", "").startswith("multipart/mixed"):
        return [*faults, "the outermost part is not multipart/mixed"]
    outer = _parts(top["content-type"], body)
    if len(outer) != 2:
        return [*faults, f"{len(outer)} parts instead of the words and the attachment"]
    (alternatives, inner_body), (attachment, attached) = outer
    inner = _parts(alternatives.get("content-type", ""), inner_body)
    kinds = [headers["content-type"].split(";")[0] for headers, _ in inner]
    if kinds != ["text/plain", "text/html", "text/calendar"]:
        return [*faults, f"the alternatives are {kinds}"]
    headers, encoded = inner[2]
    calendar = _decoded(headers, encoded)
    faults += _lint_calendar_part(headers, calendar)
    faults += _lint_attachment(attachment, _decoded(attachment, attached), calendar)
    return faults + _lint_calendar(calendar, top)


def _lint_bytes(raw: bytes) -> list[str]:
    faults = []
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
        faults.append("a line does not end with CRLF")
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        faults.append("a line is longer than 998 bytes")
    if any(byte > 127 for byte in raw):
        faults.append("a byte is not ASCII")
    return faults


def _lint_headers(head: bytes, headers: dict[str, str]) -> list[str]:
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    faults = [
        f"{name} is there {names.count(name.encode())} times"
        for name in ("from", "to", "subject", "date", "message-id", "mime-version")
        if names.count(name.encode()) != 1
    ]
    if {b"bcc", b"cc", b"list-unsubscribe"} & set(names):
        faults.append("an invitation has a Cc, a Bcc or a List-Unsubscribe")
    if headers.get("to", "").count("@") != 1:
        faults.append("the message is not for one person")
    return faults


def _lint_calendar_part(headers: dict[str, str], calendar: bytes) -> list[str]:
    faults = []
    parameters = headers["content-type"].replace('"', "").lower()
    method = re.search(rb"^METHOD:(\w+)\r$", calendar, re.MULTILINE)
    if method is None or f"method={method[1].decode().lower()}" not in parameters:
        faults.append("METHOD and the method of the part differ")
    if "charset=utf-8" not in parameters:
        faults.append("the calendar part does not say UTF-8")
    if "content-disposition" in headers:
        faults.append("the calendar part has a disposition: Outlook would show no button")
    if headers.get("content-transfer-encoding") not in {"base64", "quoted-printable"}:
        faults.append("the calendar part is not encoded")
    return faults


def _lint_attachment(headers: dict[str, str], attached: bytes, calendar: bytes) -> list[str]:
    faults = []
    if not headers.get("content-type", "").startswith("application/ics"):
        faults.append("the attachment is not application/ics")
    if 'filename="invite.ics"' not in headers.get("content-disposition", ""):
        faults.append("the attachment is not called invite.ics")
    if attached != calendar:
        faults.append("the attachment is not the calendar part")
    return faults


def _lint_calendar(calendar: bytes, top: dict[str, str]) -> list[str]:
    faults = []
    if calendar.count(b"\n") != calendar.count(b"\r\n") or b"\r\r" in calendar:
        faults.append("a line of the calendar does not end with CRLF")
    if any(len(line) > 75 for line in calendar.split(b"\r\n")):
        faults.append("a line of the calendar is longer than 75 bytes")
    if not calendar.endswith(b"END:VCALENDAR\r\n"):
        faults.append("something follows the calendar")
    lines = calendar.decode().replace("\r\n ", "").split("\r\n")
    for line in ("VERSION:2.0", "CALSCALE:GREGORIAN", "CLASS:PRIVATE"):
        if lines.count(line) != 1:
            faults.append(f"{line} is missing")
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    return faults + _lint_event(event, lines, top)


def _lint_event(event: list[str], lines: list[str], top: dict[str, str]) -> list[str]:
    own = event[: event.index("BEGIN:VALARM")] if "BEGIN:VALARM" in event else event
    names = [re.split("[;:]", line)[0] for line in own]
    faults = [
        f"{name} is there {names.count(name)} times" for name in ONCE if names.count(name) != 1
    ]
    attendees = [line for line in own if line.startswith("ATTENDEE")]
    organizer = next((line for line in own if line.startswith("ORGANIZER")), "")
    if len(attendees) != 1 or attendees[0].split(":mailto:")[-1] not in top.get("to", "").lower():
        faults.append("the attendee is not the one the message is for")
    if organizer.split(":mailto:")[-1] not in top.get("from", "").lower():
        faults.append("the organizer did not send the message")
    if not all("RSVP=TRUE" in line and "PARTSTAT=" in line for line in attendees):
        faults.append("no answer is asked for")
    if any(line.startswith("DTSTAMP") and not line.endswith("Z") for line in own):
        faults.append("DTSTAMP is not in UTC")
    return faults + _lint_times(own, lines) + _lint_state(event, lines)


def _lint_times(own: list[str], lines: list[str]) -> list[str]:
    faults = []
    for line in own:
        zone = re.match(r"DT(?:START|END);TZID=([^:;]+):", line)
        if zone and f"TZID:{zone[1]}" not in lines:
            faults.append(f"{zone[1]} is not defined")
        if FLOATING.match(line) and not zone:
            faults.append("a time has no zone")
    if any(line.startswith("RDATE") for line in lines):
        faults.append("a zone is written as a list of dates")
    return faults


def _lint_state(event: list[str], lines: list[str]) -> list[str]:
    is_cancel = "METHOD:CANCEL" in lines
    faults = []
    if is_cancel != ("STATUS:CANCELLED" in event):
        faults.append("METHOD and STATUS contradict each other")
    if is_cancel and "BEGIN:VALARM" in event:
        faults.append("a cancelled meeting rings")
    if not is_cancel and "X-MICROSOFT-CDO-BUSYSTATUS:BUSY" not in event:
        faults.append("Outlook is not told that the time is busy")
    return faults


def _cut(part: bytes) -> tuple[bytes, bytes]:
    head, _, body = part.partition(b"\r\n\r\n")
    return head, body


def _headers(head: bytes) -> dict[str, str]:
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", head).decode("ascii", "replace")
    pairs = (line.partition(":") for line in unfolded.split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _parts(content_type: str, body: bytes) -> list[tuple[dict[str, str], bytes]]:
    boundary = re.search('boundary="([^"]+)"', content_type)
    if boundary is None:
        return []
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    cut = [_cut(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1]]
    return [(_headers(head), content) for head, content in cut]


def _decoded(headers: dict[str, str], content: bytes) -> bytes:
    if headers.get("content-transfer-encoding") == "base64":
        return base64.b64decode(content)
    return quopri.decodestring(content)
