"""What a unit has of periodic products, for 交接: issues it makes, copies it got, what issues ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.reports.kinds import FindingState
from fuyuantong.reports.models import Delivery, Finding, Issue


def _issues(seat: Seat) -> list[Held]:
    rows = Issue.objects.filter(owner_id=seat.unit).order_by("-opened_at", "-id")
    return [Held(row.pk, row.title, row.get_state_display(), row.due_on) for row in rows]


def _move_issues(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """The heir goes on with drafts and keeps what was issued; the papers keep the name of their day."""
    Issue.objects.filter(pk__in=keys).update(owner=move.taker.unit, version=F("version") + 1)


def _copies(seat: Seat) -> list[Held]:
    rows = Delivery.objects.filter(unit_id=seat.unit).select_related("issue").order_by("sent_at", "id")
    return [Held(row.pk, row.issue.title, "已签阅" if row.read_at else "未签阅") for row in rows]


def _move_copies(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """One copy a unit: where the taker was sent the same issue, its own counts."""
    there = Delivery.objects.filter(unit_id=move.taker.unit).values("issue_id")
    Delivery.objects.filter(pk__in=keys).exclude(issue_id__in=there).update(unit=move.taker.unit)


def _findings(seat: Seat) -> list[Held]:
    rows = Finding.objects.filter(unit_id=seat.unit, state=FindingState.OPEN).select_related("issue")
    return [Held(row.pk, row.demand[:80], row.issue.title, row.due_on) for row in rows.order_by("id")]


def _move_findings(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """What the same issue asks of the taker by the same rule is asked once: the giver's is dropped."""
    for row in Finding.objects.select_for_update().filter(pk__in=keys):
        row.version += 1
        if Finding.objects.filter(issue=row.issue_id, lag=row.lag, unit=move.taker.unit).exists():
            row.state, row.reason = FindingState.DROPPED, "机构调整后并入接收单位的同一事项。"
        else:
            row.unit_id = move.taker.unit
        row.save(update_fields=["unit", "state", "reason", "version"])


def install() -> None:
    register_holding(Holding("reports", "定期通报", Between.UNITS, 81, _issues, _move_issues))
    register_holding(
        Holding("report_copies", "收到的通报", Between.UNITS, 82, _copies, _move_copies, listed=False)
    )
    register_holding(Holding("findings", "通报所提要求", Between.UNITS, 83, _findings, _move_findings))
