"""What a unit or a post holds in rounds of 进展调度, for 交接: sheets to fill, series of rounds."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.rounds.kinds import RoundState, SheetState
from fuyuantong.rounds.models import Entry, Series, Sheet


def _sheets(seat: Seat) -> list[Held]:
    rows = Sheet.objects.filter(unit_id=seat.unit, round__state=RoundState.OPEN).select_related("round")
    return [
        Held(row.pk, row.round.title, row.get_state_display(), row.round.due_on)
        for row in rows.order_by("round_id")
    ]


def _move_sheets(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """One sheet a unit: where the taker has one, the giver's items go onto it."""
    for row in Sheet.objects.select_for_update().filter(pk__in=keys):
        there = Sheet.objects.select_for_update().filter(round=row.round_id, unit_id=move.taker.unit).first()
        if there is None:
            row.unit_id = move.taker.unit
            row.version += 1
            row.save(update_fields=["unit", "version"])
            continue
        known = Entry.objects.filter(sheet=there).values("obligation_id")
        row.entries.exclude(obligation_id__in=known).update(sheet=there)
        row.delete()
        there.version += 1
        if there.state == SheetState.SENT:
            there.state = SheetState.BACK
            there.remark = "机构调整后并入了其他任务，请补充后一并报送。"
        there.save(update_fields=["version", "state", "remark"])


def _series(seat: Seat) -> list[Held]:
    rows = Series.objects.filter(post=seat.post_key, active=True)
    return [Held(row.pk, row.title, row.get_cadence_display()) for row in rows]


def _move_series(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Series.objects.filter(pk__in=keys).update(post=move.taker.post_key, version=F("version") + 1)


def install() -> None:
    register_holding(Holding("sheets", "调度填报表", Between.UNITS, 80, _sheets, _move_sheets))
    register_holding(Holding("series", "定期调度", Between.POSTS, 80, _series, _move_series))
