"""Who signed a slip on paper, and the scan of it."""

from __future__ import annotations

from datetime import date
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.handovers.doors import take
from fuyuantong.handovers.kinds import HandoverState
from fuyuantong.handovers.models import Slip
from fuyuantong.handovers.trail import note


def record_signatures(
    uow: UnitOfWork,
    key: UUID,
    *,
    given_by: str,
    taken_by: str,
    signed_on: date,
    watched_by: str = "",
    file: UploadedFile[Any] | IO[bytes] | None = None,
    expected: int | None = None,
) -> Slip:
    """Record both signatures (and 监交人's) and keep the scan; after that a slip is not changed."""
    found = Slip.objects.filter(pk=key).values_list("handover_id", flat=True).first()
    if found is None:
        raise NotFound
    row = take(uow, found, "sign", state=HandoverState.DONE)
    slip = Slip.objects.select_for_update(of=("self",)).select_related("handover").get(pk=key)
    if (expected is not None and slip.version != expected) or slip.signed_on is not None:
        raise Conflict("E-STATE", _("这张交接单的签字情况已经登记。"), hint=_("请刷新页面查看。"))
    if signed_on > uow.today or signed_on < row.on:
        sentence = _("签字日期应在生效日期之后、今天之前。")
        raise Refusal("E-DATE-ORDER", sentence, errors=[FieldError("E-DATE-ORDER", sentence, "signed_on")])
    slip.given_by, slip.taken_by, slip.watched_by = given_by.strip(), taken_by.strip(), watched_by.strip()
    slip.signed_on, slip.version = signed_on, slip.version + 1
    slip.recorded_by = f"{uow.actor.unit_name} {uow.actor.name}".strip()
    if file is not None:
        slip.file = receive_upload(uow, file)
    slip.save()
    note(uow, "signed", row, slip=str(slip.pk), file=str(slip.file_id or ""))
    return slip
