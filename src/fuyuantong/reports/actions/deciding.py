"""From the draft to the signature: 送审, 退改, 审签, 取消."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.reports import policy
from fuyuantong.reports.doors import take_issue, wrong
from fuyuantong.reports.kinds import CaseState, State
from fuyuantong.reports.models import Issue
from fuyuantong.reports.queries.library import told
from fuyuantong.reports.trail import note

TO_WRITE = "（由起草人"
"""How a product's text begins where a person has to write."""


def submit(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Issue:
    """送审: every case masked, and nothing left that the drafter was to write (E-REQUIRED)."""
    row = take_issue(uow, key, {State.DRAFT}, expected=expected)
    if told(row.product).cases:
        cases = row.cases.all()
        if not cases:
            raise wrong("cases", _("请先录入案例。"), "E-REQUIRED")
        waiting = sum(case.state == CaseState.DRAFT for case in cases)
        if waiting:
            raise wrong("cases", _("还有 %s 件案例没有确认脱敏。") % waiting)
    if left := [one.part for one in row.passages.all() if TO_WRITE in one.text]:
        raise wrong(
            "texts", _("“%s”还有待起草人填写的内容。") % "”、“".join(dict.fromkeys(left)), "E-REQUIRED",
            _("请写好后保存文稿，不需要的段落可以删空。"),
        )  # fmt: skip
    row.state, row.remark = State.REVIEW, ""
    row.save()
    note(uow, "submitted", "report", row.pk, region=row.region, digest=row.cut.digest)
    _tell(uow, row, _("请审签：%s") % row.title, "report.submitted")
    return row


def send_back(uow: UnitOfWork, key: UUID, *, remark: str, expected: int | None = None) -> Issue:
    """退改, with what is to be changed."""
    row = take_issue(uow, key, {State.REVIEW, State.SIGNED}, expected=expected, check=policy.check_sign)
    if not remark.strip():
        raise wrong("reason", _("请写明需要修改之处。"), "E-REQUIRED")
    row.state, row.remark, row.signed_by, row.signed_on = State.DRAFT, remark.strip()[:2000], "", None
    row.save()
    note(uow, "sent_back", "report", row.pk, region=row.region)
    _tell(uow, row, _("退改：%s") % row.title, "report.sent_back")
    return row


def sign(
    uow: UnitOfWork,
    key: UUID,
    *,
    signed_by: str = "",
    signed_on: date | None = None,
    expected: int | None = None,
) -> Issue:
    """审签: by the leader's own post, or recorded by the office from the paper (who, and which day)."""
    row = take_issue(uow, key, {State.REVIEW}, expected=expected, check=policy.check_sign)
    own = uow.actor.has("leader") and uow.actor.unit == row.owner_id
    if not own and not signed_by.strip():
        raise wrong("signed_by", _("请填写签发人。"), "E-REQUIRED")
    day = uow.today if own or signed_on is None else signed_on
    if day > uow.today:
        raise wrong("signed_on", _("日期 %s 晚于今天。") % day)
    row.signed_by, row.signed_on = (uow.actor.name if own else signed_by.strip()[:60]), day
    row.state = State.SIGNED
    row.save()
    note(
        uow, "signed", "report", row.pk, region=row.region, digest=row.cut.digest, own=own, on=day.isoformat()
    )
    _tell(uow, row, _("已审签，可以发布：%s") % row.title, "report.signed")
    return row


def cancel(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Issue:
    """取消 what was opened by mistake; the period may be opened again."""
    row = take_issue(uow, key, {State.DRAFT, State.REVIEW, State.SIGNED}, expected=expected)
    if not reason.strip():
        raise wrong("reason", _("请写明取消的原因。"), "E-REQUIRED")
    row.state, row.remark = State.CANCELLED, reason.strip()[:500]
    row.save()
    note(uow, "cancelled", "report", row.pk, region=row.region)
    return row


def _tell(uow: UnitOfWork, row: Issue, title: str, kind: str) -> None:
    to = {"to_offices": [row.linkage]} if row.by_office else {"to_units": [row.owner_id]}
    tell(
        uow, kind=kind, title=title, url=reverse("reports:issue", args=[row.pk]),
        subject=Subject("report", row.pk, row.linkage), **to,
    )  # fmt: skip
