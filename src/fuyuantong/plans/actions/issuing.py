"""下达: in one transaction every item of a printed plan becomes a matter with obligations, or none does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.periods import repeat
from fuyuantong.matters.kinds import Duty
from fuyuantong.matters.models import Obligation
from fuyuantong.plans.actions.deciding import move_plan
from fuyuantong.plans.doors import take_plan
from fuyuantong.plans.kinds import ANNUAL_ITEM, DeadlineKind, ItemState, NameRole, PlanState, StepKind
from fuyuantong.plans.models import Plan, PlanItem, PlanParty

PARTY_KEYS: Mapping[str, str] = {
    NameRole.LEAD: "牵头单位",
    NameRole.RESPONSIBLE: "责任单位",
    NameRole.PARTNER: "配合单位",
}
"""Role of a name → party of the mechanism."""
HAND_OUT = "下达"
KIND_WORDS: Mapping[str, str] = {
    DeadlineKind.DATE: "确定日期",
    DeadlineKind.RECURRING: "定期",
    DeadlineKind.STANDING: "长期坚持",
}
REPORT_WORDS: Mapping[str, str] = {
    "month": "每月报送",
    "quarter": "每季度报送",
    "half-year": "每半年报送",
    "year": "每年报送",
}


def issue(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Plan:
    """Hand the plan out. Items whose day has gone by are history: entered as of the paper's own date, without
    reminders, periods or red lamps (practice §2.10). Any refusal undoes the whole."""
    row = take_plan(uow, key, {PlanState.PRINTED}, _("下达"), expected=expected)
    items = list(PlanItem.objects.select_for_update(of=("self",)).filter(plan=row, state=ItemState.CONFIRMED))
    if not items:
        raise Conflict("E-STATE", _("计划里没有可下达的任务。"))
    parties: dict[UUID, list[PlanParty]] = defaultdict(list)
    for party in PlanParty.objects.filter(item__in=items):
        parties[party.item_id].append(party)
    for n, item in enumerate(items, 1):
        item.matter = _hand_out(uow, row, item, parties[item.pk], n)
        item.version += 1
    PlanItem.objects.bulk_update(items, ["matter", "version"])
    return move_plan(uow, row, PlanState.ISSUED, StepKind.ISSUE, uow.today)


def _hand_out(uow: UnitOfWork, plan: Plan, item: PlanItem, parties: list[PlanParty], n: int) -> UUID:
    """Open the matter of one item and send out its obligations."""
    units: dict[str, list[UUID]] = defaultdict(list)
    for party in parties:
        units[PARTY_KEYS[party.role]].append(party.unit_id)
    past = item.is_past(uow.today)
    happened = _past_day(plan, item, uow.today) if past else uow.today
    matter = open_matter(
        uow,
        Opening(
            mechanism=ANNUAL_ITEM,
            linkage=plan.linkage,
            title=item.title,
            units=units,
            values=_values(plan, item, n, past=past),
            source=_source(plan, item),
            occurred_on=happened,
            plan_item=item.pk,
        ),
    )
    collector = next((party.unit_id for party in parties if party.collects), None)
    _matter, sent = act(uow, matter.pk, HAND_OUT, occurred_on=happened, collector=collector)
    _mark(item, sent)
    if not past:
        _repeat(uow, item, sent)
    return matter.pk


def _mark(item: PlanItem, sent: list[Obligation]) -> None:
    """What the mechanism cannot say of one obligation among others: that it is open-ended or comes back."""
    if item.deadline_kind == DeadlineKind.DATE:
        return
    for obligation in sent:
        obligation.standing = item.deadline_kind == DeadlineKind.STANDING
        obligation.review_on, obligation.every = item.review_on, item.every
    Obligation.objects.bulk_update(sent, ["standing", "review_on", "every"])


def _past_day(plan: Plan, item: PlanItem, today: date) -> date:
    """When an item of an old paper was handed out: the paper's date, at the latest the day it was due."""
    given = item.source.issued_on if item.source and item.source.issued_on else plan.issued_on
    latest = min(item.due_on or today, today - timedelta(days=1))
    return min(given, latest) if given else latest


def _values(plan: Plan, item: PlanItem, n: int, *, past: bool) -> dict[str, Any]:
    """The fields of the mechanism."""
    values: dict[str, Any] = {
        "年度": plan.year,
        "序号": item.no or str(n),
        "任务内容": item.text or item.title,
        "来源文件": _source(plan, item),
        "来源文号": plan.number,
        "目标": [
            {"目标": target["raw"], "数值": target["value"], "单位": target["unit"]}
            for target in item.targets
        ],
        "时限类型": KIND_WORDS[item.deadline_kind],
    }
    if item.due_on:
        values["完成时限"] = item.due_on.isoformat()
    if item.review_on:
        values["复核日"] = item.review_on.isoformat()
    if item.report_every and not past:
        values["报送频次"] = REPORT_WORDS[item.report_every]
    return {name: value for name, value in values.items() if value not in ("", [])}


def _source(plan: Plan, item: PlanItem) -> str:
    place = "／".join([*item.path, _("第 %(no)s 项") % {"no": item.no}] if item.no else item.path)
    return f"《{plan.title}》{place}"[:200]


def _repeat(uow: UnitOfWork, item: PlanItem, sent: list[Obligation]) -> None:
    """What comes back every period: a recurring duty of each head, and reports where there is no lead."""
    heads = [o for o in sent if o.duty == Duty.LEAD] or [o for o in sent if o.duty == Duty.RESPONSIBLE]
    has_lead = any(o.duty == Duty.LEAD for o in sent)
    every = item.every if item.deadline_kind == DeadlineKind.RECURRING else ""
    if not every and not has_lead:
        every = item.report_every
    if every:
        for head in heads:
            repeat(uow, head, every)
