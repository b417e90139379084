"""What stands behind a 督办单, an 约谈 or a 通报: a leader's 批示 about the matter, or a 政府督查 mandate."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import attach
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.official import said_day
from fuyuantong.instructions import policy
from fuyuantong.instructions.doors import required, take_linkage, wrong
from fuyuantong.instructions.kinds import FILED_ON_LETTER
from fuyuantong.instructions.models import Instruction, Leader, Mandate
from fuyuantong.instructions.queries import instructions_about, letter_to_back, mandates_of
from fuyuantong.instructions.trail import note
from fuyuantong.matters.actions import pressing, signing
from fuyuantong.matters.kinds import Backing
from fuyuantong.matters.models import Draft
from fuyuantong.organs.models import Unit


def add_mandate(
    uow: UnitOfWork,
    *,
    linkage: str,
    title: str,
    number: str,
    unit: UUID,
    issued_on: date,
    matters: str,
    until_on: date | None = None,
) -> Mandate:
    """登记政府督查授权: which government told the office to look after what, by which paper.

    Errors: E-FORBIDDEN, E-REQUIRED, E-RULE (no government; a day to come; the number is there already).
    """
    where = take_linkage(linkage)
    if not policy.may_keep(uow.actor, linkage):
        raise Forbidden(_("政府督查授权由联席会议办公室登记，您现在的岗位不能办理。"))
    for name, said, words in (
        ("title", title, _("请填写授权文件名称。")),
        ("number", number, _("请填写文号。")),
        ("matters", matters, _("请填写督查事项。")),
    ):
        if not said.strip():
            raise required(name, words)
    if issued_on > uow.today:
        raise wrong("issued_on", _("日期 %(on)s 晚于今天。") % {"on": issued_on})
    if until_on is not None and until_on < issued_on:
        raise wrong("until_on", _("截止日期早于授权日期。"))
    found = Unit.objects.filter(pk=unit, valid_until=None, kind__in=policy.MANDATING).first()
    if found is None:
        raise wrong("unit", _("政府督查由本级人民政府指定，请选择政府。"))
    if Mandate.objects.filter(linkage=linkage, number=number.strip()).exists():
        raise wrong("number", _("“%s”已经登记。") % number.strip())
    row = Mandate.objects.create(
        linkage=linkage, title=title.strip()[:200], number=number.strip()[:80], unit=found,
        issued_on=issued_on, until_on=until_on, matters=matters.strip()[:300], by_name=uow.actor.name,
        at=uow.now,
    )  # fmt: skip
    note(uow, "mandate_added", "mandate", row.pk, region=where.region_id, linkage=linkage, number=row.number)
    return row


def back_letter(
    uow: UnitOfWork, draft_id: UUID, *, backing: str, key: UUID, expected: int | None = None
) -> Draft:
    """写明依据. A 批示 must be about the letter's matter (or have handed it out); a mandate must hold."""
    draft = letter_to_back(uow.actor, draft_id)
    row: Instruction | Mandate | None
    if backing == Backing.INSTRUCTION:
        row = instructions_about(uow.actor, draft.matter_id).filter(pk=key).first()
        if row is None:
            raise wrong(
                "key",
                _("这份批示与本事项无关，不能作为督办依据。"),
                _("请先登记关于本事项的批示（“关联事项”写本事项）。"),
            )
        words = f"{row.position}{row.leader_name}{said_day(row.given_on)}批示"
    else:
        row = mandates_of(uow.actor).filter(pk=key, linkage=draft.matter.linkage).first()
        if row is None or not row.holds_on(uow.today):
            raise wrong("key", _("这项政府督查授权不在有效期内，或不属于本联动机制。"))
        words = f"{row.title}（{row.number}）"
    return pressing.back(uow, draft_id, backing=Backing(backing), key=row.pk, words=words, expected=expected)


def sign_letter(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    leader: UUID,
    signed_on: date,
    original: StoredFile | None,
    number: str = "",
    expected: int | None = None,
) -> Draft:
    """登记纸面签发: a leader signed the print-out; somebody of the office records it with the original.

    Errors: E-REQUIRED without the original; those of signing.
    """
    draft = letter_to_back(uow.actor, draft_id)
    rows: Any = Leader.objects.filter(pk=leader, linkage=draft.matter.linkage, active=True)
    who = rows.first()
    if who is None:
        raise wrong("leader", _("请从领导名录中选择在任领导。"))
    if original is None:
        raise required("original", _("请上传签发原件的扫描件或照片。"))
    told = f"{who.position}{who.name}（{signing.ON_PAPER}，{uow.actor.unit_name}{uow.actor.name}代录）"
    made = signing.sign(
        uow, draft_id, number=number, signed_on=signed_on, on_paper=told[:190], expected=expected
    )
    attach(uow, original, FILED_ON_LETTER, made.pk, "签发原件")
    return made
