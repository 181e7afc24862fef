"""A hostile peer, and a client that may ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rcp.outside.client import Client
from rcp.outside.gate import Gate, allowed_from
from tests.outside.peer import Peer, a_peer
from tests.outside.radicale import Radicale, a_radicale


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A server of the test's own."""
    with a_peer() as made:
        yield made


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    """A CalDAV server with an empty account."""
    with a_radicale(tmp_path / "radicale") as made:
        yield made


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """A client for which an administrator let these hosts through."""

    def made(allowed: str = "", **limits: float) -> Client:
        return Client(Gate(allowed_from(allowed)), **limits)  # type: ignore[arg-type]  # limits

    return made
