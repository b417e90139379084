"""Duties of the rooms below that may not know of each other: the trail is sealed every minute."""

from __future__ import annotations

from datetime import datetime

from fuyuantong.audit.actions import seal
from fuyuantong.common.jobs import duty


@duty("audit.seal", 60, vital=True)
def seal_trail(now: datetime) -> None:
    """Sign the heads of the chains that moved (reliability: sealed every minute)."""
    seal(now)
