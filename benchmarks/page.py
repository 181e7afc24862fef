"""The sign-in page, without the network."""

import tempfile

from benchmarks.table import Limit, Row, milliseconds
from rcp.app import create_app
from rcp.config import read_settings
from rcp.db import schema
from rcp.db.engine import make_engine

TIMES = 50


def rows(limit: Limit) -> list[Row]:
    """On a new, empty database."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"RCP_DATA": folder})
        engine = make_engine(settings.database_url)
        schema.upgrade(engine)
        engine.dispose()
        client = create_app(settings).test_client()
        took = milliseconds(lambda: client.get("/sign-in"), times=TIMES)
    return [Row("Sign-in page", "", f"{took:.0f} ms (median of {TIMES})")]
