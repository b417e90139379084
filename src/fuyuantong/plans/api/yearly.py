"""Plans of a year: their gate from draft to 下达, and opinions on a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Input,
    Listed,
    Query,
    carry_out,
    choice,
    expected,
    paged,
    perform,
    tagged,
    viewer,
)
from fuyuantong.common.now import today
from fuyuantong.documents.binding import FORMS
from fuyuantong.documents.serving import bytes_response
from fuyuantong.plans import actions, queries
from fuyuantong.plans.actions.binding import take_plan
from fuyuantong.plans.api.base import again, room, told
from fuyuantong.plans.models import Opinion, Plan
from fuyuantong.plans.schemas import inputs
from fuyuantong.plans.schemas.outputs import PlanFull, PlanRow
from fuyuantong.plans.schemas.showing import plan_full, plan_row

ORDER = ("-year", "-created_at", "-id")


@room.reads("/plans", Listed[PlanRow])
def plans(request: HttpRequest, query: Query[inputs.PlanQuery]) -> Any:
    """可见的年度计划，最新年度在前."""
    year = int(query.year) if query.year else None
    return paged(queries.plans_of(viewer(request), year=year), ORDER, query, plan_row)


@room.reads("/plans/{uuid:key}", PlanFull)
def plan(request: HttpRequest, key: UUID) -> Any:
    """一份计划的全部内容；ETag 为其版本."""
    shown = plan_full(queries.plan_view(viewer(request), key, today()))
    return tagged(shown, shown.version)


class PlanVolume(Input):
    format: Annotated[str, choice(list(FORMS))] = "zip"


@room.downloads("/plans/{uuid:key}/volume", "*/*", scope="reports:read")
def plan_volume(request: HttpRequest, key: UUID, query: Query[PlanVolume]) -> Any:
    """一份计划的全部材料，带卷内目录."""
    content = carry_out(request, lambda uow: take_plan(uow, key, query.format))
    return bytes_response(content, f"计划案卷.{query.format}", query.format)


def _move(
    request: HttpRequest, action: Callable[..., Plan | Opinion], key: UUID, **told_: Any
) -> HttpResponse:
    """One step of the gate, on the version that the caller saw."""
    return perform(
        request,
        lambda uow: told(action(uow, key, expected=expected(request), **told_)),
        again=again,
    )


@room.writes("/plans/{uuid:key}/consult", keyed=True, versioned=True)
def consult(request: HttpRequest, key: UUID, body: inputs.Consultation) -> HttpResponse:
    """征求意见."""
    return _move(request, actions.consult, key, **body.model_dump())


@room.writes("/plans/{uuid:key}/submit", versioned=True)
def submit_plan(request: HttpRequest, key: UUID, body: inputs.Submission) -> HttpResponse:
    """报审."""
    return _move(request, actions.submit_for_approval, key, **body.model_dump())


@room.writes("/plans/{uuid:key}/approve", versioned=True)
def approve_plan(request: HttpRequest, key: UUID, body: inputs.Approval) -> HttpResponse:
    """登记同意."""
    return _move(request, actions.approve, key, **body.model_dump())


@room.writes("/plans/{uuid:key}/send-back", versioned=True)
def send_back_plan(request: HttpRequest, key: UUID, body: inputs.SendingBack) -> HttpResponse:
    """退回修改."""
    return _move(request, actions.send_back, key, **body.model_dump())


@room.writes("/plans/{uuid:key}/print", versioned=True)
def print_plan(request: HttpRequest, key: UUID, body: inputs.Printing) -> HttpResponse:
    """登记印发."""
    return _move(request, actions.print_out, key, **body.model_dump())


@room.writes("/plans/{uuid:key}/issue", body=False, keyed=True, versioned=True)
def issue_plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """下达：每项任务成为一个事项，全部下达或一项也不下达."""
    return _move(request, actions.issue, key)


@room.writes("/plans/{uuid:key}/void", versioned=True)
def void_plan(request: HttpRequest, key: UUID, body: inputs.PlanVoiding) -> HttpResponse:
    """作废."""
    return _move(request, actions.void, key, **body.model_dump())


@room.writes("/opinions/{uuid:key}/answer", versioned=True)
def give_opinion(request: HttpRequest, key: UUID, body: inputs.OpinionGiven) -> HttpResponse:
    """反馈意见，或无意见（办公室可代录）."""
    return _move(request, actions.give_opinion, key, **body.model_dump())


@room.writes("/opinions/{uuid:key}/settlement", versioned=True)
def settle_opinion(request: HttpRequest, key: UUID, body: inputs.OpinionSettled) -> HttpResponse:
    """意见采纳或不采纳."""
    return _move(request, actions.settle_opinion, key, **body.model_dump())
