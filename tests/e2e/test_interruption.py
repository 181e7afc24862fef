"""Power cuts: whatever is killed, work goes on and every message leaves once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.installation import Installation
from tests.e2e.letters import message_ids
from tests.e2e.test_planning import SEARCH, asks_for_plan
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import until

BOARDS = ["RCP Digestif", "RCP Sein", "RCP Urologie"]


@pytest.fixture
def house(territory: Path, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own, to be killed."""
    installation = Installation(territory, tmp_path / "data")
    installation.start()
    yield installation
    installation.stop()


def test_killed_while_planning_and_while_sending_it_goes_on_and_sends_each_message_once(
    house: Installation, chromium: Browser
) -> None:
    sami = Visitor.arriving(chromium, house.url).signs_in_as("coordinator")
    asks_for_plan(sami, BOARDS, weeks=9, seconds=3)
    until(house.is_at_work, "the search")
    house.kill_worker()
    sami.page.locator("summary", has_text="Accepter et convoquer").wait_for(timeout=SEARCH)
    before = len(message_ids(house.mail))
    sami.confirms("Accepter et convoquer", "Oui, convoquer")
    sami.sees("Plan accepté")
    sami.leaves()
    until(lambda: len(message_ids(house.mail)) > before, "the first invitation")
    house.kill()
    assert _unsent(house), "all had left before the power was cut"
    _let_claims_expire(house)
    house.start()
    until(lambda: not _unsent(house), "the end of the sending")
    assert sorted(message_ids(house.mail)) == _asked(house, "state = 'sent'")


def _unsent(house: Installation) -> list[str]:
    return _asked(house, "state IN ('waiting', 'sending')")


def _asked(house: Installation, condition: str) -> list[str]:
    """The Message-IDs of the outbox that fulfil a condition, in their order."""
    query = f"SELECT message_id FROM outbox_message WHERE {condition} ORDER BY message_id"
    with closing(sqlite3.connect(house.folder / "quorum.db", timeout=30)) as database:
        return [message_id for (message_id,) in database.execute(query)]


def _let_claims_expire(house: Installation) -> None:
    """Two minutes pass for the message that was cut off."""
    past = "2020-01-01 00:00:00.000000"
    with closing(sqlite3.connect(house.folder / "quorum.db", timeout=30)) as database, database:
        database.execute(
            "UPDATE outbox_message SET claimed_until = ?, next_try_at = ? WHERE state = 'sending'",
            (past, past),
        )
