"""A CalDAV account is found from what people paste, and gives its events; strangers get nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rcp.outside.address import parsed
from rcp.outside.caldav import Account
from rcp.outside.client import Client, Login
from rcp.outside.faults import FetchFault, NotFetched
from rcp.outside.xml_tree import tree
from tests.outside import peer as peers
from tests.outside.peer import Peer, a_peer
from tests.outside.radicale import NAME, PASSWORD, Radicale

ClientOf = Callable[..., Client]
LOGIN = Login(NAME, PASSWORD)
START, END = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 21, tzinfo=UTC)


def fault(account: Account) -> FetchFault:
    with pytest.raises(NotFetched) as refused:
        account.calendars()
    return refused.value.code


class TestARealServer:
    @pytest.fixture
    def account_at(self, radicale: Radicale, client_of: ClientOf) -> Callable[..., Account]:
        radicale.make("travail", "Travail")
        radicale.make("garde", "Gardes  de\nnuit")
        radicale.make("courses", "Courses", kind="VTODO")

        def at(path: str = "/", login: Login = LOGIN) -> Account:
            return Account(client_of(radicale.allowed), parsed(radicale.url(path)), login)

        return at

    @pytest.mark.parametrize("path", ["/", f"/{NAME}/", "/.well-known/caldav", "/.web/"])
    def test_lists_its_calendars_of_events_from_any_address(
        self, account_at: Callable[..., Account], path: str
    ) -> None:
        found = {one.name: one.address.path for one in account_at(path).calendars()}
        assert found == {"Travail": "/odile/travail/", "Gardes de nuit": "/odile/garde/"}

    def test_lists_the_one_calendar_whose_address_was_given(
        self, account_at: Callable[..., Account]
    ) -> None:
        (found,) = account_at("/odile/garde/").calendars()
        assert found.name == "Gardes de nuit"

    def test_refuses_a_wrong_password(self, account_at: Callable[..., Account]) -> None:
        assert fault(account_at(login=Login(NAME, "faux"))) is FetchFault.LOGIN_REFUSED

    def test_gives_the_series_and_events_that_touch_a_period(
        self, account_at: Callable[..., Account], radicale: Radicale
    ) -> None:
        hour = "DTSTART:20261124T080000Z", "DURATION:PT1H"
        radicale.put("travail", "now", *hour, "RRULE:FREQ=WEEKLY")
        radicale.put("travail", "then", "DTSTART:20250124T080000Z", "DURATION:PT1H")
        account = account_at()
        found = account.events(parsed(radicale.url("/odile/travail/")), START, END)
        assert found.count(b"BEGIN:VEVENT") == 1
        assert b"UID:now" in found

    def test_says_whether_something_changed(
        self, account_at: Callable[..., Account], radicale: Radicale
    ) -> None:
        calendar = parsed(radicale.url("/odile/travail/"))
        before = account_at().state_of(calendar)
        assert before == account_at().state_of(calendar) != ""
        radicale.put("travail", "now", "DTSTART:20261124T080000Z", "DURATION:PT1H")
        assert account_at().state_of(calendar) != before


def multistatus(href: str, properties: str) -> peers.Answer:
    body = (
        '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" '
        'xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
        f"<d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
    )
    return peers.says(body.encode(), status="207 Multi-Status")


class TestAHostileServer:
    @pytest.mark.parametrize("kind", ["current-user-principal", "calendar-home-set"])
    def test_cannot_have_the_password_sent_elsewhere(
        self, peer: Peer, client_of: ClientOf, kind: str
    ) -> None:
        with a_peer() as other:
            space = "d" if kind == "current-user-principal" else "c"
            link = f"<{space}:{kind}><d:href>{other.url('/home/')}</d:href></{space}:{kind}>"
            url = peer.says("/", multistatus("/", link))
            client = client_of(f"{peer.allowed} {other.allowed}")
            assert fault(Account(client, parsed(url), LOGIN)) is FetchFault.NO_CALDAV
            assert other.heard == []

    def test_cannot_lead_to_a_calendar_elsewhere(self, peer: Peer, client_of: ClientOf) -> None:
        with a_peer() as other:
            home = "<c:calendar-home-set><d:href>/home/</d:href></c:calendar-home-set>"
            url = peer.says("/", multistatus("/", home))
            calendar = "<d:resourcetype><c:calendar/></d:resourcetype>"
            peer.says("/home/", multistatus(other.url("/agenda/"), calendar))
            client = client_of(f"{peer.allowed} {other.allowed}")
            assert fault(Account(client, parsed(url), LOGIN)) is FetchFault.NO_CALDAV
            assert other.heard == []

    def test_is_left_when_all_its_answers_together_take_too_long(
        self, peer: Peer, client_of: ClientOf
    ) -> None:
        url = peer.says("/", peers.drips(b"HTTP/1.1 207 x\r\n\r\n<", every=0.05))
        account = Account(client_of(peer.allowed), parsed(url), LOGIN, seconds=0.4)
        assert fault(account) is FetchFault.SLOW

    @pytest.mark.parametrize(
        "body",
        [
            b"<html><body>Connexion</body></html>",
            b"<d:multistatus xmlns:d='DAV:'>",
            b"",
            b"<?xml version='1.0' encoding='x-klingon'?><a/>",
            b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        ],
    )
    def test_that_speaks_no_caldav_is_told_so(
        self, peer: Peer, client_of: ClientOf, body: bytes
    ) -> None:
        for status in ("200 OK", "207 Multi-Status"):
            url = peer.says("/", peers.says(body, status=status))
            assert fault(Account(client_of(peer.allowed), parsed(url), LOGIN)) in {
                FetchFault.NO_CALDAV,
                FetchFault.GARBLED,
            }


LAUGHS = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    "document",
    [
        f"<!DOCTYPE a [<!ENTITY e0 'ha'>{LAUGHS}]><a>&e9;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>",
        "<a>" * 1_000_000,
        "<a><b></a>",
        "\0",
    ],
)
def test_xml_that_attacks_is_refused(document: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(NotFetched) as refused:
            tree(document.encode(encoding))
        assert refused.value.code is FetchFault.GARBLED


def test_xml_is_read_with_its_names_and_attributes() -> None:
    root = tree(b'<d:a xmlns:d="DAV:"><d:b name="x">\xc3\xa9<![CDATA[<&]]></d:b><c/></d:a>')
    assert root.tag == "{DAV:}a"
    found = root.find("{DAV:}b")
    assert found is not None
    assert (found.get("name"), found.text) == ("x", "é<&")
    assert root.find("c") is not None
