"""A client that may ask the peers of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rcp.outside.client import Client
from rcp.outside.gate import Gate, allowed_from


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """A client for which an administrator let these hosts through."""

    def made(allowed: str = "", **limits: float) -> Client:
        return Client(Gate(allowed_from(allowed)), **limits)  # type: ignore[arg-type]  # limits

    return made
