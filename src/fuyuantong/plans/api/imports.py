"""来文: upload, review, names, adoption."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, perform, sliced, tagged, viewer
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.plans import actions, queries
from fuyuantong.plans.api.base import again, room, told
from fuyuantong.plans.schemas import inputs
from fuyuantong.plans.schemas.outputs import ImportRow, OpenNameOut, ReviewOut
from fuyuantong.plans.schemas.showing import import_row, open_name, review_out


@room.reads("/imports", Listed[ImportRow])
def imports(request: HttpRequest, query: Query[Page]) -> Any:
    """本岗位导入的来文，最新的在前."""
    return sliced(queries.imports_of(viewer(request)), query, import_row)


@room.uploads("/imports", {"linkage": "联动机制代码", "again": "true：同一文件仍要再次导入"})
def start(request: HttpRequest) -> HttpResponse:
    """导入来文；小文件当即读取，大文件由后台读取."""
    upload, texts = one_file(request, ("linkage", "again"))

    def work(uow: UnitOfWork) -> Receipt:
        return told(
            actions.start_import(uow, upload, linkage=texts["linkage"], again=texts["again"] == "true")
        )

    return perform(request, work, again=again, status=201)


@room.reads("/imports/{uuid:key}", ReviewOut)
def review(request: HttpRequest, key: UUID) -> Any:
    """一份来文及其核对情况；ETag 为其版本."""
    shown = review_out(queries.review_of(viewer(request), key, today()))
    return tagged(shown, shown.version)


@room.writes("/imports/{uuid:key}/read", body=False)
def read_now(request: HttpRequest, key: UUID) -> HttpResponse:
    """立即读取等待读取的来文."""
    return perform(request, lambda uow: told(actions.read_import(uow, key)), again=again)


@room.writes("/imports/{uuid:key}/drop", body=False, versioned=True)
def drop_import(request: HttpRequest, key: UUID) -> HttpResponse:
    """放弃这份来文."""
    return perform(
        request,
        lambda uow: told(actions.drop_import(uow, key, expected=expected(request))),
        again=again,
    )


@room.reads("/imports/{uuid:key}/names", Listed[OpenNameOut])
def names(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """来文中的单位名称及其对应，未定的在前."""
    _paper, found = queries.names_of(viewer(request), key, today())
    return sliced(found, query, open_name, key=lambda one: one.value)


@room.writes("/imports/{uuid:key}/names", method="PUT", keyed=True)
def settle_names(request: HttpRequest, key: UUID, body: inputs.Settlements) -> HttpResponse:
    """确定名称对应哪个机构；以后同名自动识别."""

    def work(uow: UnitOfWork) -> Receipt:
        actions.settle_names(uow, key, [one.settlement() for one in body.names])
        return Receipt(id=key, kind="import", state="names_settled")

    return perform(request, work, again=again)


@room.writes("/imports/{uuid:key}/names/forget", keyed=True)
def forget_name(request: HttpRequest, key: UUID, body: inputs.ForgetName) -> HttpResponse:
    """撤回记住的对应."""

    def work(uow: UnitOfWork) -> Receipt:
        actions.forget_name(uow, key, body.raw, body.prefix)
        return Receipt(id=key, kind="import", state="name_forgotten")

    return perform(request, work, again=again)


@room.writes("/imports/{uuid:key}/plan", status=201, keyed=True, versioned=True)
def to_plan(request: HttpRequest, key: UUID, body: inputs.Adoption) -> HttpResponse:
    """转入计划草案."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(
            actions.to_plan(
                uow,
                key,
                title=body.title,
                year=body.year,
                plan=body.plan,
                expected=expected(request),
            )
        )

    return perform(request, work, again=again, status=201)


@room.writes("/damages/{uuid:key}/correction", versioned=True)
def correct_damage(request: HttpRequest, key: UUID, body: inputs.Correction) -> HttpResponse:
    """更正残缺或夹带的文字，或说明原文无误."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(
            actions.correct_damage(uow, key, text=body.text, keep=body.keep, expected=expected(request))
        )

    return perform(request, work, again=again)
