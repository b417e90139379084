"""The way of a letter: edited, put up for signature, signed by a leader; or sent back, or given up.

Nothing above 催办 leaves without that signature (practice §4.3). After it the text stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER, UNCOMMANDED
from fuyuantong.documents.actions import register_external, take_number
from fuyuantong.documents.letters import required_gaps, template_for
from fuyuantong.matters import policy
from fuyuantong.matters.actions.drafting import BY_RULE, address, keep_first, keep_version
from fuyuantong.matters.actions.ending import void_matter
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.composing import FILL_IN
from fuyuantong.matters.engine import has_ended, mechanism_of
from fuyuantong.matters.kinds import Capacity, DraftState, Level, MatterState, Scope
from fuyuantong.matters.models import Addressee, Draft, Matter, Party
from fuyuantong.matters.models.matter import CONTENT
from fuyuantong.matters.queries.letters import needs_backing
from fuyuantong.matters.telling import tell_drafters, tell_units
from fuyuantong.matters.ties import tie
from fuyuantong.matters.trail import digest, note_matter
from fuyuantong.organs.models import Unit

COMMANDS = ("交办", "催办", "督办", "退回")
"""Not said to a court, a procuratorate or a 中省直 unit (practice §1): 商请, 函询, 函商 are."""
ON_PAPER = "纸面签发"
"""Stands in `signed_by` of a letter whose signature on paper somebody else recorded."""
EDITABLE = (DraftState.DRAFTING, DraftState.READY)


def edit(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    title: str,
    text: str,
    number: str = "",
    to: Sequence[UUID] = (),
    copies: Sequence[UUID] = (),
    expected: int | None = None,
) -> Draft:
    """Change title, text, number and addressees before the signature."""
    draft = take(uow, draft_id, "修改", *EDITABLE, expected=expected)
    units = Unit.objects.filter(pk__in={*to, *copies}, valid_until=None)
    if units.count() != len({*to, *copies}):
        raise Refusal("E-RULE", "主送、抄送单位中有不在名录或已停用的机构。", hint="请从机构名录中选择。")
    keep_first(draft)
    draft.title, draft.text = required(title, "标题"), required(text, "正文")
    draft.number = number.strip()
    address(draft, to, copies)
    moved(draft)
    keep_version(uow, draft)
    note_matter(uow, draft.matter, "letter_edited", **about_letter(draft), text=digest(draft.text))
    return draft


def submit(uow: UnitOfWork, draft_id: UUID, *, expected: int | None = None) -> Draft:
    """送签: put up for signature."""
    draft = take(uow, draft_id, "送签", DraftState.DRAFTING, expected=expected)
    check_fit(draft)
    draft.state = DraftState.READY
    moved(draft)
    note_matter(uow, draft.matter, "letter_submitted", **about_letter(draft))
    tell_drafters(uow, draft, "待签发", signing=True)
    return draft


def send_back(uow: UnitOfWork, draft_id: UUID, *, reason: str, expected: int | None = None) -> Draft:
    """退改: whoever signs wants it written better."""
    draft = take(uow, draft_id, "退改", DraftState.READY, expected=expected)
    _check_signs(uow, draft)
    draft.state, draft.remark = DraftState.DRAFTING, required(reason, "退改意见")
    moved(draft)
    note_matter(uow, draft.matter, "letter_sent_back", **about_letter(draft), text=digest(draft.remark))
    tell_drafters(uow, draft, "退改")
    return draft


def drop(uow: UnitOfWork, draft_id: UUID, *, reason: str, expected: int | None = None) -> Draft:
    """弃用: it is not going to be sent."""
    draft = take(uow, draft_id, "弃用", *EDITABLE, expected=expected)
    draft.state, draft.remark = DraftState.DROPPED, required(reason, "弃用理由")
    moved(draft)
    note_matter(uow, draft.matter, "letter_dropped", **about_letter(draft), text=digest(draft.remark))
    _end_if_raised(uow, draft, draft.remark)
    return draft


def _end_if_raised(uow: UnitOfWork, draft: Draft, reason: str) -> None:
    """A matter that a register's rule opened for this letter alone ends with it, for the same reason."""
    matter = draft.matter
    begun = matter.stage != mechanism_of(matter).start.key or matter.obligations.exists()
    if draft.what == BY_RULE and matter.state == MatterState.OPEN and not begun:
        void_matter(uow, matter.pk, reason=reason)


def sign(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    number: str = "",
    signed_on: date | None = None,
    on_paper: str = "",
    expected: int | None = None,
) -> Draft:
    """签发. The addressees that already have a part in the matter are told; those copied to can read it.

    `on_paper`: the leader who signed a print-out, as somebody else records it; the caller has seen to the
    leader and to the original, and only letters that live by a 批示 or mandate are signed so.
    """
    draft = take(uow, draft_id, "签发", DraftState.READY, expected=expected)
    if not (on_paper and needs_backing(draft)):
        _check_signs(uow, draft)
    check_fit(draft)
    day = signed_on or uow.today
    if day > uow.today:
        raise Refusal("E-RULE", f"签发日期 {day} 晚于今天。", hint="请填写实际签发的日期。")
    if has_ended(draft.matter):
        raise Conflict(
            "E-STATE", f"“{draft.matter.title}”已作废或并入他案，不能再签发文书。", hint="请弃用。"
        )
    if draft.obligation is not None and not draft.obligation.is_open:
        raise Conflict(
            "E-STATE", f"{draft.obligation.owner}已办结这项任务，不必再发。", hint="请弃用这份拟稿。"
        )
    keep_first(draft)
    draft.state = DraftState.SIGNED
    draft.number = _numbered(uow, draft, number.strip() or draft.number, day)
    draft.signed_on, draft.signed_at = day, uow.now
    draft.signed_by = on_paper or f"{uow.actor.unit_name} {uow.actor.name}"
    moved(draft)
    rows = list(draft.addressees.select_related("unit"))
    for row in rows:
        row.name = row.unit.name
    Addressee.objects.bulk_update(rows, ["name"])
    keep_version(uow, draft)
    note_matter(
        uow,
        draft.matter,
        "letter_signed",
        day,
        **about_letter(draft),
        text=digest(draft.text),
        number=draft.number,
        basis=on_paper,
    )
    _send(uow, draft, rows)
    return draft


def register_number(uow: UnitOfWork, draft_id: UUID, *, number: str, expected: int | None = None) -> Draft:
    """登记外部文号: the number that the unit's own system gave to a signed letter."""
    draft = take(uow, draft_id, "登记文号", DraftState.SIGNED, expected=expected)
    draft.number = _numbered(uow, draft, required(number, "文号"), draft.signed_on or uow.today)
    moved(draft)
    note_matter(uow, draft.matter, "letter_numbered", **about_letter(draft), number=draft.number)
    return draft


def _numbered(uow: UnitOfWork, draft: Draft, given: str, on: date) -> str:
    """The number another system gave is registered; else the unit's own series gives one, if it has one."""
    about: dict[str, Any] = {
        "unit": draft.unit_id, "genre": draft.genre, "year": on.year, "subject_type": "letter",
        "subject_id": draft.pk, "title": "" if draft.matter.scope == Scope.NAMED else draft.title,
    }  # fmt: skip
    if given:
        return register_external(uow, text=given, **about).text
    taken = take_number(uow, **about)
    return taken.text if taken else ""


def _send(uow: UnitOfWork, draft: Draft, rows: Sequence[Addressee]) -> None:
    """Copies are tied to the matter, as far as the letter goes; a main addressee is tied by 送达 only."""
    matter = draft.matter
    tied = Party.objects.filter(matter=matter, level__in=CONTENT, office="")
    known = set(tied.values_list("unit_id", flat=True))
    new = tuple(str(row.unit_id) for row in rows if row.copy and row.unit_id not in known)
    tie(uow, matter, "抄送", new, Capacity.COPY, level=Level.OWN)
    if draft.what == "draft_copy":  # 抄报 goes to organs above that need have no part in the matter
        above = tuple(str(row.unit_id) for row in rows if not row.copy and row.unit_id not in known)
        tie(uow, matter, "抄送", above, Capacity.COPY, level=Level.OWN)
        new += above
    told = [row.unit_id for row in rows if row.unit_id in known or str(row.unit_id) in new]
    tell_units(uow, matter, told, f"签发{draft.genre}", url=f"/letters/{draft.pk}/")


def take(uow: UnitOfWork, draft_id: UUID, words: str, *states: DraftState, expected: int | None) -> Draft:
    """Sight → lock of the matter, then the letter → right → version → state."""
    seen = Draft.objects.visible_to(uow.actor).filter(pk=draft_id).values_list("matter_id", flat=True).first()
    if seen is None:
        raise NotFound
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=seen)
    rows = Draft.objects.select_for_update(of=("self",)).select_related("unit", "obligation__owner")
    draft = rows.get(pk=draft_id)
    draft.matter = matter
    if not policy.may_draft(uow.actor, draft):
        raise Forbidden(f"这份文书由{draft.unit.name}拟稿和签发，您现在的岗位不能{words}。")
    if expected is not None and expected != draft.version:
        raise Conflict(
            "E-VERSION", f"“{draft.title}”在您打开之后已被他人修改。", hint="请刷新页面查看后再办理。"
        )
    if draft.state not in states:
        label = DraftState(draft.state).label
        raise Conflict("E-STATE", f"“{draft.title}”现在是“{label}”，不能{words}。", hint="请刷新页面查看。")
    return draft


def _check_signs(uow: UnitOfWork, draft: Draft) -> None:
    if not policy.may_sign(uow.actor, draft):
        who = "负责人" if draft.approval else "负责人或审核人"
        raise Forbidden(
            f"这份文书由{draft.unit.name}的{who}签发。", hint="请送签，由其登录签发；代录由其秘书办理。"
        )


def check_fit(draft: Draft) -> None:
    """What may not go out: a gap that only a person can fill, nobody addressed, words of command, a 督办
    that nobody's 批示 and no mandate stand behind."""
    if needs_backing(draft) and not draft.backing:
        raise Refusal(
            "E-BACKING",
            f"{draft.genre}须有领导批示或政府督查授权为据。",
            hint="请先“写明依据”：选择一份关于本事项的领导批示，或政府督查授权。",
        )
    gaps = required_gaps(template_for(draft.template, draft.genre), draft.text)
    if FILL_IN in draft.text or FILL_IN in draft.title:
        raise Refusal("E-RULE", f"文中还有“{FILL_IN}”没有填写。", hint="请修改后再送签。")
    if gaps:
        raise Refusal("E-RULE", f"表单的“{gaps[0]}”没有填写。", hint="请修改后再送签。")
    rows = list(draft.addressees.select_related("unit"))
    if not any(not row.copy for row in rows):
        raise Refusal("E-REQUIRED", "请填写主送单位。", hint="请在“修改”中选择主送单位。")
    gentle = [row.unit for row in rows if not row.copy and row.unit.kind in ADDRESSED_BY_LETTER]
    if gentle and needs_backing(draft):
        raise Refusal(
            "E-RULE",
            f"对{gentle[0]}不发{draft.genre}。",
            hint="对法院、检察院和中省直驻地单位，请用函询、商请。",
        )
    said = (draft.title + draft.text).replace(draft.matter.title, "")
    wrong = [word for word in COMMANDS if word in said]
    if gentle and wrong and draft.unit.kind not in UNCOMMANDED:
        raise Refusal(
            "E-RULE",
            f"对{gentle[0]}行文不用“{wrong[0]}”。",
            hint="对法院、检察院和中省直驻地单位，请用商请、函询、函商。",
        )


def moved(draft: Draft) -> None:
    draft.version += 1
    draft.save()


def about_letter(draft: Draft) -> dict[str, Any]:
    about: dict[str, Any] = {"draft": str(draft.pk), "genre": draft.genre, "signer": str(draft.unit_id)}
    return about | ({"obligation": str(draft.obligation_id)} if draft.obligation_id else {})
