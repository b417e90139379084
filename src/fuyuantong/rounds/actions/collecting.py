"""What the office does with a round: 催报, 退改, wording for the papers, the end."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.rounds.actions.filling import Words, returned
from fuyuantong.rounds.doors import take_round, take_sheet
from fuyuantong.rounds.kinds import MISSING, WORDS, RoundState, SheetState
from fuyuantong.rounds.models import WORDS_MOST, Entry, Round, Sheet
from fuyuantong.rounds.trail import note


def urge(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> int:
    """催报 in one act to all whose sheet is not here yet; returns how many. Courts and their like are
    asked."""
    round_ = take_round(uow, key, expected=expected)
    sheets = list(
        Sheet.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(round=round_, state__in=[str(state) for state in MISSING])
        .order_by("pk")
    )
    if not sheets:
        raise Conflict("E-STATE", _("各单位都已报送，不需要催报。"))
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(urged=F("urged") + 1, urged_at=uow.now)
    for gentle, pattern in (
        (False, _("催报：%(title)s，报送期限 %(due)s")),
        (True, _("函询：%(title)s，盼于 %(due)s 前函复")),
    ):
        units = [sheet.unit_id for sheet in sheets if (sheet.unit.kind in GENTLE_KINDS) == gentle]
        tell(
            uow,
            to_units=units,
            kind="round.urged",
            title=pattern % {"title": round_.title, "due": round_.due_on},
            url=reverse("rounds:round", args=[round_.pk]),
            subject=Subject("round", round_.pk, round_.linkage),
            urgent=not gentle,
        )
    units_told = [str(sheet.unit_id) for sheet in sheets]
    note(uow, "urged", "round", round_.pk, region=round_.region, units=units_told)
    return len(sheets)


def send_back(uow: UnitOfWork, key: UUID, *, remark: str, expected: int | None = None) -> Sheet:
    """退改 (商请补充 towards courts and their like): the unit fills again."""
    sheet = take_sheet(uow, key, "send_back", {SheetState.SENT}, expected=expected)
    return returned(uow, sheet, remark, "sent_back")


def edit(
    uow: UnitOfWork,
    key: UUID,
    words: Words,
    *,
    brief: Mapping[UUID, bool] | None = None,
    expected: int | None = None,
) -> Sheet:
    """The office's wording for the papers, and which items stand in the 专报; the unit's own words stay."""
    sheet = take_sheet(uow, key, "edit", {SheetState.SENT}, expected=expected)
    entries = {entry.pk: entry for entry in Entry.objects.visible_to(uow.actor).filter(sheet=sheet)}
    if not {*words, *(brief or {})} <= entries.keys():
        raise NotFound
    for entry_key, said in words.items():
        entry = entries[entry_key]
        entry.edited = {n: t for n in WORDS if (t := said.get(n, "").strip()) and t != getattr(entry, n)}
        if any(len(text) > WORDS_MOST for text in entry.edited.values()):
            sentence = _("文字超过 %s 字。") % WORDS_MOST
            raise Refusal("E-TOO-LONG", sentence, errors=[FieldError("E-TOO-LONG", sentence, str(entry_key))])
    for entry_key, stands in (brief or {}).items():
        entries[entry_key].brief = stands
    changed = {*words, *(brief or {})}
    Entry.objects.bulk_update([entries[one] for one in changed], ["edited", "brief"])
    sheet.version += 1
    sheet.save(update_fields=["version"])
    note(uow, "edited", "sheet", sheet.pk, region=sheet.round.region, items=len(changed))
    return sheet


def close(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Round:
    """结束填报: what has not come in stays 未报, and the papers say so."""
    return _end(uow, key, RoundState.CLOSED, "closed", expected)


def cancel(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Round:
    """取消: opened by mistake. What units have sent stays on their accounts."""
    if not reason.strip():
        words = _("请写明取消的原因。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="reason")])
    row = _end(uow, key, RoundState.CANCELLED, "cancelled", expected, reason=reason.strip()[:200])
    units = list(Sheet.objects.filter(round=row).values_list("unit_id", flat=True))
    tell(
        uow,
        to_units=units,
        kind="round.cancelled",
        title=_("%s：本次调度已取消，不用再报") % row.title,
        text=reason.strip(),
        url=reverse("rounds:round", args=[row.pk]),
        subject=Subject("round", row.pk, row.linkage),
    )
    return row


def _end(
    uow: UnitOfWork, key: UUID, state: RoundState, kind: str, expected: int | None, **data: str
) -> Round:
    row = take_round(uow, key, expected=expected)
    row.state, row.closed_at = state, uow.now
    row.version += 1
    row.save()
    missing = Sheet.objects.filter(round=row, state__in=[str(one) for one in MISSING]).count()
    note(uow, kind, "round", row.pk, region=row.region, missing=missing, **data)
    return row
