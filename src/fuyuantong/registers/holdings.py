"""What a unit holds in registers, for 交接: its rows in force, and its applications for money."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.registers.kinds import ClaimState, GrantState, RowState
from fuyuantong.registers.models import Claim, Grant, Row

_OPEN = (GrantState.PROPOSED, GrantState.AGREED)


def _rows(seat: Seat) -> list[Held]:
    rows = Row.objects.filter(owner_id=seat.unit, state=RowState.CURRENT).select_related("book")
    found = rows.defer("cells", "text", "grams").order_by("book__code", "id")
    return [Held(row.pk, row.title, str(row.book), masked=row.sealed) for row in found]


def _move_rows(uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """The row has another keeper; what it says and what happened to it stay."""
    rows = Row.objects.filter(pk__in=keys)
    rows.update(owner_id=move.taker.unit, revision=F("revision") + 1, changed_at=uow.now)


def _claims(seat: Seat) -> list[Held]:
    rows = Claim.objects.filter(by_unit_id=seat.unit, state__in=[ClaimState.APPLIED, ClaimState.APPROVED])
    return [
        Held(row.pk, row.purpose, f"{row.case_number}　{row.asked} 元".strip("　"))
        for row in rows.order_by("at")
    ]


def _move_claims(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Claim.objects.filter(pk__in=keys).update(by_unit_id=move.taker.unit)


def _grants(seat: Seat) -> list[Held]:
    rows = Grant.objects.filter(unit_id=seat.unit, state__in=_OPEN).select_related("book")
    return [Held(row.pk, str(row.book), row.get_state_display(), row.valid_until) for row in rows]


def _move_grants(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """Nobody of the new unit is named in what was granted: the owner is asked anew for them."""
    rows = Grant.objects.filter(pk__in=keys)
    rows.filter(owner_id=move.taker.unit).update(state=GrantState.ENDED, version=F("version") + 1)
    others = rows.exclude(owner_id=move.taker.unit)
    others.update(unit_id=move.taker.unit, people={}, version=F("version") + 1)


def _granted(seat: Seat) -> list[Held]:
    rows = Grant.objects.filter(owner_id=seat.unit, state__in=_OPEN).select_related("book", "unit")
    return [Held(row.pk, f"{row.book}：{row.unit}", row.get_state_display(), row.valid_until) for row in rows]


def _move_granted(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    rows = Grant.objects.filter(pk__in=keys)
    rows.filter(unit_id=move.taker.unit).update(state=GrantState.ENDED, version=F("version") + 1)
    rows.exclude(unit_id=move.taker.unit).update(owner_id=move.taker.unit, version=F("version") + 1)


def install() -> None:
    register_holding(Holding("rows", "台账记录", Between.UNITS, 50, _rows, _move_rows))
    register_holding(
        Holding("data_grants", "查询授权（本单位查询）", Between.UNITS, 52, _grants, _move_grants)
    )
    register_holding(
        Holding("data_granted", "查询授权（本单位授出）", Between.UNITS, 53, _granted, _move_granted)
    )
    register_holding(Holding("claims", "资金申请", Between.UNITS, 51, _claims, _move_claims))
