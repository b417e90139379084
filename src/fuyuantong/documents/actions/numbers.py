"""Numbers: given out without a gap in the transaction of the signature, registered, voided; and their rules.

The row of the series is locked before the next number is taken: whoever signs at the same time waits, and a
signature that is undone gives its number back.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.documents import policy
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.models.numbers import NumberRule, NumberSeries, PaperNumber

PREFIX_MOST, REASON_MOST = 20, 400
_FORBIDDEN = set("〔〕[]【】()（）号第 \t\n0123456789")


def take_number(
    uow: UnitOfWork, *, unit: UUID, genre: str, year: int, subject_type: str, subject_id: UUID, title: str
) -> PaperNumber | None:
    """Give a paper the next number of its series, or None where the unit does not number this kind here.

    Call it in the transaction of the signature. A paper that has a number keeps it.
    """
    rule = rule_for(unit, genre)
    if rule is None:
        return None
    held = PaperNumber.objects.filter(subject_type=subject_type, subject_id=subject_id)
    found = held.exclude(state=NumberState.VOIDED).first()
    if found is not None:
        return found
    NumberSeries.objects.get_or_create(unit_id=unit, prefix=rule.prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(unit_id=unit, prefix=rule.prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    text = f"{rule.prefix}〔{year}〕{series.last}号"
    row = PaperNumber.objects.create(
        unit_id=unit, series=series, ordinal=series.last, text=text, year=year,
        genre=genre[:40], title=title[:300], subject_type=subject_type, subject_id=subject_id,
        state=NumberState.TAKEN, taken_at=uow.now, taken_by=_who(uow),
    )  # fmt: skip
    _note(uow, "number.taken", row)
    return row


def rule_for(unit: UUID, genre: str) -> NumberRule | None:
    """The rule for the kind itself, else the unit's rule for all kinds."""
    rows = NumberRule.objects.filter(unit_id=unit, genre__in=[genre, ""], active=True)
    return rows.order_by("-genre").first()


def register_external(
    uow: UnitOfWork, *, unit: UUID, genre: str, text: str, year: int, subject_type: str, subject_id: UUID,
    title: str,
) -> PaperNumber:  # fmt: skip
    """登记外部文号: what another system gave. It may be corrected, one of our own may not."""
    rows = PaperNumber.objects.select_for_update().filter(subject_type=subject_type, subject_id=subject_id)
    row = rows.exclude(state=NumberState.VOIDED).first()
    if row is not None and row.state == NumberState.TAKEN:
        if row.text == text:
            return row
        raise Conflict(
            "E-STATE",
            _("这份文书已由本系统编号 %s，不能另行登记。") % row.text,
            hint=_("确需改用外部文号的，请先在“文号登记簿”作废原号。"),
        )
    if row is None:
        row = PaperNumber(
            unit_id=unit, subject_type=subject_type, subject_id=subject_id, state=NumberState.EXTERNAL
        )
    row.text, row.year, row.genre, row.title = text[:80], year, genre[:40], title[:300]
    row.taken_at, row.taken_by = uow.now, _who(uow)
    row.save()
    _note(uow, "number.registered", row)
    return row


def void_number(uow: UnitOfWork, number_id: UUID, *, reason: str, expected: int | None = None) -> PaperNumber:
    """作废: the number stays in the book with who, when and why; it is not given out again."""
    rows = PaperNumber.objects.select_for_update(of=("self",)).visible_to(uow.actor)
    row = rows.filter(pk=number_id).first()
    if row is None:
        raise NotFound
    policy.check(uow.actor, "number.void")
    if expected is not None and expected != row.version:
        raise Conflict("E-VERSION", _("这个文号已被他人处理。"), hint=_("请刷新页面查看。"))
    if row.unit_id != uow.actor.unit or row.state == NumberState.VOIDED:
        raise Conflict("E-STATE", _("这个文号不能作废。"), hint=_("请刷新页面查看它现在的状态。"))
    if not reason.strip():
        raise Refusal("E-REQUIRED", _("请填写作废理由。"))
    row.state, row.reason = NumberState.VOIDED, reason.strip()[:REASON_MOST]
    row.voided_at, row.voided_by, row.version = uow.now, _who(uow), row.version + 1
    row.save()
    _note(uow, "number.voided", row)
    return row


def hide_titles(subject_type: str, subjects: Iterable[UUID]) -> None:
    """The book shows no titles of papers that only named posts may know of (知悉范围)."""
    PaperNumber.objects.filter(subject_type=subject_type, subject_id__in=list(subjects)).update(title="")


def set_rule(uow: UnitOfWork, *, genre: str, prefix: str, active: bool = True) -> NumberRule:
    """Number papers of a kind under a 机关代字 of the actor's own unit, or stop doing so."""
    policy.check(uow.actor, "number.rule")
    prefix = prefix.strip()
    if not prefix or len(prefix) > PREFIX_MOST or set(prefix) & _FORBIDDEN:
        raise Refusal(
            "E-RULE",
            _("机关代字应为 1 至 20 个字，不含数字、括号和“第”“号”。"),
            hint=_("例如“临司发”“临府院联函”。"),
        )
    row, _new = NumberRule.objects.select_for_update().get_or_create(
        unit_id=uow.actor.unit_key, genre=genre.strip()[:40], defaults={"prefix": prefix}
    )
    row.prefix, row.active, row.version = prefix, active, row.version + (0 if _new else 1)
    row.save()
    data = {"genre": row.genre, "prefix": row.prefix, "active": row.active}
    uow.record(Note(day_stream(uow.today), "number.rule_set", "number_rule", row.pk, data))
    return row


def _who(uow: UnitOfWork) -> str:
    return f"{uow.actor.unit_name} {uow.actor.name}"


def _note(uow: UnitOfWork, kind: str, row: PaperNumber) -> None:
    data = {"number": row.text, "subject": str(row.subject_id), "unit": str(row.unit_id)}
    uow.record(Note(day_stream(uow.today), kind, "paper_number", row.pk, data))
