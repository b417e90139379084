"""The worker process: the queue's workers and one scheduler thread, until SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import app

from fuyuantong.common.jobs.duties import beat
from fuyuantong.common.jobs.registry import QUEUES

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
GRACE_SECONDS = 20.0
AGAIN_SECONDS = 2.0
_STOPPED = "the queue's part of the worker stopped; it begins again"


def run_worker(
    *,
    concurrency: int = 4,
    beat_seconds: float = BEAT_SECONDS,
    heartbeat_seconds: float = 10.0,
    name: str = "fyt",
) -> None:
    """Run jobs and duties in this process; blocks until SIGTERM or SIGINT, then ends in 20 s.

    `concurrency` jobs of each queue (`registry.QUEUES`) at once, half as many long ones: these need memory.
    Any number of these processes may serve one database, on any machine. Django must be set up. A database
    that goes away is waited for: neither part gives up.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # its INFO lines repeat every argument
    stop = threading.Event()
    scheduler = threading.Thread(target=_schedule, args=(stop, beat_seconds), name="scheduler", daemon=True)
    scheduler.start()
    options = {
        "name": name,
        "install_signal_handlers": False,  # ours, because the queue's part is begun again after a fault
        "fetch_job_polling_interval": 2.0,
        "update_heartbeat_interval": heartbeat_seconds,
        "shutdown_graceful_timeout": GRACE_SECONDS,
    }
    make = app.connector.get_worker_connector  # type: ignore[attr-defined]
    places = dict.fromkeys(QUEUES, concurrency) | {"long": (concurrency + 1) // 2}
    try:
        asyncio.run(_work(make, places, options))
    finally:
        stop.set()
        scheduler.join(GRACE_SECONDS)


async def _work(
    make: Callable[[], BaseAsyncConnector], places: Mapping[str, int], options: dict[str, Any]
) -> None:
    """Take jobs until a signal comes; begin again, with new connections, when the database dropped us."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(sum(places.values())))  # a job at each place has a thread
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    while not told.is_set():
        with app.replace_connector(make()):
            work = asyncio.create_task(_take_jobs(places, options))
            stop = asyncio.create_task(told.wait())
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
        if not told.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), AGAIN_SECONDS)


async def _take_jobs(places: Mapping[str, int], options: dict[str, Any]) -> None:
    """One of procrastinate's workers for each queue; when one of them ends, all do."""
    try:
        async with app.open_async():
            takers = [
                asyncio.create_task(app.run_worker_async(queues=[queue], concurrency=many, **options))
                for queue, many in places.items()
            ]
            try:
                await asyncio.wait(takers, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for taker in takers:
                    taker.cancel()  # lets running jobs end
                ended = await asyncio.gather(*takers, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                log.error(_STOPPED, exc_info=error)
    except Exception:
        log.exception(_STOPPED)


def _schedule(stop: threading.Event, seconds: float) -> None:
    """Beat until told to stop; a database that is away is waited for, never given up."""
    while not stop.is_set():
        try:
            close_old_connections()
            beat()
        except (DatabaseError, InterfaceError):
            log.exception("the scheduler cannot reach the database")
            connection.close()
        except Exception:
            log.exception("the scheduler stumbled")
        stop.wait(seconds)
    connection.close()
