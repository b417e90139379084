"""What a unit holds of 批示, for 交接: leaders whose words are kept there, papers on their way to them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.instructions.kinds import SubmissionState
from fuyuantong.instructions.models import Leader, Submission


def _leaders(seat: Seat) -> list[Held]:
    rows = Leader.objects.filter(unit_id=seat.unit, active=True).order_by("place", "id")
    return [Held(row.pk, row.name, row.position) for row in rows]


def _move_leaders(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """What they have written stays under the name and the post of its day."""
    Leader.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _submissions(seat: Seat) -> list[Held]:
    rows = Submission.objects.filter(unit_id=seat.unit, state=SubmissionState.SUBMITTED).order_by("at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_submissions(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Submission.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def install() -> None:
    register_holding(Holding("leaders", "登记批示的领导", Between.UNITS, 82, _leaders, _move_leaders))
    register_holding(
        Holding("submissions", "呈批中的文件", Between.UNITS, 83, _submissions, _move_submissions)
    )
