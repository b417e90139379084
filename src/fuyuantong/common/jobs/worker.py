"""The worker process: the queue's workers and one scheduler thread, until SIGTERM."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate.contrib.django import app

from fuyuantong.common.jobs.duties import beat

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
GRACE_SECONDS = 20.0


def run_worker(
    *,
    concurrency: int = 4,
    beat_seconds: float = BEAT_SECONDS,
    heartbeat_seconds: float = 10.0,
    name: str = "fyt",
) -> None:
    """Run jobs and duties in this process; blocks until SIGTERM or SIGINT, then ends in 20 s.

    Any number of these may serve one database, on any machine. Django must be set up.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # its INFO lines repeat every argument
    stop = threading.Event()
    scheduler = threading.Thread(target=_schedule, args=(stop, beat_seconds), name="scheduler", daemon=True)
    scheduler.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            app.run_worker(
                concurrency=concurrency,
                name=name,
                install_signal_handlers=True,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=heartbeat_seconds,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
    finally:
        stop.set()
        scheduler.join(GRACE_SECONDS)


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
