"""Names of streams: a matter is a stream; acts outside matters share one per worker and day."""

from __future__ import annotations

import os
from datetime import date
from uuid import UUID


def matter_stream(matter: UUID) -> str:
    return f"matter:{matter}"


def day_stream(day: date) -> str:
    """Sign-ins, reads of personal data, exports, publishing: one chain per worker process and day."""
    return f"day:{day.isoformat()}:{os.getpid()}"
