"""What a unit holds in its archives, for 交接: volumes go over with whoever takes the unit's work."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max

from fuyuantong.archives.models import Volume
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat


def _volumes(seat: Seat) -> list[Held]:
    rows = Volume.objects.filter(unit_id=seat.unit).order_by("year", "number")
    return [Held(row.pk, f"{row.year}年第{row.number}卷", row.get_retention_display()) for row in rows]


def _move_volumes(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """They keep their order behind what the taker has filed of the same year."""
    for row in Volume.objects.select_for_update().filter(pk__in=keys).order_by("year", "number"):
        there = Volume.objects.filter(unit_id=move.taker.unit, year=row.year)
        if there.filter(source=row.source, source_id=row.source_id).exists():
            continue
        last = there.aggregate(last=Max("number"))["last"] or 0
        row.unit_id, row.number, row.version = move.taker.unit, last + 1, row.version + 1
        row.destruction = None
        row.save(update_fields=["unit", "number", "version", "destruction"])


def install() -> None:
    register_holding(Holding("volumes", "案卷", Between.UNITS, 90, _volumes, _move_volumes))
