"""Every kind of message that leaves the house, as it was agreed on; see `letters/expected/`.

`REWRITE_EXPECTED=1` writes the texts anew, to be reviewed with the change that altered them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine
from time_machine import TimeMachineFixture

from rcp.db.engine import sessions
from tests.factories import NOW
from tests.services.letters.story import Story

EXPECTED = Path(__file__).parent / "letters" / "expected"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_all_that_leaves_the_house_reads_as_it_was_agreed_on(
    own_engine: Engine, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    told = Story(sessions(own_engine)).told
    if os.environ.get("REWRITE_EXPECTED"):
        EXPECTED.mkdir(exist_ok=True)
        for old in EXPECTED.glob("*.txt"):
            old.unlink()
        for name, text in told.items():
            (EXPECTED / f"{name}.txt").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in EXPECTED.glob("*.txt")}
    assert told == kept
