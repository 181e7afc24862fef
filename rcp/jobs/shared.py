"""A worker among others on PostgreSQL: procrastinate hands it jobs, the `job` rows decide."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from datetime import datetime

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from rcp.config import Settings
from rcp.db.base import utc_now
from rcp.jobs import carrier, heartbeat, ledger, run, schedule
from rcp.jobs.house import House, open_house
from rcp.jobs.pace import Pace
from rcp.jobs.tasks import TASKS, Task

_LOOK_SECONDS = 0.02


def work(settings: Settings, tasks: Mapping[str, Task] = TASKS, pace: Pace | None = None) -> None:
    """Run jobs until SIGTERM or SIGINT, or until PostgreSQL goes away: then start it again."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_work(open_house(settings, tasks, pace)))


def last_sign_of_life(engine: Engine) -> datetime | None:
    """When any worker of the database last gave one, if ever."""
    asked = text("SELECT max(last_heartbeat) FROM procrastinate_workers")
    with engine.connect() as connection:
        seen: datetime | None = connection.scalar(asked)
        return seen


async def _work(house: House) -> None:
    app = _app(house)
    async with app.open_async():
        jobs = asyncio.create_task(_take_jobs(house, app))
        upkeep = asyncio.create_task(_keep_up(house, app))
        await asyncio.wait({jobs, upkeep}, return_when=asyncio.FIRST_COMPLETED)
        for task in (upkeep, jobs):
            task.cancel()
        ended = await asyncio.gather(jobs, upkeep, return_exceptions=True)
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault


async def _take_jobs(house: House, app: App) -> None:
    await app.run_worker_async(
        queues=[carrier.QUEUE],
        concurrency=house.settings.workers,
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=house.pace.heartbeat,
        stalled_worker_timeout=house.pace.silence,
        shutdown_graceful_timeout=house.pace.drain,
        delete_jobs="always",
    )


def _app(house: House) -> App:
    url = make_url(house.settings.database_url).set(drivername="postgresql")
    conninfo = url.render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))

    @app.task(name=carrier.TASK, queue=carrier.QUEUE)
    async def run_job(job_id: str) -> None:
        await _run(house, uuid.UUID(job_id))

    return app


async def _run(house: House, job_id: uuid.UUID) -> None:
    """Do what the carrier asks, if its row still does."""
    for begun in run.begin(house, [job_id]):
        try:
            while not begun.step():
                await asyncio.sleep(_LOOK_SECONDS)
        except asyncio.CancelledError:
            begun.hand_back()
            raise


async def _keep_up(house: House, app: App) -> None:
    """From time to time: a sign of life, what is due, and jobs whose worker vanished."""
    while True:
        heartbeat.beat(house.settings.data_folder)
        await _drop_stalled_carriers(house, app)
        _carry_abandoned(house)
        with house.sessions.begin() as session:
            schedule.look_around(session, utc_now(), house.settings)
        await asyncio.sleep(house.pace.upkeep)


async def _drop_stalled_carriers(house: House, app: App) -> None:
    """Their rows come back by their lease, under a new carrier."""
    stalled = await app.job_manager.get_stalled_jobs(
        queue=carrier.QUEUE, seconds_since_heartbeat=house.pace.silence
    )
    for job in stalled:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _carry_abandoned(house: House) -> None:
    """Give a new carrier to each job that should run and that nothing carries any more."""
    now = utc_now()
    try:
        with house.sessions.begin() as session:
            lost = ledger.abandoned(session, now, late_since=now - house.pace.lease)
            carrier.carry_again(session, lost)
    except AlreadyEnqueued:  # another worker was quicker; what is still lost is seen next time
        return
