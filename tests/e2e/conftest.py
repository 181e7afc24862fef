"""The site as the people of the territory meet it: Odile, Sami, Laurent, Estelle and Claire."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import territory as territories
from tests.e2e.installation import Installation
from tests.e2e.visitor import PHONE, Visitor

CHROMIUM = "/usr/bin/chromium-headless-shell"  # without windows: half the work of the whole browser
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds

Welcome = Callable[..., Visitor]


def pytest_itemcollected(item: pytest.Item) -> None:
    """All that browses is marked."""
    if item.path.is_relative_to(Path(__file__).parent):
        item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loaded territory, never changed: each installation copies it."""
    own = tmp_path_factory.getbasetemp()
    return territories.loaded(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="package")
def site(territory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that the tests of this worker share."""
    installation = Installation(territory, tmp_path_factory.mktemp("site") / "data")
    installation.start()
    yield installation
    installation.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser; each visitor has a profile of their own."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def welcome(chromium: Browser, site: Installation) -> Iterator[Welcome]:
    """Let somebody in: `welcome("clinician", size=PHONE)`; without a role, signed out."""
    visitors: list[Visitor] = []

    def let_in(role: str | None = None, **how: object) -> Visitor:
        visitor = Visitor.arriving(chromium, site.url, **how)  # type: ignore[arg-type]
        visitor.page.set_default_timeout(PATIENCE)
        visitors.append(visitor)
        return visitor.signs_in_as(role) if role else visitor

    yield let_in
    for visitor in visitors:
        visitor.leaves()


@pytest.fixture
def odile(welcome: Welcome) -> Visitor:
    """A clinician with her telephone."""
    return welcome("clinician", size=PHONE)


@pytest.fixture
def sami(welcome: Welcome) -> Visitor:
    """A coordinator at his desk."""
    return welcome("coordinator")


@pytest.fixture
def laurent(welcome: Welcome) -> Visitor:
    """A participant at his desk."""
    return welcome("participant")
