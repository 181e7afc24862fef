"""The one way in which this house asks another server for something.

Every address, also that of a redirection, is checked and then connected to as checked, so that no
name can mean another machine in between. An answer may take 20 s in all and hold a bounded number
of bytes, also once unpacked. No proxy of the environment is used, no cookie is kept.
"""

from __future__ import annotations

import base64
import http.client
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cache

from rcp.outside.address import Address
from rcp.outside.challenge import asks_for_neither, digest_answer
from rcp.outside.faults import FetchFault, NotFetched
from rcp.outside.gate import Gate
from rcp.outside.wire import Connection, Deadline

SECONDS = 20.0
MEBIBYTE = 1024 * 1024
MAX_BYTES = 10 * MEBIBYTE
MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_FAULTS = {
    401: FetchFault.LOGIN_REFUSED,
    403: FetchFault.NOT_PERMITTED,
    404: FetchFault.GONE,
    410: FetchFault.GONE,
    429: FetchFault.BUSY,
    503: FetchFault.BUSY,
}


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password for one server alone."""

    name: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """As HTTP's Basic scheme says it (RFC 7617, UTF-8)."""
        return "Basic " + base64.b64encode(f"{self.name}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an address."""

    address: Address
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    login: Login | None = None
    proof: str = field(default="", repr=False)
    """The Authorization that this very address asked for, instead of Basic."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: headers by small letters, the body unpacked, and who gave it in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    address: Address


class Client:
    """Asks, within the limits."""

    def __init__(
        self,
        gate: Gate,
        *,
        seconds: float = SECONDS,
        max_bytes: int = MAX_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._gate = gate
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._tls = tls or _trusted()

    def ask(self, question: Question, deadline: Deadline | None = None) -> Reply:
        """The answer, redirections followed; raises NotFetched for all but 2xx and 304.

        Several questions may share one `deadline`; without it this one has its own.
        """
        deadline = deadline or Deadline(self._seconds)
        for _hop in range(MAX_REDIRECTS + 1):
            reply = self._asked(question, deadline)
            if proven := _proven(question, reply):
                question = proven
                continue
            if reply.status not in _REDIRECTIONS or "location" not in reply.headers:
                return _usable(reply)
            question = _redirected(question, reply)
        raise NotFetched(FetchFault.REDIRECTS)

    def _asked(self, question: Question, deadline: Deadline) -> Reply:
        machines = self._gate.machines(question.address, deadline.left())
        connection = Connection(question.address, machines, deadline, self._tls)
        try:
            connection.request(
                question.method,
                question.address.path,
                body=question.body or None,
                headers=self._headers(question),
            )
            response = connection.getresponse()
            headers = _headers_of(response)
            body = self._body(response, headers)
        except TimeoutError:
            raise NotFetched(FetchFault.SLOW) from None
        except http.client.IncompleteRead:
            raise NotFetched(FetchFault.CUT_SHORT) from None
        except (http.client.HTTPException, UnicodeError, ValueError):
            raise NotFetched(FetchFault.GARBLED) from None
        except OSError:
            raise NotFetched(FetchFault.UNREACHABLE) from None
        finally:
            connection.hang_up()
        return Reply(response.status, headers, body, question.address)

    def _headers(self, question: Question) -> dict[str, str]:
        told = {
            "Host": question.address.netloc,
            "User-Agent": "Quorum",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **question.headers,
        }
        if question.login:
            is_safe = question.address.scheme == "https"
            if not is_safe and not self._gate.trusts_in_clear(question.address):
                raise NotFetched(FetchFault.PASSWORD_IN_CLEAR)
            told["Authorization"] = question.proof or question.login.header
        return told

    def _body(self, response: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
        if response.status in _REDIRECTIONS or response.status >= 400:
            return b""  # nothing of it is wanted
        unpacking = _Unpacking(headers.get("content-encoding", ""), self._max_bytes)
        received = 0
        while chunk := response.read(_CHUNK):
            received += len(chunk)
            if received > self._max_bytes:
                raise NotFetched(FetchFault.TOO_LARGE)
            unpacking.add(chunk)
        if response.length:  # fewer bytes than were announced: read() does not say so
            raise NotFetched(FetchFault.CUT_SHORT)
        return unpacking.whole()


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts; reading them takes a while."""
    return ssl.create_default_context()


class _Unpacking:
    """The body of an answer, never unpacked beyond the limit."""

    def __init__(self, encoding: str, limit: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise NotFetched(FetchFault.GARBLED)
        self._limit = limit
        self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
        self._content = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take in what came."""
        room = self._limit - len(self._content) + 1
        try:
            self._content += self._gzip.decompress(chunk, room) if self._gzip else chunk
        except zlib.error:
            raise NotFetched(FetchFault.GARBLED) from None
        if len(self._content) > self._limit:
            raise NotFetched(FetchFault.TOO_LARGE)

    def whole(self) -> bytes:
        """Everything; raises NotFetched when the end is missing."""
        if self._gzip and self._content and not self._gzip.eof:
            raise NotFetched(FetchFault.CUT_SHORT)
        return bytes(self._content)


def _headers_of(response: http.client.HTTPResponse) -> dict[str, str]:
    """By small letters; several of one name side by side, as RFC 9110 §5.3 has it."""
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        known = found.get(name.lower())
        found[name.lower()] = f"{known}, {value}" if known else value
    return found


def _proven(question: Question, reply: Reply) -> Question | None:
    """The question with the proof that a Digest server asks for; None if there is nothing more."""
    if reply.status != 401 or question.login is None or question.proof:
        return None
    proof = digest_answer(
        reply.headers.get("www-authenticate", ""),
        question.login.name,
        question.login.password,
        method=question.method,
        path=question.address.path,
    )
    return replace(question, proof=proof) if proof else None


def _redirected(question: Question, reply: Reply) -> Question:
    """The same question elsewhere; a login never goes to another server."""
    target = question.address.at(reply.headers["location"])
    kept = question.login if _is_same_house(question.address, target) else None
    if reply.status == 303:
        return Question(target, headers=question.headers, login=kept)
    return replace(question, address=target, login=kept, proof="")


def _is_same_house(before: Address, after: Address) -> bool:
    """The same server, or the same host once it asks for TLS."""
    if before.origin == after.origin:
        return True
    upgraded = (before.scheme, before.port, after.scheme, after.port) == ("http", 80, "https", 443)
    return upgraded and before.host == after.host


def _usable(reply: Reply) -> Reply:
    if 200 <= reply.status < 300 or reply.status == 304:
        return reply
    code = _FAULTS.get(reply.status)
    if reply.status == 401 and asks_for_neither(reply.headers.get("www-authenticate", "")):
        code = FetchFault.OWN_SIGN_IN
    if code is None:
        is_theirs = reply.status >= 500
        code = FetchFault.SERVER_BROKEN if is_theirs else FetchFault.UNEXPECTED
    raise NotFetched(code, retry_after=_seconds(reply.headers))


def _seconds(headers: Mapping[str, str]) -> int | None:
    """What Retry-After asks, in seconds; as a date it needs the server's own clock."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(0, int(wait.total_seconds()))
