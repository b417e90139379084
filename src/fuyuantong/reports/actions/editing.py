"""What people write: paragraphs around the protected figures, and typical cases with their masking."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.reports.doors import stale, take_issue, wrong
from fuyuantong.reports.kinds import CaseState, State
from fuyuantong.reports.masking import mask, suspects
from fuyuantong.reports.models import TEXT_MOST, Case, Issue, Passage
from fuyuantong.reports.protecting import Altered, closed
from fuyuantong.reports.queries.library import told
from fuyuantong.reports.trail import note


def edit(uow: UnitOfWork, key: UUID, texts: Mapping[UUID, str], *, expected: int | None = None) -> Issue:
    """Keep paragraphs as typed. A figure that was changed or written in is refused at its place and nothing
    is kept (E-RPT-FIGURE)."""
    row = take_issue(uow, key, {State.DRAFT}, expected=expected)
    passages = {one.pk: one for one in Passage.objects.filter(issue=row, pk__in=list(texts))}
    if set(texts) - set(passages):
        raise NotFound
    guarding.check({str(pk): text for pk, text in texts.items()})
    figures = row.cut.body["words"]
    errors: list[FieldError] = []
    for pk, typed in texts.items():
        plain = typed.replace("\r\n", "\n").strip()
        if len(plain) > TEXT_MOST:
            errors.append(FieldError("E-TOO-LONG", _("文字超过 %s 字。") % TEXT_MOST, pointer=f"text-{pk}"))
            continue
        try:
            passages[pk].text = closed(plain, figures)
        except Altered as altered:
            errors += [
                FieldError("E-RPT-FIGURE", f"第 {one.at + 1} 字：{one.sentence}", pointer=f"text-{pk}")
                for one in altered.wrongs
            ]
    if errors:
        raise Refusal(
            errors[0].code,
            _("有 %s 处与指标数不符，没有保存。") % len(errors),
            hint=_("数字只能用【】里的指标数；日期、文号、序号和时限可以写。"),
            errors=errors,
        )
    Passage.objects.bulk_update(passages.values(), ["text"])
    row.edited_by_name = f"{uow.actor.unit_name} {uow.actor.name}"[:100]
    row.save(update_fields=["version", "edited_by_name"])
    note(uow, "edited", "report", row.pk, region=row.region, passages=len(texts))
    return row


def add_case(uow: UnitOfWork, key: UUID, *, title: str, text: str, expected: int | None = None) -> Case:
    """A case as typed, with names: the masked proposal stands beside it until a person has confirmed it."""
    row = take_issue(uow, key, {State.DRAFT}, expected=expected)
    if not told(row.product).cases:
        raise Conflict("E-RPT-CASES", _("这个产品不由案例组成。"))
    if not title.strip() or not text.strip():
        raise wrong("title" if not title.strip() else "text", _("请填写案例名称和内容。"), "E-REQUIRED")
    guarding.check({"title": title, "text": text})
    source = text.strip()[:TEXT_MOST]
    place = (row.cases.aggregate(most=Max("place"))["most"] or 0) + 1
    made = Case.objects.create(
        issue=row, place=place, title=mask(title.strip())[:200], source=source, text=mask(source)[:TEXT_MOST]
    )
    row.save(update_fields=["version"])
    note(uow, "case_added", "report", row.pk, region=row.region, case=str(made.pk))
    return made


def confirm_case(uow: UnitOfWork, key: UUID, *, title: str, text: str, expected: int | None = None) -> Case:
    """A person has read it: nothing points at anybody. What was typed first is erased.

    E-RPT-MASK with what still looks like a name, a number or an address.
    """
    case = Case.objects.filter(pk=key, issue__in=Issue.objects.visible_to(uow.actor)).first()
    if case is None:
        raise NotFound
    row = take_issue(uow, case.issue_id, {State.DRAFT})
    case = Case.objects.select_for_update().get(pk=key)
    if expected is not None and expected != case.version:
        raise stale(case.title)
    left = suspects(f"{title}\n{text}")
    if left:
        raise wrong(
            "text", _("还有未脱敏的内容：%s") % "、".join(left[:5]), "E-RPT-MASK",
            _("请改写后再确认；姓名写作“张某”，证件号码、电话、住址删去。"),
        )  # fmt: skip
    case.title, case.text, case.source = title.strip()[:200], text.strip()[:TEXT_MOST], ""
    case.state, case.confirmed_by_name = CaseState.CONFIRMED, f"{uow.actor.unit_name} {uow.actor.name}"[:100]
    case.version += 1
    case.save()
    row.save(update_fields=["version"])
    note(uow, "case_confirmed", "report", row.pk, region=row.region, case=str(case.pk))
    return case
