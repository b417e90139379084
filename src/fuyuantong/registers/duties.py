"""What must be done again and again: previews that nobody confirmed go, and what was asked under grants."""

from __future__ import annotations

from datetime import datetime, timedelta

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty
from fuyuantong.common.uow import unit_of_work
from fuyuantong.registers.models import Intake, Lookup
from fuyuantong.registers.trail import note_book

PREVIEW_AGE = timedelta(days=3)
"""A preview holds rows that are in no register: it is kept for a long weekend, no longer."""
_AT_ONCE = 100
LOOKUP_AGE = timedelta(days=180)
"""As for checks of lists: after that a record says who, for which case, what kind and how many."""


@duty("registers.previews", 3600)
def purge_previews(now: datetime) -> int:
    """Delete previews that were not confirmed in time; the trail says whose file it was, not what it held."""
    with unit_of_work(SYSTEM, now=now) as uow:
        old = Intake.objects.filter(done_at=None, at__lt=now - PREVIEW_AGE).order_by("at")
        rows = list(old.select_for_update(skip_locked=True)[:_AT_ONCE])
        for row in rows:
            note_book(uow, row.book_id, "import_dropped", row.pk, sha256=row.sha256)
        Intake.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@duty("registers.lookups", 86_400)
def forget_lookups(now: datetime) -> int:
    """Empty the covered values that were asked by; the rest of the record stays."""
    with unit_of_work(SYSTEM, now=now):
        return Lookup.objects.filter(at__lt=now - LOOKUP_AGE).exclude(shown="").update(shown="")
