"""CalDAV (RFC 4791), as much of it as reading busy times and writing meetings takes.

An account is found from any address that people paste: the page of the server, `/.well-known`
(RFC 6764), the principal, the calendar home, or a calendar itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from rcp.outside.address import Address
from rcp.outside.client import SECONDS, Client, Login, Question, Reply
from rcp.outside.faults import FetchFault, NotFetched
from rcp.outside.wire import Deadline
from rcp.outside.xml_tree import tree

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
MAX_CALENDARS = 50
LONGEST_NAME = 100
_HEADERS = {"Content-Type": "application/xml; charset=utf-8"}
_PROPERTIES = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" '
    'xmlns:s="http://calendarserver.org/ns/"><d:prop>{asked}</d:prop></d:propfind>'
)
_WHO = "<d:current-user-principal/><d:resourcetype/><c:calendar-home-set/>"
_WHAT = (
    "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"
    "<c:schedule-calendar-transp/>"
)
_NOTHING = "BEGIN:VCALENDAR\r\nEND:VCALENDAR"
_MARGIN = timedelta(days=2)
"""Days and times without a zone are not where the server thinks they are."""
_HOUSES = (".icloud.com",)
"""Makers that serve one account from several hosts of theirs."""
_STATE = "<s:getctag/><d:sync-token/>"
_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>'
    '<c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR">'
    '<c:comp-filter name="VEVENT"><c:time-range start="{start}" end="{end}"/>'
    "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
)


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """One calendar of an account; a transparent one leaves its owner free."""

    address: Address
    name: str = field(repr=False)
    is_transparent: bool = False


class Account:
    """Somebody's calendars on one server."""

    def __init__(
        self, client: Client, address: Address, login: Login, *, seconds: float = SECONDS
    ) -> None:
        """`seconds`: for all questions together."""
        self._client, self._address, self._login = client, address, login
        self._deadline = Deadline(seconds)

    def calendars(self) -> list[RemoteCalendar]:
        """The calendars that hold events, found from whatever address was given.

        Raises NotFetched, among others with `no_caldav` and `no_calendar`.
        """
        home = self._home()
        found = [one for one in self._listed(home) if one is not None][:MAX_CALENDARS]
        if not found:
            raise NotFetched(FetchFault.NO_CALENDAR)
        return found

    def state_of(self, calendar: Address) -> str:
        """What changes whenever the calendar does; nothing when the server does not say."""
        for _where, found in self._properties(calendar, _STATE, depth="0"):
            return _text(found, f"{SERVER}getctag") or _text(found, f"{DAV}sync-token")
        return ""

    def events(self, calendar: Address, start: datetime, end: datetime) -> bytes:
        """The calendar objects that touch a period, one after the other as a file holds them."""
        asked = _QUERY.format(start=_stamp(start - _MARGIN), end=_stamp(end + _MARGIN))
        root = self._asked("REPORT", calendar, asked, depth="1")
        texts = [_text(found, f"{CALDAV}calendar-data") for _where, found in _answers(root)]
        return "\r\n".join([_NOTHING, *(text for text in texts if text)]).encode()

    def put(self, calendar: Address, name: str, content: bytes) -> None:
        """Write a calendar object (RFC 4791 §5.3.2), new or in place of the former one.

        Raises NotFetched, among others `not_permitted` when the calendar is only to be read.
        """
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        place = _within(calendar, name)
        self._client.ask(Question(place, "PUT", headers, content, self._login), self._deadline)

    def remove(self, calendar: Address, name: str) -> None:
        """Take a calendar object out; one that is not there is no fault."""
        try:
            question = Question(_within(calendar, name), "DELETE", login=self._login)
            self._client.ask(question, self._deadline)
        except NotFetched as refused:
            if refused.code is not FetchFault.GONE:
                raise

    def _home(self) -> Address:
        """Where the calendars are: asked of the address itself, then of the well-known one."""
        fault: NotFetched | None = None
        for place in (self._address, self._address.at("/.well-known/caldav")):
            try:
                if found := self._home_from(place):
                    return found
            except NotFetched as refused:
                if refused.code not in _LOOK_ELSEWHERE:
                    raise
                fault = fault or refused
        raise NotFetched(FetchFault.NO_CALDAV) from fault

    def _home_from(self, place: Address) -> Address | None:
        for where, found in self._properties(place, _WHO, depth="0"):
            if _is_calendar(found):
                return where
            home = _href(found, f"{CALDAV}calendar-home-set")
            if home:
                return self._inside(where.at(home))
            principal = _href(found, f"{DAV}current-user-principal")
            if principal and where.at(principal) != where:
                return self._home_of(self._inside(where.at(principal)))
        return None

    def _home_of(self, principal: Address) -> Address | None:
        for where, found in self._properties(principal, _WHO, depth="0"):
            home = _href(found, f"{CALDAV}calendar-home-set")
            if home:
                return self._inside(where.at(home))
        return None

    def _listed(self, home: Address) -> Iterator[RemoteCalendar | None]:
        for where, found in self._properties(home, _WHAT, depth="1"):
            if _is_calendar(found) and _holds_events(found):
                name = " ".join(_text(found, f"{DAV}displayname").split())[:LONGEST_NAME]
                path = [part for part in where.path.split("/") if part]
                transparent = found.find(f"{CALDAV}schedule-calendar-transp/{CALDAV}transparent")
                yield RemoteCalendar(
                    self._inside(where),
                    name or (path[-1][:LONGEST_NAME] if path else where.host),
                    is_transparent=transparent is not None,
                )

    def _inside(self, found: Address) -> Address:
        """What a server says of itself stays within it, or the password would leave it."""
        if found.origin == self._address.origin or _is_one_house(found, self._address):
            return found
        raise NotFetched(FetchFault.NO_CALDAV)

    def _properties(
        self, place: Address, asked: str, *, depth: str
    ) -> Iterator[tuple[Address, Element]]:
        reply = self._reply("PROPFIND", place, _PROPERTIES.format(asked=asked), depth=depth)
        for href, found in _answers(_parsed(reply)):
            yield reply.address.at(href), found

    def _asked(self, method: str, place: Address, body: str, *, depth: str) -> Element:
        return _parsed(self._reply(method, place, body, depth=depth))

    def _reply(self, method: str, place: Address, body: str, *, depth: str) -> Reply:
        headers = {**_HEADERS, "Depth": depth}
        asked = Question(place, method, headers, body.encode(), self._login)
        return self._client.ask(asked, self._deadline)


_LOOK_ELSEWHERE = frozenset(
    {
        FetchFault.GONE,
        FetchFault.NOT_PERMITTED,
        FetchFault.UNEXPECTED,
        FetchFault.SERVER_BROKEN,
        FetchFault.NO_CALDAV,
        FetchFault.GARBLED,
    }
)


def _within(calendar: Address, name: str) -> Address:
    return calendar.at(calendar.path.rstrip("/") + "/" + name)


def _is_one_house(one: Address, other: Address) -> bool:
    both_safe = one.scheme == other.scheme == "https" and one.port == other.port == 443
    return both_safe and any(
        one.host.endswith(house) and other.host.endswith(house) for house in _HOUSES
    )


def _parsed(reply: Reply) -> Element:
    if reply.status != 207:
        raise NotFetched(FetchFault.NO_CALDAV)
    root = tree(reply.body)
    if root.tag != f"{DAV}multistatus":
        raise NotFetched(FetchFault.NO_CALDAV)
    return root


def _answers(root: Element) -> Iterator[tuple[str, Element]]:
    """Each resource's address and the properties that it does have."""
    for response in root.iterfind(f"{DAV}response"):
        href = _text(response, f"{DAV}href")
        for part in response.iterfind(f"{DAV}propstat"):
            found = part.find(f"{DAV}prop")
            if " 200" in _text(part, f"{DAV}status") and found is not None:
                yield href, found


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def _href(element: Element, path: str) -> str:
    return _text(element, f"{path}/{DAV}href")


def _is_calendar(found: Element) -> bool:
    return found.find(f"{DAV}resourcetype/{CALDAV}calendar") is not None


def _holds_events(found: Element) -> bool:
    """Whether events may be in it: a server that does not say accepts them (§5.2.3)."""
    kinds = found.find(f"{CALDAV}supported-calendar-component-set")
    if kinds is None:
        return True
    return "VEVENT" in {kind.get("name", "").upper() for kind in kinds.iterfind(f"{CALDAV}comp")}


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"
