"""What goes by itself: records whose time is over, and the askers' words that are no longer needed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import kinds
from fuyuantong.screening.actions.publishing import take_down
from fuyuantong.screening.kinds import HitState, RecordState
from fuyuantong.screening.models import Check, Hit, Record

KEPT = timedelta(days=180)


def expire_due(uow: UnitOfWork, key: UUID) -> bool:
    """Take one record down whose time is over; False when it has gone meanwhile."""
    record = (
        Record.objects.select_for_update(of=("self",))
        .filter(pk=key, state__in=kinds.LIVE, expires_on__lt=uow.today)
        .first()
    )
    if record is None:
        return False
    take_down(uow, record, RecordState.EXPIRED, _("期限届满，自动撤下"))
    return True


def forget_old(uow: UnitOfWork) -> int:
    """Empty the askers' words of settled hits, and the masked names of checks, after 180 days. Returns
    how many hits."""
    before = uow.now - KEPT
    settled = [HitState.RELEASED, HitState.WITHDRAWN, HitState.CONFIRMED]
    gone = Hit.objects.filter(at__lt=before, state__in=settled).exclude(row={}).update(row={})
    Check.objects.filter(at__lt=before).exclude(shown="").exclude(
        hits__state__in=["waiting", "second"]
    ).update(shown="")
    return gone
