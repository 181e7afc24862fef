"""Servers that want more than a password at once, and those that want something else."""

from __future__ import annotations

import re
import socket
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgr,
    Request,
    parse_http_list,
    parse_keqv_list,
)

import pytest

from rcp.outside.address import parsed
from rcp.outside.challenge import digest_answer
from rcp.outside.client import Client, Login, Question
from rcp.outside.faults import FetchFault, NotFetched
from tests.outside import peer as peers
from tests.outside.peer import Peer

AGENDA = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
LOGIN = Login("claire", 'mot "de" passe')
REALM = "Agendas, de la maison"
CHALLENGE = f'realm="{REALM}", nonce="n-1", algorithm=MD5, qop="auth", opaque="o"'


@pytest.fixture
def client(peer, client_of) -> Client:
    return client_of(peer.allowed)


def ask(client: Client, url: str, login: Login = LOGIN) -> bytes:
    return client.ask(Question(parsed(url), login=login)).body


def fault(client: Client, url: str, login: Login = LOGIN) -> FetchFault:
    with pytest.raises(NotFetched) as refused:
        ask(client, url, login)
    return refused.value.code


def lets_in_who_proves_it(connection: socket.socket, asked: str) -> None:
    """A Digest server: the proof must be the one that Python's own client works out."""
    said = re.search("Authorization: Digest (.*)\r\n", asked)
    told = parse_keqv_list(parse_http_list(said[1])) if said else {}
    passwords = HTTPPasswordMgr()
    passwords.add_password(REALM, "http://x/", LOGIN.name, LOGIN.password)
    judge = HTTPDigestAuthHandler(passwords)
    judge.get_cnonce = lambda _nonce: told.get("cnonce", "")
    request = Request(f"http://x{asked.split(' ')[1]}", method=asked.split(" ")[0])
    right = judge.get_authorization(request, parse_keqv_list(parse_http_list(CHALLENGE)))
    offered = ("WWW-Authenticate: Negotiate", f"WWW-Authenticate: Digest {CHALLENGE}")
    refused = peers.says(b"", status="401 Unauthorized", headers=offered)
    is_right = told and told == parse_keqv_list(parse_http_list(right))
    (peers.says(AGENDA) if is_right else refused)(connection, asked)


def test_a_digest_server_is_answered_and_its_agenda_read(peer: Peer, client: Client) -> None:
    url = peer.says("/a.ics", lets_in_who_proves_it)
    assert ask(client, f"{url}?jeton=x") == AGENDA
    assert len(peer.heard) == 2
    assert "passe" not in peer.heard[1]


def test_a_wrong_password_is_tried_once(peer: Peer, client: Client) -> None:
    url = peer.says("/a.ics", lets_in_who_proves_it)
    assert fault(client, url, Login("claire", "autre")) is FetchFault.LOGIN_REFUSED
    assert len(peer.heard) == 2


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_standard_are_answered_as_it_says(
    algorithm: str, response: str
) -> None:
    offered = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", '
        f'algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    told = digest_answer(
        f'Basic realm="x", {offered}',
        "Mufasa",
        "Circle of Life",
        method="GET",
        path="/dir/index.html",
        once="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    assert told is not None
    assert f'response="{response}"' in told


@pytest.mark.parametrize(
    ("offered", "code"),
    [
        ('Bearer realm="https://accounts.example/"', FetchFault.OWN_SIGN_IN),
        ("Negotiate, NTLM", FetchFault.OWN_SIGN_IN),
        ('Bearer, Basic realm="x"', FetchFault.LOGIN_REFUSED),
        ('Digest realm="x", qop="auth-int", nonce="y"', FetchFault.LOGIN_REFUSED),
        ('Digest realm="x", algorithm=SHA-512-256, nonce="y"', FetchFault.LOGIN_REFUSED),
        ("Digest", FetchFault.LOGIN_REFUSED),
        (",,= Digest nonce=", FetchFault.LOGIN_REFUSED),
    ],
)
def test_where_a_password_is_of_no_use_it_is_said(
    peer: Peer, client: Client, offered: str, code: FetchFault
) -> None:
    header = f"WWW-Authenticate: {offered}"
    url = peer.says("/", peers.says(b"", status="401 No", headers=(header,)))
    assert fault(client, url) is code
    assert len(peer.heard) == 1
