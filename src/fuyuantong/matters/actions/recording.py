"""代签收 and 代录: the office writes down what a unit does that has no account or works on another network.

Who recorded it, why, and the original (the signed sheet, scanned) stay together on the timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.matters import policy
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.matters.queries.detail import get_obligation

Data = Mapping[str, Any]
ORIGINAL = "代录原件"
WANTS_ORIGINAL = frozenset({"sign", "submit"})
"""What binds the unit is recorded only with its paper; progress may be told by telephone."""


def _sign(uow: UnitOfWork, key: UUID, data: Data, why: str) -> Obligation:
    return life.sign(
        uow, key, occurred_on=data.get("occurred_on"), expected=data.get("version"), recorded=why
    )


def _report(uow: UnitOfWork, key: UUID, data: Data, why: str) -> Feedback:
    return replying.report(
        uow, key, text=data["text"], problems=data.get("problems", ""), recorded=why,
        next_steps=data.get("next_steps", ""), milestone=bool(data.get("milestone")),
        occurred_on=data.get("occurred_on"), expected=data.get("version"),
    )  # fmt: skip


def _submit(uow: UnitOfWork, key: UUID, data: Data, why: str) -> Feedback:
    return replying.submit(
        uow, key, text=data["text"], answers=data.get("answers"), occurred_on=data.get("occurred_on"),
        expected=data.get("version"), recorded=why,
    )  # fmt: skip


RECORDED: Mapping[str, Callable[[UnitOfWork, UUID, Data, str], Obligation | Feedback]] = {
    "sign": _sign,
    "report": _report,
    "submit": _submit,
}
"""Acts of a unit that may be recorded for it: verb → how."""


def record_for(
    uow: UnitOfWork,
    key: UUID,
    verb: str,
    data: Data,
    *,
    why: str,
    original: UploadedFile[Any] | UUID | None = None,
) -> Obligation | Feedback:
    """Record an act of `RECORDED` for the owing unit. `data` as its own verb asks, `version` as seen.

    `original`: the scan, or the id of one that hangs on this obligation already. Errors: E-REQUIRED without
    a reason, or without the original of 签收 and 反馈; E-FORBIDDEN where the unit acts for itself.
    """
    row = get_obligation(uow.actor, key)
    if not policy.MAY["record_for"](uow.actor, row):
        raise Forbidden(policy.refusal("record_for", "", row))
    reason = why.strip()
    if not reason:
        raise _missing(_("请写明代录原因，例如该单位没有账号、在其他网络办理。"), "why")
    if original is None and verb in WANTS_ORIGINAL:
        raise _missing(_("请上传原件的扫描件或照片（签字、盖章的签收单、反馈单）。"), "original")
    uow.actor = replace(uow.actor, acting_for=f"代录：{row.owner.name}"[:200])
    done = RECORDED[verb](uow, key, data, reason)
    if isinstance(original, UUID):
        if not Attachment.objects.filter(pk=original, subject_type="obligation", subject_id=row.pk).exists():
            raise NotFound
    elif original is not None:
        stored = receive_upload(uow, original)
        attach(uow, stored, "obligation", row.pk, ORIGINAL, stream=matter_stream(row.matter_id))
    return done


def _missing(words: str, pointer: str) -> Refusal:
    return Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=pointer)])
