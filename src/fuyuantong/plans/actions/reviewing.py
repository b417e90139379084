"""Reviewing one item: confirm, edit, not a task, damaged passages, the collector among several leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans.actions.guarding import check_targets, owners_of
from fuyuantong.plans.actions.parties import write_parties
from fuyuantong.plans.doors import stale, take_import, take_item, take_items
from fuyuantong.plans.kinds import Confidence, DamageState, DeadlineKind, ItemState, NameRole
from fuyuantong.plans.models import Damage, PlanItem
from fuyuantong.plans.trail import note

_SEPARATORS = re.compile(r"[、，,；;\n\t]+")
OPEN_STATES = (ItemState.TO_REVIEW, ItemState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """What a person may change of an item; names as written, separated by 、 or line breaks.

    `collector` is one of the leads (empty: the first). A date kind needs `due_on`, a recurring one `every`, a
    standing one `review_on`.
    """

    title: str
    text: str
    lead: str = ""
    responsible: str = ""
    partner: str = ""
    collector: str = ""
    deadline_kind: str = DeadlineKind.DATE
    due_on: date | None = None
    every: str = ""
    review_on: date | None = None
    report_every: str = ""
    targets: Sequence[dict[str, Any]] | None = field(default=None)


def confirm_item(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> PlanItem:
    """确认. Errors: E-DAMAGED while a passage waits for correction; E-REQUIRED without a unit or a date."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, ItemState.TO_REVIEW)
    _check_ready(row)
    return _confirm(uow, row)


def confirm_many(uow: UnitOfWork, keys: Sequence[UUID]) -> tuple[list[PlanItem], list[PlanItem]]:
    """Confirm those of these that can be; returns (confirmed, those that still want something)."""
    done, left = [], []
    for row in take_items(uow, keys):
        try:
            _need_state(row, ItemState.TO_REVIEW)
            _check_ready(row)
        except Refusal:
            left.append(row)
        else:
            done.append(_confirm(uow, row))
    return done, left


def _confirm(uow: UnitOfWork, row: PlanItem) -> PlanItem:
    row.state = ItemState.CONFIRMED
    return _save(uow, row, "item_confirmed")


def _save(uow: UnitOfWork, row: PlanItem, kind: str, **data: Any) -> PlanItem:
    row.version += 1
    row.save()
    region = row.plan.region_id if row.plan else row.source.region_id if row.source else ""
    note(uow, kind, "plan_item", row.pk, region=region, version=row.version, **data)
    return row


def _need_state(row: PlanItem, *states: ItemState) -> None:
    if row.state not in states:
        label = ItemState(row.state).label
        raise Conflict(
            "E-STATE", _("“%(title)s”%(state)s，不能这样办理。") % {"title": row.title, "state": label}
        )


def _check_ready(row: PlanItem) -> None:
    """What an item must have before anybody may say yes to it."""
    if Damage.objects.filter(item=row, state=DamageState.OPEN).exists():
        raise Conflict(
            "E-DAMAGED",
            _("“%(title)s”中有残缺或夹带的文字，更正之前不能确认。") % {"title": row.title},
            hint=_("请先在“待更正”处改正或说明原文无误。"),
        )
    wanted: list[tuple[str, str]] = []
    if not row.names:
        wanted.append(("lead", _("请填写承办单位。")))
    if row.deadline_kind == DeadlineKind.DATE and row.due_on is None:
        wanted.append(("due_on", _("请填写完成时限。")))
    if row.deadline_kind == DeadlineKind.RECURRING and not row.every:
        wanted.append(("every", _("请选择频次。")))
    if row.deadline_kind == DeadlineKind.STANDING and row.review_on is None:
        wanted.append(("review_on", _("长期坚持的任务请填写复核日。")))
    if wanted:
        errors = [FieldError("E-REQUIRED", words, pointer=name) for name, words in wanted]
        raise Refusal("E-REQUIRED", wanted[0][1], hint=_("请点“修改”补充。"), errors=errors)
    check_targets([row])


def edit_item(
    uow: UnitOfWork, key: UUID, edit: ItemEdit, *, confirm: bool = False, expected: int | None = None
) -> PlanItem:
    """修改, and confirm it in the same act when asked. In a plan, who is meant must be certain at once."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, *OPEN_STATES)
    changed = _apply(row, edit)
    by = _("已由%(name)s修改") % {"name": uow.actor.name}
    row.confidence = {name: {"level": Confidence.HIGH.value, "reason": by} for name in ("units", "deadline")}
    if confirm or row.plan is not None:
        _check_ready(row)
        row.state = ItemState.CONFIRMED
    _save(uow, row, "item_edited", changed=changed, confirmed=row.state == ItemState.CONFIRMED)
    if row.plan is not None:
        write_parties(row.plan.region_id, [row], uow.today)
    return row


def _apply(row: PlanItem, edit: ItemEdit) -> list[str]:
    title = edit.title.strip()
    if not title:
        words = _("请填写任务名称。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="title")])
    kind = DeadlineKind(edit.deadline_kind)
    names = _names(row, edit)
    leads = [name["raw"] for name in names if name["role"] == NameRole.LEAD]
    values: dict[str, Any] = {
        "title": title,
        "text": edit.text.strip(),
        "names": names,
        "collector": edit.collector if edit.collector in leads else "",
        "deadline_kind": kind,
        "due_on": edit.due_on if kind is DeadlineKind.DATE else None,
        "every": edit.every if kind is DeadlineKind.RECURRING else "",
        "review_on": edit.review_on if kind is DeadlineKind.STANDING else None,
        "report_every": edit.report_every if kind is not DeadlineKind.RECURRING else "",
    }
    if edit.targets is not None:
        values["targets"] = list(edit.targets)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if {"due_on", "deadline_kind"} & set(changed):
        row.offered = False
    return changed


def _names(row: PlanItem, edit: ItemEdit) -> list[dict[str, str]]:
    """The typed names; one that stood there before keeps the place it inherits."""
    inherited = {name["raw"]: name.get("prefix", "") for name in row.names}
    found: dict[str, dict[str, str]] = {}
    for role in NameRole:
        for raw in _SEPARATORS.split(getattr(edit, role.value)):
            if (word := raw.strip()) and word not in found:
                found[word] = {"role": role.value, "raw": word[:120], "prefix": inherited.get(word, "")}
    return list(found.values())


def answer_cautions(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> PlanItem:
    """Answer for doubtful targets of an item: why they may stand; kept with the words and the name."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, *OPEN_STATES)
    asked = row.cautions(owners_of(row))
    if not asked:
        raise Conflict("E-STATE", _("“%(title)s”没有需要说明的指标。") % {"title": row.title})
    if not reason.strip():
        words = _("请说明为什么仍按原文采用。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="reason")])
    row.answered += [
        {"code": one.code, "text": one.text, "reason": reason.strip()[:2000], "by": uow.actor.name}
        for one in asked
    ]
    codes = sorted({one.code for one in asked})
    return _save(uow, row, "item_target_answered", codes=codes)


def choose_collector(uow: UnitOfWork, key: UUID, name: str, *, expected: int | None = None) -> PlanItem:
    """Say which of several 牵头 brings the work together (汇总)."""
    row = take_item(uow, key, expected=expected)
    if name not in row.named(NameRole.LEAD):
        raise Refusal("E-RULE", _("汇总单位应是牵头单位之一。"))
    row.collector = name
    _save(uow, row, "collector_chosen")
    if row.plan is not None:
        write_parties(row.plan.region_id, [row], uow.today)
    return row


def mark_not_task(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> PlanItem:
    """不是任务: kept for the record, owed by nobody."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, *OPEN_STATES)
    if row.plan is not None:
        row.parties.all().delete()
    row.state = ItemState.NOT_A_TASK
    return _save(uow, row, "item_not_a_task")


def restore_item(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> PlanItem:
    """Back to 待核对: a confirmed item, or one that was set aside."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, ItemState.NOT_A_TASK, ItemState.CONFIRMED)
    if row.plan is not None:
        raise Conflict("E-STATE", _("计划中的任务请直接修改。"))
    row.state = ItemState.TO_REVIEW
    return _save(uow, row, "item_restored")


def correct_damage(
    uow: UnitOfWork, key: UUID, *, text: str = "", keep: bool = False, expected: int | None = None
) -> Damage:
    """Put right a damaged passage (`text` empty: it is cut out), or say that it is right (`keep`)."""
    source = Damage.objects.filter(pk=key).values_list("source_id", flat=True).first()
    if source is None:
        raise NotFound
    paper = take_import(uow, source)
    damage = Damage.objects.select_for_update(of=("self",)).select_related("item").get(pk=key)
    if expected is not None and expected != damage.version:
        raise stale(damage.text)
    if not keep and text.strip() == damage.text.strip():
        words = _("填写的内容与原文相同。")
        raise Refusal("E-REQUIRED", words, hint=_("请改正，或点“原文无误”。"))
    before = damage.corrected if damage.state == DamageState.CORRECTED else damage.text
    damage.state = DamageState.KEPT if keep else DamageState.CORRECTED
    damage.corrected = "" if keep else text.strip()
    damage.by_name, damage.at = uow.actor.name, uow.now
    damage.version += 1
    damage.save()
    if damage.item is not None:
        _correct_item(damage.item, before, damage.text if keep else damage.corrected)
    note(
        uow, "damage_corrected", "import", paper.pk, region=paper.region_id,
        damage=str(damage.pk), code=damage.code, how=str(damage.state),
    )  # fmt: skip
    return damage


def _correct_item(item: PlanItem, before: str, after: str) -> None:
    """Put the corrected words into the item. Advertising is left out of its text from the beginning."""
    text = swap(item.text, before, after)
    title = swap(item.title, before, after)
    if text == item.text and before != after and after:
        raise Refusal(
            "E-RULE",
            _("任务内容里没有找到“%(text)s”，可能已被修改。") % {"text": before},
            hint=_("请直接修改任务内容，再点“原文无误”。"),
        )
    item.text, item.title = text, title[:300] or item.title
    item.version += 1
    item.save(update_fields=["text", "title", "version"])


def swap(text: str, before: str, after: str) -> str:
    """Put `after` for the first `before`, whatever white space the text has inside it."""
    letters = [re.escape(letter) for letter in before if not letter.isspace()]
    return re.sub(r"\s*".join(letters), lambda _match: after, text, count=1) if letters else text
