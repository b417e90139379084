"""Words of 进展调度: how often, how far a round and a unit's sheet are, what is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cadence(TextChoices):
    """How often the progress is asked for. 专项 has no period of its own."""

    WEEK = "week", _("周报")
    MONTH = "month", _("月报")
    QUARTER = "quarter", _("季报")
    HALF_YEAR = "half-year", _("半年报")
    YEAR = "year", _("年报")
    SPECIAL = "special", _("专项")


RECURRING = [c for c in Cadence if c is not Cadence.SPECIAL]


class RoundState(TextChoices):
    OPEN = "open", _("填报中")
    CLOSED = "closed", _("已汇总")
    CANCELLED = "cancelled", _("已取消")


class SheetState(TextChoices):
    """A unit's sheet: filled by the clerk, signed off by 科长 and 分管领导 where the unit has them."""

    WAITING = "waiting", _("未报")
    SECTION = "section", _("待科长审核")
    LEADER = "leader", _("待分管领导审签")
    SENT = "sent", _("已报")
    BACK = "back", _("退改")


FILLING = frozenset({SheetState.WAITING, SheetState.BACK})
"""With the clerk: words may be written."""
MISSING = frozenset({SheetState.WAITING, SheetState.SECTION, SheetState.LEADER, SheetState.BACK})
"""Not with the office yet."""


class PaperKind(TextChoices):
    BY_SECTION = "by_section", _("汇总（按部分）")
    BY_UNIT = "by_unit", _("汇总（按单位）")
    BRIEF = "brief", _("专报")
    TABLE = "table", _("台账")


SUFFIX = {kind: "xlsx" if kind is PaperKind.TABLE else "docx" for kind in PaperKind}


class PaperState(TextChoices):
    WAITING = "waiting", _("等待生成")
    READY = "ready", _("已生成")
    FAILED = "failed", _("未能生成")


WORDS = ("progress", "problems", "next_steps")
"""What is said of an item: 进展, 问题, 下步措施."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which obligations a round asks about: of a plan, a mechanism, or chosen ones; empty parts do not
    narrow.

    `duties` are the duties that answer (牵头 by default: a 配合 unit reports to its 牵头).
    """

    plan: UUID | None = None
    mechanism: str = ""
    chosen: tuple[UUID, ...] = ()
    duties: tuple[str, ...] = field(default=("lead", "responsible"))

    def to_json(self) -> dict[str, Any]:
        return {
            "plan": str(self.plan) if self.plan else "",
            "mechanism": self.mechanism,
            "chosen": [str(one) for one in self.chosen],
            "duties": list(self.duties),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Scope:
        plan = data.get("plan") or ""
        return cls(
            UUID(plan) if plan else None,
            data.get("mechanism", ""),
            tuple(UUID(one) for one in data.get("chosen", ())),
            tuple(data.get("duties", ())),
        )
