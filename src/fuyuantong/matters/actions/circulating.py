"""A letter's way before and after the signature: 核稿, 会签; 用印, 分发, 归档; and who opened it first.

核稿 is done in the house, then the units asked sign beside it (会签), then it waits for its signature. An
objection takes it back to its writers with the words; what was asked meanwhile is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.actions.signing import about_letter, check_fit, moved, take
from fuyuantong.matters.kinds import DraftState, StepKind, StepState
from fuyuantong.matters.models import Addressee, Draft, DraftReading, DraftStep, Matter
from fuyuantong.matters.queries.letters import step_of
from fuyuantong.matters.telling import tell_drafters, tell_units
from fuyuantong.matters.trail import digest, note_matter
from fuyuantong.organs.models import Unit

UNITS_MOST = 20


def circulate(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    check: bool = True,
    units: Sequence[UUID] = (),
    expected: int | None = None,
) -> Draft:
    """送核稿会签: ask the house's reviewer, the units named, or both; then the letter waits for them."""
    draft = take(uow, draft_id, "送核稿会签", DraftState.DRAFTING, expected=expected)
    check_fit(draft)
    asked = [one for one in dict.fromkeys(units) if one != draft.unit_id]
    if not check and not asked:
        raise Refusal("E-REQUIRED", "请选择核稿，或者选择会签单位。", hint="都不需要的，请直接送签。")
    known = list(Unit.objects.filter(pk__in=asked, valid_until=None))
    if len(known) != len(asked) or len(asked) > UNITS_MOST:
        raise Refusal(
            "E-RULE", "会签单位中有不在名录或已停用的机构，或者超过 20 个。", hint="请从机构名录中选择。"
        )
    last = draft.steps.order_by("-round").values_list("round", flat=True).first() or 0
    wanted = [(StepKind.CHECK, draft.unit_id)] if check else []
    wanted += [(StepKind.COSIGN, unit.pk) for unit in known]
    DraftStep.objects.bulk_create(
        DraftStep(draft=draft, round=last + 1, kind=kind, unit_id=unit, asked_at=uow.now)
        for kind, unit in wanted
    )
    draft.state = DraftState.CHECKING
    moved(draft)
    names = [unit.name for unit in known]
    note_matter(uow, draft.matter, "letter_circulated", **about_letter(draft), check=check, units=names)
    if check:
        tell_drafters(uow, draft, "待核稿")
    else:
        _ask_units(uow, draft)
    return draft


def opine(
    uow: UnitOfWork, draft_id: UUID, *, agree: bool = True, opinion: str = "", expected: int | None = None
) -> Draft:
    """核稿 or 会签: agree, or object in words. The last to agree puts the letter up for signature."""
    draft = _asked(uow, draft_id, expected)
    step = step_of(uow.actor, draft)
    if step is None:
        raise Forbidden(
            "这份文书现在不由您核稿或会签。", hint="核稿由本单位审签人或负责人办理，会签由被征求单位办理。"
        )
    step.state = StepState.AGREED if agree else StepState.OBJECTED
    step.opinion = opinion.strip() if agree else required(opinion, "意见")
    step.at, step.by = uow.now, f"{uow.actor.unit_name} {uow.actor.name}"
    step.save()
    pending = draft.steps.filter(state=StepState.PENDING)
    if not agree:
        pending.update(state=StepState.CLOSED)
        draft.state, draft.remark = DraftState.DRAFTING, step.opinion
    elif not pending.exists():
        draft.state = DraftState.READY
    moved(draft)
    told = about_letter(draft) | {"step": step.kind, "agree": agree, "unit": str(step.unit_id)}
    note_matter(uow, draft.matter, "letter_opined", **told, text=digest(step.opinion))
    if not agree:
        tell_drafters(uow, draft, "核稿会签有意见")
    elif draft.state == DraftState.READY:
        tell_drafters(uow, draft, "待签发", signing=True)
    elif step.kind == StepKind.CHECK:
        _ask_units(uow, draft)
    return draft


def recall(uow: UnitOfWork, draft_id: UUID, *, expected: int | None = None) -> Draft:
    """撤回修改: the writers take the letter back from 核稿会签."""
    draft = take(uow, draft_id, "撤回修改", DraftState.CHECKING, expected=expected)
    draft.steps.filter(state=StepState.PENDING).update(state=StepState.CLOSED)
    draft.state = DraftState.DRAFTING
    moved(draft)
    note_matter(uow, draft.matter, "letter_recalled", **about_letter(draft))
    return draft


def seal(uow: UnitOfWork, draft_id: UUID, *, on: date | None = None, expected: int | None = None) -> Draft:
    """用印: that the seal was put on the paper; the system keeps no picture of a seal."""
    draft = take(uow, draft_id, "登记用印", DraftState.SIGNED, expected=expected)
    draft.sealed_on, draft.sealed_by = _day(uow, draft, on, draft.sealed_on, "用印"), _who(uow)
    moved(draft)
    note_matter(uow, draft.matter, "letter_sealed", draft.sealed_on, **about_letter(draft))
    return draft


def dispatch(
    uow: UnitOfWork, draft_id: UUID, *, on: date | None = None, expected: int | None = None
) -> Draft:
    """分发: that the paper left the house; the addressees that may read it here are told once more."""
    draft = take(uow, draft_id, "分发", DraftState.SIGNED, expected=expected)
    draft.sent_on, draft.sent_by = _day(uow, draft, on, draft.sent_on, "分发"), _who(uow)
    moved(draft)
    note_matter(uow, draft.matter, "letter_dispatched", draft.sent_on, **about_letter(draft))
    return draft


def file_away(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    file_number: str = "",
    on: date | None = None,
    expected: int | None = None,
) -> Draft:
    """归档: under which number of the archive the paper lies."""
    draft = take(uow, draft_id, "归档", DraftState.SIGNED, expected=expected)
    draft.filed_on, draft.filed_by = _day(uow, draft, on, draft.filed_on, "归档"), _who(uow)
    draft.file_number = file_number.strip()[:80]
    moved(draft)
    note_matter(uow, draft.matter, "letter_filed", draft.filed_on, **about_letter(draft))
    return draft


def note_reading(uow: UnitOfWork, draft_id: UUID) -> DraftReading | None:
    """The first time that somebody of an addressed unit opens a signed letter; None where nothing is kept."""
    draft = Draft.objects.visible_to(uow.actor).select_related("matter").filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    addressed = Addressee.objects.filter(draft=draft, unit_id=uow.actor.unit_key).exists()
    if draft.state != DraftState.SIGNED or not addressed or uow.actor.person is None:
        return None
    made, new = DraftReading.objects.get_or_create(
        draft=draft, person=uow.actor.person, unit_id=uow.actor.unit_key,
        defaults={"name": uow.actor.name, "at": uow.now},
    )  # fmt: skip
    if new:
        note_matter(uow, draft.matter, "letter_read", **about_letter(draft), unit=str(made.unit_id))
    return made


def _asked(uow: UnitOfWork, draft_id: UUID, expected: int | None) -> Draft:
    """Sight → lock, as for any act on a letter; a unit that signs beside need not see the matter."""
    seen = Draft.objects.visible_to(uow.actor).filter(pk=draft_id).values_list("matter_id", flat=True).first()
    if seen is None:
        raise NotFound
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=seen)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft_id)
    draft.matter = matter
    if expected is not None and expected != draft.version:
        raise Conflict(
            "E-VERSION", f"“{draft.title}”在您打开之后已被他人修改。", hint="请刷新页面查看后再办理。"
        )
    return draft


def _ask_units(uow: UnitOfWork, draft: Draft) -> None:
    rows = draft.steps.filter(state=StepState.PENDING, kind=StepKind.COSIGN)
    units = list(rows.values_list("unit_id", flat=True))
    if units:
        tell_units(uow, draft.matter, units, f"请会签{draft.genre}", url=f"/letters/{draft.pk}/")


def _day(uow: UnitOfWork, draft: Draft, on: date | None, held: date | None, words: str) -> date:
    if held is not None:
        raise Conflict("E-STATE", f"“{draft.title}”已登记{words}。", hint="请刷新页面查看。")
    day = on or uow.today
    if day > uow.today or (draft.signed_on and day < draft.signed_on):
        raise Refusal("E-RULE", f"{words}日期应在签发之后、今天之前。", hint="请填写实际日期。")
    return day


def _who(uow: UnitOfWork) -> str:
    return f"{uow.actor.unit_name} {uow.actor.name}"
