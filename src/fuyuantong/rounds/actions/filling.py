"""A unit's sheet: filled by the clerk, looked at by 科长 and 分管领导, sent to the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.filing import add_file_to_obligation
from fuyuantong.matters.actions.replying import Progress, report_several
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.rounds import policy
from fuyuantong.rounds.doors import take_sheet
from fuyuantong.rounds.kinds import FILLING, WORDS, SheetState
from fuyuantong.rounds.models import WORDS_MOST, Entry, Sheet
from fuyuantong.rounds.trail import note

S = SheetState
Words = Mapping[UUID, Mapping[str, str]]
"""Entry → its words by `kinds.WORDS`; what is not named stays as it is."""


def fill(
    uow: UnitOfWork,
    key: UUID,
    words: Words,
    *,
    files: Mapping[UUID, Sequence[UploadedFile[Any]]] | None = None,
    send: bool = False,
    recorded_why: str = "",
    expected: int | None = None,
) -> Sheet:
    """Write the words down; `send` hands the sheet on (审核 in the unit first, where it has somebody for it).

    `files` (佐证) are attached to the obligation of their entry. From the office's post it is 代录 for a unit
    without accounts and wants a reason.
    Errors: E-REQUIRED with one place for every item that says nothing; E-TOO-LONG.
    """
    own = _is_own(uow, key)
    sheet = take_sheet(uow, key, "fill" if own else "record", FILLING, expected=expected)
    if not own:
        _record_why(sheet, recorded_why)
    entries = {entry.pk: entry for entry in Entry.objects.visible_to(uow.actor).filter(sheet=sheet)}
    _write(entries, words)
    _keep_files(uow, entries, files or {})
    sheet.filled_by = f"{uow.actor.unit_name} {uow.actor.name}"
    sheet.version += 1
    if send:
        _check_complete(entries)
        sheet.remark = ""
        step = policy.next_check(uow.actor, sheet)
        sheet.state = {"check": S.SECTION, "approve": S.LEADER}.get(step, S.SENT)
    sheet.save()
    if send:
        note(
            uow, "filled", "sheet", sheet.pk, region=sheet.round.region,
            unit=str(sheet.unit_id), state=str(sheet.state), recorded=not own,
        )  # fmt: skip
        _go_on(uow, sheet)
    return sheet


def _is_own(uow: UnitOfWork, key: UUID) -> bool:
    return Sheet.objects.filter(pk=key, unit_id=uow.actor.unit_key).exists()


def _record_why(sheet: Sheet, why: str) -> None:
    sheet.recorded_why = why.strip() or sheet.recorded_why
    if not sheet.recorded_why:
        words = _("代录请写明原因，例如该单位没有账号、电话报送。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="recorded_why")])


def _write(entries: Mapping[UUID, Entry], words: Words) -> None:
    if not words.keys() <= entries.keys():
        raise NotFound
    for key, said in words.items():
        for name in WORDS:
            text = said.get(name, getattr(entries[key], name)).strip()
            if len(text) > WORDS_MOST:
                sentence = _("文字超过 %s 字。") % WORDS_MOST
                place = FieldError("E-TOO-LONG", sentence, pointer=f"{name}-{key}")
                raise Refusal("E-TOO-LONG", sentence, errors=[place])
            setattr(entries[key], name, text)
    Entry.objects.bulk_update([entries[key] for key in words], WORDS)


def _keep_files(
    uow: UnitOfWork, entries: Mapping[UUID, Entry], files: Mapping[UUID, Sequence[UploadedFile[Any]]]
) -> None:
    if not files.keys() <= entries.keys():
        raise NotFound
    for key, uploads in files.items():
        for upload in uploads:
            add_file_to_obligation(uow, entries[key].obligation_id, upload, label=_("调度佐证"))


def _check_complete(entries: Mapping[UUID, Entry]) -> None:
    missing = [key for key, entry in entries.items() if not entry.progress]
    if missing:
        words = _("请填写进展；没有进展请写明原因。")
        raise Refusal(
            "E-REQUIRED",
            _("还有 %s 项没有填写进展。") % len(missing),
            hint=_("没有进展的也请写明原因。"),
            errors=[FieldError("E-REQUIRED", words, pointer=f"progress-{key}") for key in missing],
        )


def check(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Sheet:
    """科长审核通过: on to the 分管领导, or out where the unit has none."""
    sheet = take_sheet(uow, key, "check", {S.SECTION}, expected=expected)
    sheet.checked_by = uow.actor.name
    sheet.state = S.LEADER if policy.next_check(uow.actor, sheet) == "approve" else S.SENT
    return _passed(uow, sheet, "checked")


def approve(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Sheet:
    """分管领导审签: the sheet goes to the office."""
    sheet = take_sheet(uow, key, "approve", {S.LEADER, S.SECTION}, expected=expected)
    sheet.approved_by, sheet.state = uow.actor.name, S.SENT
    return _passed(uow, sheet, "approved")


def _passed(uow: UnitOfWork, sheet: Sheet, kind: str) -> Sheet:
    sheet.version += 1
    sheet.save()
    note(uow, kind, "sheet", sheet.pk, region=sheet.round.region, state=str(sheet.state))
    _go_on(uow, sheet)
    return sheet


def give_back(uow: UnitOfWork, key: UUID, *, remark: str, expected: int | None = None) -> Sheet:
    """单位内退回: to the clerk, with what is to be changed."""
    sheet = take_sheet(uow, key, "return", {S.SECTION, S.LEADER}, expected=expected)
    return returned(uow, sheet, remark, "given_back")


def returned(uow: UnitOfWork, sheet: Sheet, remark: str, kind: str) -> Sheet:
    """Put a sheet back to its clerk with a remark, and tell the unit."""
    if not remark.strip():
        words = _("请写明需要修改之处。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="remark")])
    sheet.state, sheet.remark, sheet.sent_at = S.BACK, remark.strip(), None
    sheet.version += 1
    sheet.save()
    note(uow, kind, "sheet", sheet.pk, region=sheet.round.region, unit=str(sheet.unit_id))
    tell(
        uow,
        to_units=[sheet.unit_id],
        kind="round.returned",
        title=_("%(title)s：请补充完善") % {"title": sheet.round.title},
        url=reverse("rounds:sheet", args=[sheet.pk]),
        subject=Subject("sheet", sheet.pk, sheet.round.linkage),
    )
    return sheet


def _go_on(uow: UnitOfWork, sheet: Sheet) -> None:
    """Who looks next in the unit is told; a sent sheet reaches the accounts and the office."""
    if sheet.state != S.SENT:
        tell(
            uow,
            to_units=[sheet.unit_id],
            kind="round.to_check",
            title=_("%(title)s：%(state)s") % {"title": sheet.round.title, "state": S(sheet.state).label},
            url=reverse("rounds:sheet", args=[sheet.pk]),
            subject=Subject("sheet", sheet.pk, sheet.round.linkage),
        )
        return
    Sheet.objects.filter(pk=sheet.pk).update(sent_at=uow.now)
    sheet.sent_at = uow.now
    entries = Entry.objects.visible_to(uow.actor).filter(sheet=sheet)
    said = {e.obligation_id: Progress(e.progress, e.problems, e.next_steps) for e in entries if e.progress}
    report_several(uow, said, source=str(sheet.round_id), recorded=uow.actor.unit != sheet.unit_id)
    tell(
        uow,
        to_offices=[sheet.round.linkage],
        kind="round.sent",
        title=_("%(title)s：%(unit)s已报送") % {"title": sheet.round.title, "unit": sheet.unit},
        url=reverse("rounds:round", args=[sheet.round_id]),
        subject=Subject("round", sheet.round_id, sheet.round.linkage),
    )
