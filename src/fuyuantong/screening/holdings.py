"""What a unit holds of lists, for 交接: records published, items asked at or agreed to, objections.

A move takes every row, also those that are over: whoever comes after answers for the old ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.screening.masking import masked_name
from fuyuantong.screening.models import Item, Objection, Record, Verdict


def _records(seat: Seat) -> list[Held]:
    rows = Record.objects.filter(unit_id=seat.unit).order_by("published_on", "id")
    return [Held(row.pk, masked_name(row.kind, row.name), row.case_no) for row in rows]


def _move_records(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Record.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _items(seat: Seat) -> list[Held]:
    rows = Item.objects.filter(unit_id=seat.unit).order_by("at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_items(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """With its hits, which are seen through it, and with what was found of them in reviews."""
    Item.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)
    known = Verdict.objects.filter(unit_id=move.taker.unit).values("digest", "record_id")
    for one in known:
        Verdict.objects.filter(unit_id=move.giver.unit, **one).delete()
    Verdict.objects.filter(unit_id=move.giver.unit).update(unit_id=move.taker.unit)


def _agreed(seat: Seat) -> list[Held]:
    rows = Item.objects.filter(publisher_id=seat.unit).order_by("at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_agreed(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Item.objects.filter(pk__in=keys).update(publisher_id=move.taker.unit, version=F("version") + 1)


def _objections(seat: Seat) -> list[Held]:
    rows = Objection.objects.filter(unit_id=seat.unit).order_by("at", "id")
    return [Held(row.pk, "名单异议", row.get_state_display(), row.due_on, masked=True) for row in rows]


def _move_objections(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Objection.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def install() -> None:
    units = Between.UNITS
    register_holding(
        Holding("list_records", "发布的名单记录", units, 84, _records, _move_records, listed=False)
    )
    register_holding(Holding("screening_items", "比对事项", units, 85, _items, _move_items))
    register_holding(Holding("screening_agreed", "同意的比对事项", units, 86, _agreed, _move_agreed))
    register_holding(Holding("list_objections", "受理的名单异议", units, 87, _objections, _move_objections))
