"""From reviewed items to a draft plan of the year. Still nobody owes anything."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans.actions.guarding import check_targets
from fuyuantong.plans.actions.importing import ORDINAL_STEP
from fuyuantong.plans.actions.parties import write_parties
from fuyuantong.plans.doors import take_import, take_plan
from fuyuantong.plans.kinds import ImportState, ItemState, PlanState
from fuyuantong.plans.models import Import, Plan, PlanItem
from fuyuantong.plans.trail import note

FIRST_YEAR, LAST_YEAR = 1990, 2100


def to_plan(
    uow: UnitOfWork,
    key: UUID,
    *,
    title: str,
    year: int,
    plan: UUID | None = None,
    expected: int | None = None,
) -> Plan:
    """转入计划草案: every item is decided, every name means somebody. `plan`: add to this draft instead.

    Errors: E-REVIEW while items are undecided; E-UNITS while names are open; E-REQUIRED.
    """
    source = take_import(uow, key, expected=expected)
    items = list(PlanItem.objects.select_for_update(of=("self",)).filter(source=source, plan=None))
    waiting = sum(item.state == ItemState.TO_REVIEW for item in items)
    if waiting:
        raise Conflict(
            "E-REVIEW",
            _("还有 %(n)d 项没有核对。") % {"n": waiting},
            hint=_("请逐项确认、修改，或标为“不是任务”。"),
        )
    confirmed = [item for item in items if item.state == ItemState.CONFIRMED]
    if not confirmed:
        raise Refusal("E-REVIEW", _("没有确认任何任务。"))
    row = _new(uow, source, title, year) if plan is None else _open_draft(uow, source, plan)
    write_parties(source.region_id, confirmed, uow.today)
    check_targets(confirmed)
    last = PlanItem.objects.filter(plan=row).aggregate(last=Max("ordinal"))["last"] or 0
    for n, item in enumerate(sorted(confirmed, key=lambda i: i.ordinal), 1):
        item.plan, item.ordinal = row, last + n * ORDINAL_STEP
        item.version += 1
    PlanItem.objects.bulk_update(confirmed, ["plan", "ordinal", "version"])
    source.state = ImportState.ADOPTED
    source.version += 1
    source.save(update_fields=["state", "version"])
    note(
        uow, "adopted", "plan", row.pk, region=row.region_id,
        version=row.version, source=str(source.pk), sha256=source.sha256, items=len(confirmed),
    )  # fmt: skip
    return row


def _new(uow: UnitOfWork, source: Import, title: str, year: int) -> Plan:
    words = title.strip()
    if not words:
        sentence = _("请填写计划标题。")
        raise Refusal("E-REQUIRED", sentence, errors=[FieldError("E-REQUIRED", sentence, pointer="title")])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sentence = _("年度 %(year)d 不在合理范围内。") % {"year": year}
        raise Refusal("E-RULE", sentence, errors=[FieldError("E-RULE", sentence, pointer="year")])
    return Plan.objects.create(
        title=words[:300],
        year=year,
        linkage=source.linkage,
        region_id=source.region_id,
        created_by_name=uow.actor.name,
        created_at=uow.now,
    )


def _open_draft(uow: UnitOfWork, source: Import, key: UUID) -> Plan:
    row = take_plan(uow, key, {PlanState.DRAFT}, _("增加任务"))
    if row.linkage != source.linkage:
        raise Refusal("E-RULE", _("这份来文与所选计划不属于同一联动机制。"))
    row.version += 1
    row.save(update_fields=["version"])
    return row
