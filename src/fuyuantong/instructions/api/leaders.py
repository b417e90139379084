"""Leaders of a linkage, and how far their 批示 have come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, expected, paged, perform, plain, viewer
from fuyuantong.common.now import today
from fuyuantong.instructions import actions, queries
from fuyuantong.instructions import schemas as shapes
from fuyuantong.instructions.api.base import again, room, told
from fuyuantong.instructions.models import Leader

LEADER_ORDER = ("unit__protocol_order", "place", "id")


def _leader(row: Leader) -> shapes.InstructionLeader:
    return plain(shapes.InstructionLeader, row, unit=row.unit_id, unit_name=row.unit.name)


@room.reads("/instruction-leaders", Listed[shapes.InstructionLeader])
def instruction_leaders(request: HttpRequest, query: Query[Page]) -> Any:
    """领导名录，按排列次序."""
    rows = queries.leaders_of(viewer(request), all_=True)
    return paged(rows, LEADER_ORDER, query, _leader)


@room.writes("/instruction-leaders", keyed=True, status=201)
def add_instruction_leader(request: HttpRequest, body: shapes.LeaderIn) -> HttpResponse:
    """录入领导；领导不需要账号."""
    return perform(
        request, lambda uow: told(actions.add_leader(uow, **body.model_dump())), again=again, status=201
    )


@room.writes("/instruction-leaders/{uuid:key}", versioned=True)
def change_instruction_leader(request: HttpRequest, key: UUID, body: shapes.LeaderChange) -> HttpResponse:
    """修改领导，或标为不再在任."""
    return perform(
        request,
        lambda uow: told(actions.change_leader(uow, key, expected=expected(request), **body.model_dump())),
    )


@room.reads("/instruction-figures", shapes.InstructionFigures)
def instruction_figures(request: HttpRequest, query: Query[shapes.FigureQuery]) -> Any:
    """按领导统计批示落实：已落实、办理中、超期."""
    rows = [
        shapes.InstructionFigure(
            leader=one.leader.pk, name=one.leader.name, position=one.leader.position, given=one.given,
            items=one.items, done=one.done, working=one.working, overdue=one.overdue, ended=one.ended,
        )
        for one in queries.figures(viewer(request), today(), query.year)
    ]  # fmt: skip
    return shapes.InstructionFigures(rows=rows)
