"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans import policy
from fuyuantong.plans.kinds import EDITABLE_STATES, ImportState, PlanState
from fuyuantong.plans.models import Import, Plan, PlanItem


def stale(title: str) -> Conflict:
    return Conflict(
        "E-VERSION",
        _("“%(title)s”在您打开之后已被他人修改。") % {"title": title},
        hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
    )


def take_import(
    uow: UnitOfWork,
    key: UUID,
    *states: ImportState,
    expected: int | None = None,
) -> Import:
    """Lock a paper that the actor may see; by default one that is ready for review."""
    row = (
        Import.objects.select_for_update(of=("self",))
        .filter(pk__in=Import.objects.visible_to(uow.actor).filter(pk=key).values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    policy.check_import(uow.actor, row.linkage)
    if expected is not None and expected != row.version:
        raise stale(str(row))
    allowed = states or (ImportState.READY,)
    if row.state not in allowed:
        label = ImportState(row.state).label
        raise Conflict("E-STATE", _("这份来文现在是“%(state)s”，不能这样办理。") % {"state": label})
    return row


def take_plan(
    uow: UnitOfWork, key: UUID, states: Collection[PlanState], doing: str, *, expected: int | None = None
) -> Plan:
    """Lock a plan for its linkage's office. `doing` is the verb for the refusal."""
    row = (
        Plan.objects.select_for_update(of=("self",))
        .filter(pk__in=Plan.objects.visible_to(uow.actor).filter(pk=key).values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    policy.check_run(uow.actor, row)
    if expected is not None and expected != row.version:
        raise stale(row.title)
    if row.state not in states:
        label = PlanState(row.state).label
        raise Conflict(
            "E-STATE",
            _("“%(title)s”现在是“%(state)s”，不能%(doing)s。")
            % {"title": row.title, "state": label, "doing": doing},
            hint=_("请刷新页面查看最新情况。"),
        )
    return row


def take_item(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> PlanItem:
    """Lock an item for changing: of a paper under review, or of a plan whose wording may still change."""
    return take_items(uow, [key], {key: expected})[0]


def take_items(
    uow: UnitOfWork, keys: Sequence[UUID], expected: Mapping[UUID, int | None] | None = None
) -> list[PlanItem]:
    """Lock several items of one paper or one plan, in their order; one that is not seen makes all unseen."""
    where = PlanItem.objects.filter(pk__in=keys).values_list("source_id", "plan_id")
    homes = {(None, plan) if plan else (source, None) for source, plan in where}
    if len(homes) != 1:
        raise NotFound
    source_id, plan_id = homes.pop()
    if plan_id is not None:
        take_plan(uow, plan_id, EDITABLE_STATES, _("修改任务"))
    elif source_id is not None:
        take_import(uow, source_id)
    rows = list(
        PlanItem.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("ordinal", "pk")
    )
    if len(rows) != len(set(keys)):
        raise NotFound
    for row in rows:
        wanted = (expected or {}).get(row.pk)
        if wanted is not None and wanted != row.version:
            raise stale(row.title)
    return rows
