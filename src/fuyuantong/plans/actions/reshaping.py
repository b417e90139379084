"""Items that are not one task each: several made one, one made several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans.actions.reviewing import OPEN_STATES, _need_state, _save
from fuyuantong.plans.doors import take_item, take_items
from fuyuantong.plans.kinds import Confidence, DeadlineKind, ItemState, NameRole
from fuyuantong.plans.models import PlanItem

MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One duty of an item: its name and its own date or frequency."""

    title: str
    deadline_kind: str = DeadlineKind.DATE
    due_on: date | None = None
    every: str = ""
    review_on: date | None = None


def split_item(
    uow: UnitOfWork, key: UUID, parts: Sequence[SplitPart], *, expected: int | None = None
) -> list[PlanItem]:
    """拆分: one item for each duty. Text, passage and units are carried over; each is reviewed itself."""
    row = take_item(uow, key, expected=expected)
    _need_state(row, *OPEN_STATES)
    if row.plan is not None:
        raise Refusal("E-RULE", _("计划中的任务不能再拆分，请在核对来文时拆分。"))
    if not 2 <= len(parts) <= MOST_PARTS:  # noqa: PLR2004 - one part is no split
        raise Refusal("E-RULE", _("请至少拆成两项，最多 %(n)d 项。") % {"n": MOST_PARTS})
    if any(not part.title.strip() for part in parts):
        raise Refusal("E-REQUIRED", _("请填写每一项的名称。"))
    made = [_part_of(row, part, n) for n, part in enumerate(parts, 1)]
    PlanItem.objects.bulk_create(made)
    for damage in row.damages.filter(state="open"):
        damage.item = made[0]
        damage.save(update_fields=["item"])
    row.state = ItemState.SPLIT
    _save(uow, row, "item_split", into=[str(item.pk) for item in made])
    return made


def _part_of(row: PlanItem, part: SplitPart, n: int) -> PlanItem:
    kind = DeadlineKind(part.deadline_kind)
    by = {"level": Confidence.MIDDLE.value, "reason": _("由一项拆分而来，请核对")}
    return PlanItem(
        source=row.source,
        ordinal=row.ordinal + n,
        no=f"{row.no}-{n}"[:40],
        path=row.path,
        parent=row.parent,
        title=part.title.strip()[:300],
        text=row.text,
        start=row.start,
        end=row.end,
        spans=row.spans,
        names=row.names,
        collector=row.collector,
        deadline_raw=row.deadline_raw,
        deadline_kind=kind,
        due_on=part.due_on if kind is DeadlineKind.DATE else None,
        every=part.every if kind is DeadlineKind.RECURRING else "",
        review_on=part.review_on if kind is DeadlineKind.STANDING else None,
        targets=row.targets if n == 1 else [],
        confidence={"deadline": by, "units": row.confidence.get("units", by)},
        split_from=row,
    )


def merge_items(uow: UnitOfWork, keys: Sequence[UUID]) -> PlanItem:
    """合并 into the first: texts in turn, all units (each in its strongest role), the latest day."""
    rows = take_items(uow, keys)
    if len(rows) < 2:  # noqa: PLR2004 - one item is no merger
        raise Refusal("E-RULE", _("请至少选择两项合并。"))
    for row in rows:
        _need_state(row, *OPEN_STATES)
        if row.plan is not None:
            raise Refusal("E-RULE", _("计划中的任务不能再合并，请在核对来文时合并。"))
    first, others = rows[0], rows[1:]
    first.text = "\n".join(row.text for row in rows)[:20_000]
    first.names = _united(rows)
    first.targets = [target for row in rows for target in row.targets]
    first.found = {
        part: [value for row in rows for value in row.found.get(part, [])]
        for part in ("deadlines", "periods")
    }
    days = [row.due_on for row in rows if row.due_on and not row.offered]
    if first.deadline_kind == DeadlineKind.DATE and days:
        first.due_on, first.offered = max(days), False
    by = {"level": Confidence.MIDDLE.value, "reason": _("由 %(n)d 项合并而来，请核对") % {"n": len(rows)}}
    first.confidence = {"units": by, "deadline": by}
    first.state = ItemState.TO_REVIEW
    for row in others:
        row.state, row.merged_into = ItemState.MERGED, first
        row.damages.filter(state="open").update(item=first)
        _save(uow, row, "item_merged", into=str(first.pk))
    return _save(uow, first, "items_merged", of=[str(row.pk) for row in others])


def _united(rows: Sequence[PlanItem]) -> list[dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for role in NameRole:
        for row in rows:
            for name in row.names:
                if name["role"] == role.value:
                    found.setdefault((name["raw"], name.get("prefix", "")), name)
    return list(found.values())
