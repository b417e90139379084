"""Items of a paper under review, or of a plan whose wording may still change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, expected, perform, tagged, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans import actions
from fuyuantong.plans.api.base import again, room, told
from fuyuantong.plans.queries.rights import item_of
from fuyuantong.plans.schemas import inputs
from fuyuantong.plans.schemas.outputs import ItemOut
from fuyuantong.plans.schemas.showing import item_out


@room.reads("/plan-items/{uuid:key}", ItemOut)
def item(request: HttpRequest, key: UUID) -> Any:
    """一项任务；ETag 为其版本."""
    shown = item_out(item_of(viewer(request), key))
    return tagged(shown, shown.version)


@room.writes("/plan-items/{uuid:key}", method="PATCH", versioned=True)
def edit_item(request: HttpRequest, key: UUID, body: inputs.EditItem) -> HttpResponse:
    """修改一项任务."""

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.edit_item(uow, key, body.edit(), confirm=body.confirm, expected=expected(request))
        return told(made)

    return perform(request, work, again=again)


@room.writes("/plan-items/{uuid:key}/confirm", body=False, versioned=True)
def confirm_item(request: HttpRequest, key: UUID) -> HttpResponse:
    """确认一项任务."""
    return perform(
        request,
        lambda uow: told(actions.confirm_item(uow, key, expected=expected(request))),
        again=again,
    )


@room.writes("/plan-items/{uuid:key}/cautions", method="PUT", versioned=True)
def answer_cautions(request: HttpRequest, key: UUID, body: inputs.Answer) -> HttpResponse:
    """对须复核的指标说明理由，仍按原文采用."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.answer_cautions(uow, key, reason=body.reason, expected=expected(request)))

    return perform(request, work, again=again)


@room.writes("/plan-items/{uuid:key}/not-a-task", body=False, versioned=True)
def mark_not_task(request: HttpRequest, key: UUID) -> HttpResponse:
    """标为不是任务."""
    return perform(
        request,
        lambda uow: told(actions.mark_not_task(uow, key, expected=expected(request))),
        again=again,
    )


@room.writes("/plan-items/{uuid:key}/restore", body=False, versioned=True)
def restore_item(request: HttpRequest, key: UUID) -> HttpResponse:
    """恢复为待核对."""
    return perform(
        request,
        lambda uow: told(actions.restore_item(uow, key, expected=expected(request))),
        again=again,
    )


@room.writes("/plan-items/{uuid:key}/collector", method="PUT", versioned=True)
def choose_collector(request: HttpRequest, key: UUID, body: inputs.Collector) -> HttpResponse:
    """指定汇总单位."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.choose_collector(uow, key, body.name, expected=expected(request)))

    return perform(request, work, again=again)


@room.writes("/plan-items/{uuid:key}/split", keyed=True, versioned=True)
def split_item(request: HttpRequest, key: UUID, body: inputs.Split) -> HttpResponse:
    """拆分为几项."""

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.split_item(uow, key, [one.part() for one in body.parts], expected=expected(request))
        return Receipt(id=key, kind="plan_item", state="split", made=[row.pk for row in made])

    return perform(request, work, again=again)


@room.writes("/plan-items/merge", keyed=True)
def merge_items(request: HttpRequest, body: inputs.Items) -> HttpResponse:
    """合并为一项（并入最前一项）."""
    return perform(request, lambda uow: told(actions.merge_items(uow, body.ids)), again=again)


@room.writes("/plan-items/confirm", keyed=True)
def confirm_many(request: HttpRequest, body: inputs.Items) -> HttpResponse:
    """批量确认；made 为已确认的，其余还缺内容."""

    def work(uow: UnitOfWork) -> Receipt:
        done, left = actions.confirm_many(uow, body.ids)
        state = "confirmed" if not left else "partly"
        return Receipt(id=body.ids[0], kind="plan_item", state=state, made=[row.pk for row in done])

    return perform(request, work, again=again)
