"""督办, 约谈, 通报: drafted by the system or a clerk, alive only with a 批示 or the mandate of 政府督查.

Nothing above 催办 fires by itself, and none of it goes to a court, a procuratorate or a 中省直 unit; those
are asked (函询, 商请; practice §1, §4). Which 批示 or mandate stands behind a letter is chosen in the room
above (`instructions`), which calls `back`; without it a letter is neither put up for signature nor signed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import ADDRESSED_BY_LETTER, UNCOMMANDED
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.matters import policy
from fuyuantong.matters.actions.drafting import facts, keep, keep_first, keep_version
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.actions.signing import EDITABLE, about_letter, moved, take
from fuyuantong.matters.composing import compose_pressing, pressing_template
from fuyuantong.matters.doors import take_obligation
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import Backing, DraftState, Pressing
from fuyuantong.matters.models import Addressee, Draft, Matter
from fuyuantong.matters.queries.letters import awaits, needs_backing, recordable
from fuyuantong.matters.telling import tell_drafters
from fuyuantong.matters.trail import note_matter

BASIS = "督办依据"
"""The line of a 督办单 or an 约谈通知书 that names what stands behind it."""


def press(uow: UnitOfWork, obligation_id: UUID, *, what: str, expected: int | None = None) -> Draft:
    """Draft a 督办单, and after one has been signed an 约谈通知书 or a 通报, about one task.

    Errors: E-RULE towards organs that nobody here commands; E-STATE for the later steps before the first, or
    while the same letter still waits.
    """
    row = take_obligation(uow, obligation_id, "press", expected=expected)
    unit = row.creditor
    if row.owner.kind in ADDRESSED_BY_LETTER or unit.kind in UNCOMMANDED:
        raise Refusal(
            "E-RULE",
            f"{row.owner}不适用督办、约谈、通报。",
            hint="请函询或商请：用“电话函询”“函询”，或在本事项中起草函。",
        )
    earlier = Draft.objects.filter(obligation=row).exclude(state=DraftState.DROPPED)
    template = {one: pressing_template(one) for one in Pressing}
    waiting = earlier.filter(template=template[Pressing(what)]).waiting().first()
    if waiting is not None:
        raise Conflict(
            "E-STATE",
            f"“{waiting.title}”还没有签发，不再另拟一份。",
            hint="请在“待签文书”中写明依据后送签，或弃用它。",
        )
    slips = earlier.filter(template=template[Pressing.SUPERVISION], state=DraftState.SIGNED)
    if what != Pressing.SUPERVISION and not slips.exists():
        raise Conflict("E-STATE", "约谈、通报在督办单发出之后进行。", hint="请先拟督办单，由领导签发后发出。")
    matter = row.matter
    told = facts(uow, matter, mechanism_of(matter), "", unit, row, gentle=False)
    draft = Draft(
        matter=matter, obligation=row, what=what, unit=unit, approval=True,
        office=matter.linkage if row.by_office else "",
    )  # fmt: skip
    keep(uow, draft, compose_pressing(Pressing(what), told), [row.owner_id], [])
    return draft


def back(
    uow: UnitOfWork,
    draft_id: UUID,
    *,
    backing: Backing,
    key: UUID,
    words: str,
    expected: int | None = None,
) -> Draft:
    """Write down what stands behind a letter. The caller has seen that `key` is about the matter."""
    draft = take(uow, draft_id, "写明依据", *EDITABLE, expected=expected)
    if not needs_backing(draft):
        raise Refusal("E-RULE", f"“{draft.genre}”不须写明督办依据。")
    keep_first(draft)
    draft.backing, draft.backing_key, draft.backing_words = backing, key, words[:300]
    draft.text = _with_basis(draft.text, words)
    moved(draft)
    keep_version(uow, draft)
    note_matter(
        uow, draft.matter, "letter_backed", **about_letter(draft), backing=str(backing), basis=words[:300]
    )
    return draft


def _with_basis(text: str, words: str) -> str:
    """The text with its basis: in its box, or as its first words."""
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith(f"{BASIS}：")), None)
    if at is not None:
        lines[at] = f"{BASIS}：{words}"
    elif lines and lines[0].startswith("根据"):
        lines[0] = f"根据{words}，现通报如下。"
    else:
        lines.insert(0, f"根据{words}，现通报如下。")
    return "\n".join(lines)


def receive(uow: UnitOfWork, draft_id: UUID, *, on: date | None = None, expected: int | None = None) -> Draft:
    """签收 by the unit that the letter is addressed to."""
    draft, mine = _addressed(uow, draft_id, "receive", expected)
    return _receive(uow, draft, mine, on)


def _receive(uow: UnitOfWork, draft: Draft, mine: Addressee, on: date | None, why: str = "") -> Draft:
    mine.received_on, mine.received_by = _day(uow, on), _who(uow, mine, why)
    mine.save(update_fields=["received_on", "received_by"])
    _settle(uow, draft, mine, "received", "签收", why=why)
    return draft


def answer(
    uow: UnitOfWork, draft_id: UUID, *, text: str, on: date | None = None, expected: int | None = None
) -> Draft:
    """书面反馈 by the unit that the letter is addressed to; it signs for it thereby if it has not yet."""
    draft, mine = _addressed(uow, draft_id, "answer", expected)
    return _answer(uow, draft, mine, text, on)


def _answer(
    uow: UnitOfWork, draft: Draft, mine: Addressee, text: str, on: date | None, why: str = ""
) -> Draft:
    mine.answer, mine.answered_on = required(text, "反馈"), _day(uow, on)
    mine.answered_by = _who(uow, mine, why)
    if mine.received_on is None:
        mine.received_on, mine.received_by = mine.answered_on, mine.answered_by
    mine.save()
    _settle(uow, draft, mine, "answered", "反馈", words=mine.answer, why=why)
    return draft


def record_letter(
    uow: UnitOfWork,
    draft_id: UUID,
    verb: str,
    unit: UUID,
    *,
    why: str,
    original: UploadedFile[Any] | None,
    text: str = "",
    on: date | None = None,
    expected: int | None = None,
) -> Draft:
    """代录 of `receive` or `answer` for an addressee without accounts, by the unit that sent the letter.

    Who recorded it, why, and the original hang on the matter. Errors: E-FORBIDDEN where the addressee acts
    for itself; E-REQUIRED without a reason or the original; E-STATE when it is done already.
    """
    draft = _locked(uow, draft_id, expected)
    if not policy.may_draft(uow.actor, draft):
        raise Forbidden(f"代录由发文的{draft.unit}办理。")
    mine = draft.addressees.select_related("unit").filter(unit_id=unit, copy=False).first()
    if mine is None:
        raise NotFound
    signed = draft.state == DraftState.SIGNED
    if signed and mine.unit.has_accounts:
        raise Forbidden(f"{mine.unit}使用账号办理，由其自行签收和反馈。")
    if not signed or verb not in recordable(draft, mine):
        raise Conflict("E-STATE", f"“{draft.title}”现在不需要这样办理。", hint="请刷新页面查看。")
    reason = required(why, "代录原因")
    if original is None:
        words = "请上传原件的扫描件或照片（签字、盖章的签收回执、反馈）。"
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="original")])
    uow.actor = replace(uow.actor, acting_for=f"代录：{mine.unit.name}"[:200])
    done = (
        _receive(uow, draft, mine, on, reason)
        if verb == "receive"
        else _answer(uow, draft, mine, text, on, reason)
    )
    kept = receive_upload(uow, original)
    attach(
        uow,
        kept,
        "matter",
        draft.matter_id,
        f"代录原件：{draft.title}",
        stream=matter_stream(draft.matter_id),
    )
    return done


def _locked(uow: UnitOfWork, draft_id: UUID, expected: int | None) -> Draft:
    seen = Draft.objects.visible_to(uow.actor).filter(pk=draft_id).values_list("matter_id", flat=True).first()
    if seen is None:
        raise NotFound
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=seen)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft_id)
    draft.matter = matter
    if expected is not None and expected != draft.version:
        raise Conflict("E-VERSION", f"“{draft.title}”在您打开之后有变动。", hint="请刷新页面查看后再办理。")
    return draft


def _addressed(uow: UnitOfWork, draft_id: UUID, verb: str, expected: int | None) -> tuple[Draft, Addressee]:
    draft = _locked(uow, draft_id, None)
    mine = draft.addressees.filter(unit_id=uow.actor.unit_key, copy=False).first()
    if mine is None or not policy.handles(uow.actor):
        raise Forbidden("这份文书由主送单位签收和反馈。")
    if expected is not None and expected != draft.version:
        raise Conflict("E-VERSION", f"“{draft.title}”在您打开之后有变动。", hint="请刷新页面查看后再办理。")
    if verb not in awaits(uow.actor, draft):
        raise Conflict("E-STATE", f"“{draft.title}”现在不需要这样办理。", hint="请刷新页面查看。")
    return draft, mine


def _settle(
    uow: UnitOfWork, draft: Draft, mine: Addressee, kind: str, told: str, *, words: str = "", why: str = ""
) -> None:
    draft.version += 1
    draft.save(update_fields=["version"])
    day = mine.answered_on if kind == "answered" else mine.received_on
    said = "\n".join(part for part in (words, f"代录原因：{why}" if why else "") if part)
    data = about_letter(draft) | ({"recorded": True, "unit": str(mine.unit)} if why else {})
    note_matter(uow, draft.matter, f"letter_{kind}", day, words=said, **data)
    if not why:
        tell_drafters(uow, draft, f"{uow.actor.unit_name}已{told}")


def _day(uow: UnitOfWork, on: date | None) -> date:
    day = on or uow.today
    if day > uow.today:
        raise Refusal("E-RULE", f"日期 {day} 晚于今天。", hint="请填写实际的日期。")
    return day


def _who(uow: UnitOfWork, mine: Addressee, why: str) -> str:
    by = " ".join(dict.fromkeys((uow.actor.unit_name, uow.actor.name)))
    return f"{mine.unit.name}（{by}代录：{why}）"[:190] if why else by
