"""What a unit or a post holds in plans, for 交接: parts in plans not yet handed out, opinions still owed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.plans.kinds import ImportState, OpinionState, PlanState
from fuyuantong.plans.models import Import, Opinion, PlanParty, UnitChoice

_DONE = [PlanState.ISSUED, PlanState.VOID]
_AT_HAND = [ImportState.READING, ImportState.READY]


def _key(kind: str, number: int) -> UUID:
    """A row with a plain number as the id that a list wants."""
    return uuid5(NAMESPACE_OID, f"{kind}:{number}")


def _parts_of(seat: Seat) -> list[PlanParty]:
    rows = PlanParty.objects.filter(unit_id=seat.unit).exclude(item__plan__state__in=_DONE)
    return list(rows.select_related("item__plan").order_by("item__plan_id", "item__ordinal"))


def _parts(seat: Seat) -> list[Held]:
    return [
        Held(
            _key("party", row.pk),
            row.item.title,
            f"{row.item.plan or ''}　{row.get_role_display()}".strip("　"),
        )
        for row in _parts_of(seat)
    ]


def _move_parts(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """Once a unit in an item: where the taker stands there already, its part stays and the other goes."""
    chosen = set(keys)
    for row in _parts_of(move.giver):
        if _key("party", row.pk) not in chosen:
            continue
        there = PlanParty.objects.filter(item=row.item_id, unit_id=move.taker.unit).first()
        if there is None:
            row.unit_id = move.taker.unit
            row.save(update_fields=["unit"])
            continue
        collects = row.collects
        row.delete()
        if collects:
            there.collects = True
            there.save(update_fields=["collects"])


def _opinions(seat: Seat) -> list[Held]:
    rows = Opinion.objects.filter(unit_id=seat.unit, state=OpinionState.WAITING).select_related("plan")
    return [Held(row.pk, str(row.plan), "征求意见", row.due_on) for row in rows]


def _move_opinions(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    rows = Opinion.objects.filter(pk__in=keys)
    there = Opinion.objects.filter(unit_id=move.taker.unit).values("plan_id")
    rows.filter(plan_id__in=there).delete()
    rows.update(unit_id=move.taker.unit, version=F("version") + 1)


def _names(seat: Seat) -> list[Held]:
    return [Held(row.pk, row.name) for row in UnitChoice.objects.filter(unit_id=seat.unit)]


def _move_names(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """Papers to come that still use the old name mean the taker."""
    UnitChoice.objects.filter(pk__in=keys).update(unit_id=move.taker.unit)


def _imports(seat: Seat) -> list[Held]:
    rows = Import.objects.filter(uploaded_by_unit_id=seat.unit, state__in=_AT_HAND)
    return [Held(row.pk, str(row), "来文导入") for row in rows]


def _move_imports(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Import.objects.filter(pk__in=keys).update(uploaded_by_unit_id=move.taker.unit)


def _post_imports(seat: Seat) -> list[Held]:
    rows = Import.objects.filter(uploaded_by_post=seat.post, state__in=_AT_HAND)
    return [Held(row.pk, str(row), "来文导入") for row in rows]


def _move_post_imports(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Import.objects.filter(pk__in=keys).update(
        uploaded_by_post=move.taker.post, uploaded_by_unit_id=move.taker.unit
    )


def install() -> None:
    units, posts = Between.UNITS, Between.POSTS
    for one in (
        Holding("plan_parts", "计划中未下达的任务", units, 60, _parts, _move_parts),
        Holding("opinions", "待反馈的征求意见", units, 61, _opinions, _move_opinions),
        Holding("names", "来文中的叫法", units, 62, _names, _move_names, listed=False),
        Holding("imports", "核对中的来文", units, 63, _imports, _move_imports, listed=False),
        Holding("post_imports", "核对中的来文", posts, 63, _post_imports, _move_post_imports),
    ):
        register_holding(one)
