"""Imports: a file is read and checked whole, shown, and then taken over whole or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, perform, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.registers import actions, queries
from fuyuantong.registers.api.base import room
from fuyuantong.registers.models import Intake
from fuyuantong.registers.schemas.inputs import Confirmation
from fuyuantong.registers.schemas.outputs import IntakeOut, intake_out


@room.uploads("/registers/{slug:code}/imports", {"again": "同一文件再次导入时写 1"})
def start_import(request: HttpRequest, code: str) -> HttpResponse:
    """上传 xlsx 或 csv，得到预览；尚未写入任何一行."""
    upload, texts = one_file(request, ("again",))

    def work(uow: UnitOfWork) -> Receipt:
        return _told(actions.start_import(uow, code, upload, again=texts["again"] == "1"))

    return perform(request, work, again=_own, status=201)


@room.reads("/register-imports/{uuid:key}", IntakeOut)
def register_import(request: HttpRequest, key: UUID) -> Any:
    """预览：新增、变更、不变的行（前 200 行）."""
    return intake_out(queries.intake_for(viewer(request), key))


@room.writes("/register-imports/{uuid:key}/confirm", keyed=True)
def confirm_import(request: HttpRequest, key: UUID, body: Confirmation) -> HttpResponse:
    """确认导入：全部写入，或一行也不写."""
    return perform(request, lambda uow: _told(actions.confirm_import(uow, key, body.digest)), again=_own)


def _own(actor: Actor, receipt: Receipt) -> None:
    queries.intake_for(actor, receipt.id)


def _told(intake: Intake) -> Receipt:
    return Receipt(id=intake.pk, kind="register_import", state=intake.state)
