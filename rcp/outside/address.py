"""An address as people paste it, taken apart; every odd spelling of a machine is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

from rcp.outside.faults import FetchFault, NotFetched

SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
"""What may be asked, and how: calendars' own scheme stands for the safe one."""
USUAL_PORTS = {"http": 80, "https": 443}
LONGEST = 2_000
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}")
_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)")
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask: scheme http or https, host in small letters, port, path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What tells one server from another."""
        return self.scheme, self.host, self.port

    @property
    def netloc(self) -> str:
        """The host as a Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def literal(self) -> IPv4Address | IPv6Address | None:
        """The machine itself, when the host is no name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    def at(self, reference: str) -> Address:
        """What a link or a redirection of this address leads to; raises NotFetched."""
        try:
            return parsed(urljoin(self.url, reference.strip()))
        except ValueError:
            raise NotFetched(FetchFault.MALFORMED) from None


def parsed(text: str) -> Address:
    """The address that a text is; raises NotFetched (malformed, scheme, holds_password, forbidden).

    Without a scheme, https is meant.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or not text.isprintable() or " " in text or "\\" in text:
        raise NotFetched(FetchFault.MALFORMED)
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotFetched(FetchFault.MALFORMED) from None
    scheme = SCHEMES.get(parts.scheme.lower())
    if scheme is None:
        raise NotFetched(FetchFault.SCHEME)
    if parts.username is not None or parts.password is not None:
        raise NotFetched(FetchFault.HOLDS_PASSWORD)
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    usual = USUAL_PORTS[scheme]
    return Address(scheme, _host(host), usual if port is None else port, path + query)


def _host(text: str) -> str:
    """A name in ASCII or a plain IP address; 127.1, 0x7f.1 and 2130706433 are neither."""
    host = text.lower().removesuffix(".")
    if ":" in host:
        return _plain_ipv6(host)
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotFetched(FetchFault.MALFORMED) from None
    if not _NAME.fullmatch(name):
        raise NotFetched(FetchFault.MALFORMED)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise NotFetched(FetchFault.FORBIDDEN) from None
    return name


def _plain_ipv6(host: str) -> str:
    try:
        found = IPv6Address(host)
    except ValueError:
        raise NotFetched(FetchFault.MALFORMED) from None
    if found.scope_id is not None:
        raise NotFetched(FetchFault.FORBIDDEN)
    return str(found)
