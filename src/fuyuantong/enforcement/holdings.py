"""What a unit holds here, for 交接: its cases with all that hangs on them, and agreements on either side."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement.models import Case, Party, Seat, Source
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held
from fuyuantong.handovers.kinds import Seat as Place


def _cases(place: Place) -> list[Held]:
    rows = Case.objects.filter(court_id=place.unit).order_by("at", "id")
    return [Held(row.pk, row.case_no, row.get_state_display()) for row in rows]


def _move_cases(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """The court's 法院代字 goes with its cases, unless the taker has its own."""
    Case.objects.filter(pk__in=keys).update(court_id=move.taker.unit, version=F("version") + 1)
    if not Seat.objects.filter(unit_id=move.taker.unit).exists():
        Seat.objects.filter(unit_id=move.giver.unit).update(unit_id=move.taker.unit)


def _asking(place: Place) -> list[Held]:
    rows = Source.objects.filter(court_id=place.unit).order_by("at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_asking(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Source.objects.filter(pk__in=keys).update(court_id=move.taker.unit, version=F("version") + 1)


def _asked(place: Place) -> list[Held]:
    rows = Source.objects.filter(unit_id=place.unit).order_by("at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_asked(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Source.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _owed(place: Place) -> list[Held]:
    rows = Party.objects.filter(unit_id=place.unit).select_related("case").order_by("case__at", "id")
    return [Held(row.pk, row.case.case_no, row.case.get_state_display()) for row in rows]


def _move_owed(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Party.objects.filter(pk__in=keys).update(unit_id=move.taker.unit)


def install() -> None:
    units = Between.UNITS
    register_holding(Holding("enforcement_cases", "执行案件", units, 88, _cases, _move_cases))
    register_holding(Holding("asset_sources", "查控协议（执行法院）", units, 89, _asking, _move_asking))
    register_holding(Holding("asset_sources_held", "查控协议（协助单位）", units, 90, _asked, _move_asked))
    register_holding(Holding("public_debts", "作为被执行人的案件", units, 91, _owed, _move_owed))
