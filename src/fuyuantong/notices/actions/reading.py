"""Reading, and preferring how to hear."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.models import Notice, Preference, Reading


def mark_read(uow: UnitOfWork, notices: Iterable[UUID]) -> int:
    """Mark messages read by the actor (those they may see); returns how many were unread."""
    rows = Notice.objects.visible_to(uow.actor).filter(pk__in=list(notices))
    return _read(uow, list(rows.unread_by(uow.actor).values_list("pk", flat=True)))


def mark_all_read(uow: UnitOfWork) -> int:
    """Mark everything the actor can see at the present post as read."""
    rows = Notice.objects.visible_to(uow.actor).unread_by(uow.actor)
    return _read(uow, list(rows.values_list("pk", flat=True)))


def _read(uow: UnitOfWork, ids: list[UUID]) -> int:
    if not ids or uow.actor.person is None:
        return 0
    made = [Reading(notice_id=pk, person_id=uow.actor.person, at=uow.now) for pk in ids]
    Reading.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    Notice.objects.filter(pk__in=ids, read_at=None).update(read_at=uow.now)
    return len(ids)


def prefer(
    uow: UnitOfWork,
    *,
    digest_hour: int,
    quiet_from: int,
    quiet_until: int,
    channels: list[str],
    urgent_channels: list[str] | None = None,
) -> None:
    """Store the actor's preferences; without `urgent_channels` what is urgent goes the daily one's way."""
    if uow.actor.person is None:
        raise NotFound
    Preference.objects.update_or_create(
        person_id=uow.actor.person,
        defaults={
            "digest_hour": digest_hour,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "channels": channels,
            "urgent_channels": urgent_channels,
        },
    )
