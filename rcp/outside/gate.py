"""Which machines may be asked at all: public ones, and those an administrator named."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from threading import Thread

from rcp.outside.address import Address, parsed
from rcp.outside.faults import FetchFault, NotFetched

PORTS = frozenset({80, 443, 8443})
Machine = IPv4Address | IPv6Address
Resolve = Callable[[str], Sequence[str]]
"""From a name to the addresses of its machines; raises OSError for an unknown one."""

_NEVER = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local, and there the metadata of most clouds
        "224.0.0.0/3",
        "::/128",
        "fe80::/10",
        "ff00::/8",
    )
)
"""No administrator can mean these."""
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        "::/8",  # loopback, IPv4-mapped and -compatible
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo, ORCHID and the like
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fec0::/10",
    )
)
"""Beyond what `is_global` knows: every form in which an inner IPv4 address can hide."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an administrator lets through: (host, port or None for the usual ones), networks."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def knows(self, address: Address) -> bool:
        """Whether this host and port were named."""
        if (address.host, address.port) in self.hosts:
            return True
        return address.port in PORTS and (address.host, None) in self.hosts

    def holds(self, machine: Machine) -> bool:
        """Whether a named network holds the machine."""
        return any(machine in network for network in self.networks)


def allowed_from(text: str) -> Allowed:
    """What « agenda.chu.example 10.1.2.3:8008 10.20.0.0/16 » lets through.

    Raises ValueError with the part that is no host, host:port or network.
    """
    hosts: set[tuple[str, int | None]] = set()
    networks = []
    for part in text.replace(",", " ").split():
        if "/" in part:
            networks.append(_network(part))
        else:
            hosts.add(_host_and_port(part))
    return Allowed(frozenset(hosts), tuple(networks))


def _network(part: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(part)
    except ValueError:
        raise ValueError(part) from None


def _host_and_port(part: str) -> tuple[str, int | None]:
    try:
        address = parsed(f"http://{part}/")
    except NotFetched:
        raise ValueError(part) from None
    named = part.removeprefix("[").endswith(f":{address.port}")
    return address.host, address.port if named else None


def resolve(name: str) -> list[str]:
    """The addresses that the system's resolver knows, each once."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


class Gate:
    """Tells which machines stand for an address, and refuses those that nobody may ask."""

    def __init__(self, allowed: Allowed, resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve

    def machines(self, address: Address, seconds: float) -> list[str]:
        """The addresses to connect to, all of them checked; raises NotFetched.

        A name that leads to one forbidden machine is refused, whatever else it leads to.
        """
        is_named = self._allowed.knows(address)
        found = [address.host] if address.literal else self._asked(address.host, seconds)
        machines = [_machine(text) for text in found]
        if not machines:
            raise NotFetched(FetchFault.NAME_UNKNOWN)
        if not all(self._may_ask(machine, address, is_named=is_named) for machine in machines):
            raise NotFetched(FetchFault.FORBIDDEN)
        return [str(machine) for machine in machines]

    def trusts_in_clear(self, address: Address) -> bool:
        """Whether a password may go there without TLS: inside the house only."""
        return self._allowed.knows(address)

    def _may_ask(self, machine: Machine, address: Address, *, is_named: bool) -> bool:
        if _within(machine, _NEVER):
            return False
        if is_named or (address.port in PORTS and self._allowed.holds(machine)):
            return True
        return address.port in PORTS and is_public(machine)

    def _asked(self, name: str, seconds: float) -> list[str]:
        """The system's resolver knows no deadline: it is left behind when it takes too long."""
        found: list[str] = []
        fault: list[OSError] = []

        def ask() -> None:
            try:
                found.extend(self._resolve(name))
            except (OSError, UnicodeError) as error:
                fault.append(error if isinstance(error, OSError) else OSError())

        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(max(seconds, 0))
        if asking.is_alive():
            raise NotFetched(FetchFault.SLOW)
        if fault:
            raise NotFetched(FetchFault.NAME_UNKNOWN)
        return found


def is_public(machine: Machine) -> bool:
    """Whether anybody on the internet could ask this machine."""
    return (
        machine.is_global
        and not machine.is_multicast
        and not _within(machine, _NEVER)
        and not _within(machine, _NOT_PUBLIC)
    )


def _within(machine: Machine, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return any(machine in network for network in networks)


def _machine(text: str) -> Machine:
    try:
        machine = ip_address(text)
    except ValueError:
        raise NotFetched(FetchFault.FORBIDDEN) from None
    if isinstance(machine, IPv6Address) and machine.scope_id is not None:
        raise NotFetched(FetchFault.FORBIDDEN)
    return machine
