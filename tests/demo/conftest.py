"""The territory written once for the tests that read its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rcp.demo.territory import write_territory

TODAY = date(2026, 3, 11)
"""A Wednesday, three weeks before the change of hour."""


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the territory as of `TODAY`."""
    folder = tmp_path_factory.mktemp("territory")
    write_territory(folder, TODAY)
    return folder
