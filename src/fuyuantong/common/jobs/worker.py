"""The worker process: the queue's workers and one scheduler thread, until SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import app

from fuyuantong.common.jobs.duties import beat

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
GRACE_SECONDS = 20.0
AGAIN_SECONDS = 2.0


def run_worker(
    *,
    concurrency: int = 4,
    beat_seconds: float = BEAT_SECONDS,
    heartbeat_seconds: float = 10.0,
    name: str = "fyt",
) -> None:
    """Run jobs and duties in this process; blocks until SIGTERM or SIGINT, then ends in 20 s.

    Any number of these may serve one database, on any machine. Django must be set up. A database that goes
    away is waited for: neither part gives up.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # its INFO lines repeat every argument
    stop = threading.Event()
    scheduler = threading.Thread(target=_schedule, args=(stop, beat_seconds), name="scheduler", daemon=True)
    scheduler.start()
    options = {
        "concurrency": concurrency,
        "name": name,
        "install_signal_handlers": False,  # ours, because the queue's part is begun again after a fault
        "fetch_job_polling_interval": 2.0,
        "update_heartbeat_interval": heartbeat_seconds,
        "shutdown_graceful_timeout": GRACE_SECONDS,
    }
    make = app.connector.get_worker_connector  # type: ignore[attr-defined]
    try:
        asyncio.run(_work(make, options))
    finally:
        stop.set()
        scheduler.join(GRACE_SECONDS)


async def _work(make: Callable[[], BaseAsyncConnector], options: dict[str, Any]) -> None:
    """Take jobs until a signal comes; begin again, with new connections, when the database dropped us."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    while not told.is_set():
        with app.replace_connector(make()):
            work = asyncio.create_task(_take_jobs(options))
            stop = asyncio.create_task(told.wait())
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            work.cancel()  # lets running jobs end
            with contextlib.suppress(asyncio.CancelledError):
                await work
        if not told.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), AGAIN_SECONDS)


async def _take_jobs(options: dict[str, Any]) -> None:
    try:
        async with app.open_async():
            await app.run_worker_async(**options)
    except Exception:
        log.exception("the queue's part of the worker stopped; it begins again")


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
