"""What a unit holds in registers, for 交接: its rows in force, and its applications for money."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.registers.kinds import ClaimState, RowState
from fuyuantong.registers.models import Claim, Row


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


def install() -> None:
    register_holding(Holding("rows", "台账记录", Between.UNITS, 50, _rows, _move_rows))
    register_holding(Holding("claims", "资金申请", Between.UNITS, 51, _claims, _move_claims))
