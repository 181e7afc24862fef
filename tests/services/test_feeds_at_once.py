"""Two clicks on the same button at once: the second waits for the first, and neither fails."""

from __future__ import annotations

import threading

from sqlalchemy import select

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import CalendarFeed, Practitioner
from rcp.services import feeds
from tests import factories
from tests.factories import NOW


def test_a_feed_renewed_twice_at_once_has_one_address(own_engine):
    house = sessions_of(own_engine)
    with house.begin() as session:
        odile_id = factories.a_cast(session).odile.id
    start, faults = threading.Barrier(2), []

    def renew() -> None:
        start.wait()
        try:
            with house.begin() as session:
                odile = session.get_one(Practitioner, odile_id)
                feeds.renew(session, odile, by=odile, now=NOW)
        except Exception as fault:  # told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=renew) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with house() as session:
        assert len(session.scalars(select(CalendarFeed)).all()) == 1
