"""The registers themselves: the library, one register, checking and publishing a text."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Query, Receipt, perform, sliced, viewer
from fuyuantong.documents.serving import bytes_response
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.api.base import room
from fuyuantong.registers.models import BookVersion
from fuyuantong.registers.schemas.inputs import LibraryQuery, RegisterSource, TemplateQuery
from fuyuantong.registers.schemas.outputs import (
    FindingOut,
    RegisterChecked,
    RegisterFull,
    RegisterOut,
    register_full,
    register_out,
)
from fuyuantong.registers.template import template


@room.reads("/registers", Listed[RegisterOut])
def registers(request: HttpRequest, query: Query[LibraryQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """台账库：每个台账的现行版本."""
    return sliced(queries.library(query.search, query.kind), query, register_out, key=attrgetter("code"))


@room.reads("/registers/{slug:code}", RegisterFull)
def register(request: HttpRequest, code: str) -> RegisterFull:  # noqa: ARG001 - ninja hands it in
    """一个台账的现行版本全文."""
    book, found = queries.book_of(code), list(queries.versions(code))
    return register_full(book, found[0], [row.version for row in found])


@room.downloads(
    "/registers/{slug:code}/template",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
)
def register_template(request: HttpRequest, code: str, query: Query[TemplateQuery]) -> HttpResponse:  # noqa: ARG001
    """导入模板（xlsx、csv）."""
    told = queries.register_of(code)
    return bytes_response(template(told, query.format), f"{told.name}模板.{query.format}", query.format)


@room.asks("/register-definitions/check", RegisterChecked, scope="")
def check_register(request: HttpRequest, body: RegisterSource) -> RegisterChecked:
    """检查一份台账文本，不保存."""
    found, problems = queries.review(viewer(request), body.source)
    lines = [FindingOut(line=p.line, code=p.code, message=p.sentence, hint=p.hint) for p in problems]
    return RegisterChecked(sound=found is not None and not problems, problems=lines)


@room.writes("/register-definitions", status=201, keyed=True, scope="")
def publish_register(request: HttpRequest, body: RegisterSource) -> HttpResponse:
    """发布一个台账的新版本."""
    return perform(request, lambda uow: _told(actions.publish(uow, body.source)), again=_may, status=201)


def _may(actor: Actor, _receipt: Receipt) -> None:
    policy.check(actor, "register.publish")


def _told(row: BookVersion) -> Receipt:
    return Receipt(id=row.pk, kind="register", state="published", version=row.version)
