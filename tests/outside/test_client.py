"""However a server behaves, asking it ends in time, within bounds, and tells nobody a password."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from rcp.outside.address import parsed
from rcp.outside.client import Client, Login, Question, Reply
from rcp.outside.faults import FetchFault, NotFetched
from rcp.outside.gate import Gate, allowed_from
from tests.outside import peer as peers
from tests.outside.peer import Peer, a_peer

AGENDA = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
LOGIN = Login("claire", "motdepasse-secret")
ClientOf = Callable[..., Client]


def get(client: Client, url: str, login: Login | None = None, **headers: str) -> Reply:
    return client.ask(Question(parsed(url), headers=headers, login=login))


def fault(client: Client, url: str, login: Login | None = None) -> FetchFault:
    with pytest.raises(NotFetched) as refused:
        get(client, url, login)
    assert "127.0.0.1" not in str(refused.value)
    return refused.value.code


@pytest.fixture
def client(peer: Peer, client_of: ClientOf) -> Client:
    """May ask the peer, patiently enough for a busy machine."""
    return client_of(peer.allowed)


def test_an_answer_comes_with_its_headers(peer: Peer, client: Client) -> None:
    url = peer.says("/a.ics", peers.says(AGENDA, headers=('ETag: "7"',)))
    found = get(client, f"{url}?jeton=x", **{"If-None-Match": '"6"'})
    assert (found.status, found.body, found.headers["etag"]) == (200, AGENDA, '"7"')
    assert peer.heard[0].startswith("GET /a.ics?jeton=x HTTP/1.1")
    assert 'If-None-Match: "6"' in peer.heard[0]
    assert peer.heard[0].count("Host: ") == 1
    assert "Authorization" not in peer.heard[0]


def test_a_packed_answer_is_unpacked(peer: Peer, client: Client) -> None:
    packed = peers.says(gzip.compress(AGENDA), headers=("Content-Encoding: gzip",))
    assert get(client, peer.says("/", packed)).body == AGENDA


def test_nothing_new_is_an_answer(peer: Peer, client: Client) -> None:
    assert get(client, peer.says("/", peers.says(b"", status="304 Not Modified"))).status == 304


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("401 Unauthorized", FetchFault.LOGIN_REFUSED),
        ("403 Forbidden", FetchFault.NOT_PERMITTED),
        ("404 Not Found", FetchFault.GONE),
        ("410 Gone", FetchFault.GONE),
        ("418 Teapot", FetchFault.UNEXPECTED),
        ("429 Too Many", FetchFault.BUSY),
        ("500 Broken", FetchFault.SERVER_BROKEN),
        ("503 Busy", FetchFault.BUSY),
    ],
)
def test_a_refusal_is_told_by_its_kind(
    peer: Peer, client: Client, status: str, code: FetchFault
) -> None:
    page = b"<html>Madame Secrete</html>"
    assert fault(client, peer.says("/", peers.says(page, status=status))) is code


def test_how_long_to_wait_is_what_the_server_asks(peer: Peer, client: Client) -> None:
    asked = {
        "Retry-After: 120": 120,
        "Retry-After: Mon, 23 Nov 2026 10:00:30 GMT\r\nDate: Mon, 23 Nov 2026 10:00:00 GMT": 30,
        "Retry-After: bientot": None,
        "X: y": None,
    }
    for header, seconds in asked.items():
        url = peer.says("/", peers.says(b"", status="429 Slow", headers=(header,)))
        with pytest.raises(NotFetched) as refused:
            get(client, url)
        assert refused.value.retry_after == seconds


class TestAHostileServer:
    @pytest.mark.parametrize(
        "beginning",
        [
            b"",
            b"HTTP/1.1 200 OK\r\nX: ",
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        ],
    )
    def test_that_drips_is_left_at_the_deadline(
        self, peer: Peer, client_of: ClientOf, beginning: bytes
    ) -> None:
        url = peer.says("/", peers.drips(beginning, every=0.05))
        begun = time.monotonic()
        assert fault(client_of(peer.allowed, seconds=0.5), url) is FetchFault.SLOW
        assert time.monotonic() - begun < 3

    def test_that_says_nothing_is_left_at_the_deadline(
        self, peer: Peer, client_of: ClientOf
    ) -> None:
        url = peer.says("/", lambda _connection, _asked: time.sleep(3))
        assert fault(client_of(peer.allowed, seconds=0.3), url) is FetchFault.SLOW

    def test_that_always_says_wait_is_left_at_the_deadline(
        self, peer: Peer, client_of: ClientOf
    ) -> None:
        def waits(connection: socket.socket, _asked: str) -> None:
            while True:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                time.sleep(0.01)

        url = peer.says("/", waits)
        assert fault(client_of(peer.allowed, seconds=0.4), url) is FetchFault.SLOW

    def test_that_never_ends_is_cut_at_the_limit(self, peer: Peer, client_of: ClientOf) -> None:
        small = client_of(peer.allowed, max_bytes=1024 * 1024)
        assert fault(small, peer.says("/", peers.never_ends)) is FetchFault.TOO_LARGE

    def test_that_packs_a_bomb_fills_no_memory(self, peer: Peer, client: Client) -> None:
        import tracemalloc

        url = peer.says("/", peers.bomb(64))
        tracemalloc.start()
        code = fault(client, url)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert code is FetchFault.TOO_LARGE
        assert most < 40 * 1024 * 1024

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (peers.says(AGENDA, length=len(AGENDA) + 1), FetchFault.CUT_SHORT),
            (
                peers.says(gzip.compress(AGENDA)[:-9], headers=("Content-Encoding: gzip",)),
                FetchFault.CUT_SHORT,
            ),
            (
                peers.sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nBEGIN"),
                FetchFault.CUT_SHORT,
            ),
            (peers.says(AGENDA, headers=("Content-Encoding: gzip",)), FetchFault.GARBLED),
            (peers.says(AGENDA, headers=("Content-Encoding: br",)), FetchFault.GARBLED),
            (peers.sends(b"SSH-2.0-OpenSSH\r\n"), FetchFault.GARBLED),
            (peers.sends(b""), FetchFault.GARBLED),
            (
                peers.sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
                FetchFault.GARBLED,
            ),
            (
                peers.sends(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"),
                FetchFault.GARBLED,
            ),
        ],
    )
    def test_that_does_not_keep_to_the_protocol_is_told_so(
        self, peer: Peer, client: Client, answer: peers.Answer, code: FetchFault
    ) -> None:
        assert fault(client, peer.says("/", answer)) is code

    def test_that_is_not_there_is_told_so(self, client_of: ClientOf) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        asked = client_of(f"127.0.0.1:{port}")
        assert fault(asked, f"http://127.0.0.1:{port}/") is FetchFault.UNREACHABLE


class TestARedirection:
    def test_is_followed(self, peer: Peer, client: Client) -> None:
        peer.says("/new", peers.says(AGENDA))
        found = get(client, peer.says("/old", peers.leads_to("new")))
        assert (found.body, found.address.path) == (AGENDA, "/new")

    @pytest.mark.parametrize("status", ["301 x", "302 x", "303 x", "307 x", "308 x"])
    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.1/",
            "http://127.0.0.1:{other}/",
            "http://localhost:{other}/",
            "http://[::1]:{other}/",
            "http://[::ffff:127.0.0.1]:{other}/",
            "http://2130706433:{other}/",
            "//0x7f.1:{other}/",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1/",
        ],
    )
    def test_to_where_nobody_may_ask_is_not_followed(
        self, peer: Peer, client: Client, status: str, target: str
    ) -> None:
        with a_peer() as secret:
            url = peer.says("/", peers.leads_to(target.format(other=secret.port), status))
            assert fault(client, url) is FetchFault.FORBIDDEN
            assert secret.heard == []

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://agenda.example/"])
    def test_to_something_else_than_the_web_is_not_followed(
        self, peer: Peer, client: Client, target: str
    ) -> None:
        assert fault(client, peer.says("/", peers.leads_to(target))) is FetchFault.SCHEME

    def test_in_a_circle_ends(self, peer: Peer, client: Client) -> None:
        assert fault(client, peer.says("/", peers.leads_to("/"))) is FetchFault.REDIRECTS
        assert len(peer.heard) == 6

    def test_shares_the_deadline_of_the_first_question(
        self, peer: Peer, client_of: ClientOf
    ) -> None:
        def slowly(connection: socket.socket, asked: str) -> None:
            time.sleep(0.2)
            peers.leads_to("/")(connection, asked)

        url = peer.says("/", slowly)
        assert fault(client_of(peer.allowed, seconds=0.5), url) is FetchFault.SLOW

    def test_never_takes_a_password_to_another_server(
        self, peer: Peer, client_of: ClientOf
    ) -> None:
        with a_peer() as other:
            other.says("/", peers.says(AGENDA))
            asked = client_of(f"{peer.allowed} {other.allowed}")
            peer.says("/near", peers.leads_to("/far"))
            url = peer.says("/far", peers.leads_to(other.url()))
            get(asked, peer.url("/near"), LOGIN)
            assert all("Authorization: Basic " in heard for heard in peer.heard)
            assert "authorization" not in other.heard[0].lower()
            assert url


class TestAPassword:
    def test_goes_in_clear_to_the_house_s_own_servers_alone(self) -> None:
        asked = Client(Gate(allowed_from(""), lambda _name: ["93.184.216.34"]), seconds=0.2)
        url = "http://agenda.example/"
        with pytest.raises(NotFetched) as refused:
            get(asked, url, LOGIN)
        assert refused.value.code is FetchFault.PASSWORD_IN_CLEAR

    def test_is_not_in_what_a_log_could_print(self) -> None:
        question = Question(parsed("https://agenda.example/"), login=LOGIN)
        assert "motdepasse" not in repr(question) + str(question)


class TestAName:
    def test_that_changes_its_mind_is_asked_where_it_was_checked(self, peer: Peer) -> None:
        """DNS rebinding: the second answer is never asked for."""
        answers = [["127.0.0.1"], ["10.0.0.1"]]
        asked: list[str] = []

        def resolve(name: str) -> list[str]:
            asked.append(name)
            return answers[len(asked) - 1]

        peer.says("/", peers.says(AGENDA))
        gate = Gate(allowed_from(f"agenda.example:{peer.port}"), resolve)
        url = peer.url("/", host="agenda.example")
        assert get(Client(gate), url).body == AGENDA
        assert asked == ["agenda.example"]
        assert f"Host: agenda.example:{peer.port}" in peer.heard[0]

    def test_that_becomes_a_machine_of_the_house_is_refused_the_second_time(
        self, peer: Peer
    ) -> None:
        """First public, then loopback on the redirection back to the same name."""
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])
        gate = Gate(allowed_from(f"agenda.example:{peer.port}"), lambda _name: next(answers))
        peer.says("/", peers.leads_to("/again"))
        url = peer.url("/", host="agenda.example")
        assert fault(Client(gate), url) is FetchFault.FORBIDDEN
        assert len(peer.heard) == 1


def test_the_proxy_of_the_environment_is_not_used(
    peer: Peer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_peer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert get(client, peer.says("/", peers.says(AGENDA))).body == AGENDA
        assert proxy.heard == []


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A certificate and its key for agenda.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "agenda.example")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("agenda.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "authority.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls_port(authority: Path) -> Iterator[int]:
    """A server over TLS that always gives an agenda."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)

    def serve(listening: socket.socket) -> None:
        for _ in range(2):
            try:
                with context.wrap_socket(listening.accept()[0], server_side=True) as connection:
                    peers.says(AGENDA)(connection, str(connection.recv(65536)))
            except OSError:
                continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        serving = threading.Thread(target=serve, args=(listening,), daemon=True)
        serving.start()
        yield listening.getsockname()[1]


def test_a_server_whose_certificate_nobody_vouches_for_is_not_believed(
    tls_port: int, client_of: ClientOf
) -> None:
    asked = client_of(f"127.0.0.1:{tls_port}")
    assert fault(asked, f"https://127.0.0.1:{tls_port}/") is FetchFault.NOT_TRUSTED


def test_a_certificate_must_be_for_the_name_that_was_asked(tls_port: int, authority: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(authority))
    named = allowed_from(f"agenda.example:{tls_port} autre.example:{tls_port}")
    asked = Client(Gate(named, lambda _name: ["127.0.0.1"]), tls=trusting)
    assert get(asked, f"https://agenda.example:{tls_port}/", LOGIN).body == AGENDA
    assert fault(asked, f"https://autre.example:{tls_port}/") is FetchFault.NOT_TRUSTED
