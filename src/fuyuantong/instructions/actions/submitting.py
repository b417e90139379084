"""A paper is put up for leaders, or given up. Nothing is handed out here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.documents.actions import attach
from fuyuantong.documents.models import StoredFile
from fuyuantong.instructions import policy
from fuyuantong.instructions.doors import required, take_linkage, take_submission, wrong
from fuyuantong.instructions.kinds import FILED_UNDER, SubmissionState
from fuyuantong.instructions.models import Submission
from fuyuantong.instructions.trail import note
from fuyuantong.matters.models import Matter
from fuyuantong.organs.models import Unit


def submit(
    uow: UnitOfWork,
    *,
    linkage: str,
    title: str,
    source: str = "",
    source_number: str = "",
    received_on: date | None = None,
    urgency: str = "",
    proposal: str = "",
    matter: UUID | None = None,
    files: Sequence[StoredFile] = (),
) -> Submission:
    """Put a paper up (呈批). `matter` is what it is about; the actor must see it.

    Errors: E-FORBIDDEN; E-NOT-FOUND (a matter that the actor does not see); E-REQUIRED; E-RULE (a day to
    come); E-DELIBERATION (拟办意见 on how a case is to be decided).
    """
    where = take_linkage(linkage)
    if not policy.may_submit(uow.actor, where):
        raise Forbidden(str(policy.NOT_YOURS))
    if not title.strip():
        raise required("title", _("请填写文件标题。"))
    if received_on is not None and received_on > uow.today:
        raise wrong("received_on", _("日期 %(on)s 晚于今天。") % {"on": received_on})
    if matter is not None and not Matter.objects.visible_to(uow.actor).filter(pk=matter).exists():
        raise NotFound
    guarding.check({"proposal": proposal})
    row = Submission.objects.create(
        linkage=linkage, region=where.region_id, unit=Unit.objects.get(pk=uow.actor.unit_key),
        by_office=linkage in uow.actor.offices, title=title.strip()[:300], source=source.strip()[:120],
        source_number=source_number.strip()[:80], received_on=received_on, urgency=urgency,
        proposal=proposal.strip(), matter_id=matter, by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name, at=uow.now,
    )  # fmt: skip
    keep_files(uow, row, files)
    about = {"matter": str(matter)} if matter else {}
    note(uow, "submitted", "submission", row.pk, region=row.region, linkage=linkage, **about)
    return row


def keep_files(uow: UnitOfWork, row: Submission, files: Sequence[StoredFile]) -> None:
    for stored in files:
        attach(uow, stored, FILED_UNDER, row.pk)


def drop(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Submission:
    """不再呈批: it goes to no leader any more."""
    row = take_submission(uow, key, {SubmissionState.SUBMITTED}, expected=expected)
    if not reason.strip():
        raise required("reason", _("请写明不再呈批的原因。"))
    row.state, row.remark = SubmissionState.DROPPED, reason.strip()[:200]
    row.version += 1
    row.save(update_fields=["state", "remark", "version"])
    note(uow, "dropped", "submission", row.pk, region=row.region)
    return row
