"""Opening a round: one act asks every unit for its items; a series does it by itself."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.clocks.periods import Every, Period, next_period, period_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.kinds import Duty, Level
from fuyuantong.matters.kinds import Scope as Known
from fuyuantong.matters.models import Obligation, Party
from fuyuantong.matters.models.obligation import ObligationQuerySet
from fuyuantong.matters.queries.choices import choices
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Linkage
from fuyuantong.plans.models import Plan, PlanItem
from fuyuantong.rounds import policy
from fuyuantong.rounds.doors import take_series
from fuyuantong.rounds.kinds import Cadence, Scope
from fuyuantong.rounds.models import Entry, Round, Series, Sheet
from fuyuantong.rounds.trail import note

AT_ONCE = 1000
"""So many entries go in by one statement."""
LEAD_MOST = 60


def open_round(
    uow: UnitOfWork,
    *,
    linkage: str,
    title: str,
    due_on: date,
    cadence: str = Cadence.SPECIAL,
    scope: Scope | None = None,
    period: str = "",
    remark: str = "",
    series: Series | None = None,
    period_end: date | None = None,
) -> Round:
    """Ask every unit that owes something in the scope for the progress of what it owes.

    Errors: E-FORBIDDEN (not this linkage's office); E-RULE (a due date that has gone by; nothing to ask
    about).
    """
    found = Linkage.objects.filter(code=linkage).first()
    if found is None:
        raise NotFound
    if uow.actor is not SYSTEM and not policy.may_open(uow.actor, linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    if due_on < uow.today:
        _refuse(_("报送期限 %s 早于今天。") % due_on, "due_on")
    scope = scope or Scope()
    rows = _asked(uow, linkage, scope)
    if not rows:
        _refuse(_("没有符合条件的未办结任务，不需要调度。"), "scope", _("请放宽范围，或先下达任务。"))
    made = Round.objects.create(
        linkage=linkage, region=found.region_id, title=title.strip(), cadence=cadence, period=period,
        due_on=due_on, scope=scope.to_json(), remark=remark.strip(), series=series, period_end=period_end,
        opened_by_name=uow.actor.name, opened_at=uow.now,
    )  # fmt: skip
    sheets = _hand_out(made, rows)
    note(
        uow, "opened", "round", made.pk, region=made.region,
        linkage=linkage, units=len(sheets), items=len(rows), due=due_on.isoformat(),
    )  # fmt: skip
    _invite(uow, made, sheets)
    return made


def _refuse(words: str, pointer: str, hint: str = "") -> None:
    raise Refusal(
        "E-RULE", words, hint=hint, errors=[FieldError("E-RULE", words, pointer=pointer, hint=hint)]
    )


def _asked(uow: UnitOfWork, linkage: str, scope: Scope) -> list[Obligation]:
    """The unfinished obligations of the scope: those that the office sees in full, each with unit and
    matter."""
    rows = _seen(uow, linkage).open().filter(linkage=linkage, duty__in=scope.duties or list(Duty))
    if scope.plan is not None:
        plan = Plan.objects.filter(linkage=linkage, pk=scope.plan)
        rows = rows.filter(matter__plan_item__in=PlanItem.objects.filter(plan__in=plan).values("pk"))
    if scope.mechanism:
        rows = rows.filter(mechanism=scope.mechanism)
    if scope.chosen:
        rows = rows.filter(pk__in=scope.chosen)
    return list(
        rows.select_related("owner", "matter").defer("grams", "matter__grams").order_by("due_on", "id")
    )


def _seen(uow: UnitOfWork, linkage: str) -> ObligationQuerySet:
    """What the actor sees; a series, which has no post, asks about what the linkage's office sees by
    right."""
    if uow.actor is not SYSTEM:
        return Obligation.objects.visible_to(uow.actor)
    held = Party.objects.filter(matter=OuterRef("matter_id"), office=linkage, level=Level.FULL)
    return Obligation.objects.filter(Exists(held), matter__scope=Known.PARTIES)


def _hand_out(made: Round, rows: list[Obligation]) -> list[Sheet]:
    """One sheet for each unit, one entry for each obligation, in the order and under the headings of its
    plan."""
    items = {
        item.pk: item
        for item in PlanItem.objects.filter(pk__in={r.matter.plan_item for r in rows if r.matter.plan_item})
    }
    names = choices().mechanisms
    sheets = {row.owner_id: Sheet(id=new_id(), round=made, unit=row.owner) for row in rows}
    Sheet.objects.bulk_create(sheets.values())

    def rank(row: Obligation) -> tuple[int, int]:
        item = items.get(row.matter.plan_item) if row.matter.plan_item else None
        return (0, item.ordinal) if item else (1, 0)

    entries = []
    for place, row in enumerate(sorted(rows, key=rank), start=1):
        item = items.get(row.matter.plan_item) if row.matter.plan_item else None
        section = item.path[-1] if item and item.path else "" if item else names.get(row.mechanism, "")
        entries.append(Entry(sheet=sheets[row.owner_id], obligation=row, place=place, section=section[:200]))
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)
    return list(sheets.values())


def _invite(uow: UnitOfWork, made: Round, sheets: list[Sheet]) -> None:
    """One message a unit; courts, procuratorates and their like are asked, not told (practice §1)."""
    for gentle, pattern in (
        (False, _("进展调度：%(title)s，请于 %(due)s 前报送")),
        (True, _("商请反馈进展：%(title)s，盼于 %(due)s 前函复")),
    ):
        units = [sheet.unit_id for sheet in sheets if (sheet.unit.kind in GENTLE_KINDS) == gentle]
        tell(
            uow,
            to_units=units,
            kind="round.opened",
            title=pattern % {"title": made.title, "due": made.due_on},
            url=reverse("rounds:round", args=[made.pk]),
            subject=Subject("round", made.pk, made.linkage),
        )


def start_series(
    uow: UnitOfWork, *, linkage: str, title: str, cadence: str, scope: Scope, lead_days: int, remark: str = ""
) -> Series:
    """Let a round open by itself for every period from the present one on. The first opens with the next
    tick of the duty if its time has come."""
    if not policy.may_open(uow.actor, linkage) or uow.actor.post is None:
        raise Forbidden(str(policy.OFFICE_ONLY))
    if cadence == Cadence.SPECIAL:
        _refuse(_("专项调度没有周期，不能自动开启。"), "cadence")
    if not 0 <= lead_days <= LEAD_MOST:
        _refuse(_("提前天数应在 0 至 %s 之间。") % LEAD_MOST, "lead_days")
    before = next_period(Every(cadence), uow.today - timedelta(days=1)).starts_on - timedelta(days=1)
    made = Series.objects.create(
        linkage=linkage, title=title.strip(), cadence=cadence, scope=scope.to_json(), remark=remark.strip(),
        lead_days=lead_days, opened_until=before, post=uow.actor.post, by_name=uow.actor.name,
        created_at=uow.now,
    )  # fmt: skip
    region = Linkage.objects.get(code=linkage).region_id
    note(uow, "series_started", "series", made.pk, region=region, cadence=cadence, lead=lead_days)
    return made


def stop_series(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Series:
    """No further round opens by itself; those that are open go on."""
    row = take_series(uow, key, expected=expected)
    row.active = False
    row.version += 1
    row.save()
    note(uow, "series_stopped", "series", row.pk, region=Linkage.objects.get(code=row.linkage).region_id)
    return row


def open_due_rounds(uow: UnitOfWork, key: UUID) -> list[Round]:
    """Open the round of a series whose time has come. Periods that a downtime slept through are not made up
    for: their due date has gone by, and only the present one can still be answered."""
    series = take_series(uow, key)
    made: list[Round] = []
    while series.active:
        period = next_period(Every(series.cadence), series.opened_until)
        if period.ends_on - timedelta(days=series.lead_days) > uow.today:
            break
        series.opened_until = period.ends_on
        due = period_due(period, current_calendar()).due
        due_on = due if isinstance(due, date) else due.date()
        if due_on >= uow.today:
            made += _open_one(uow, series, period, due_on)
    series.version += 1
    series.save()
    return made


def _open_one(uow: UnitOfWork, series: Series, period: Period, due_on: date) -> list[Round]:
    try:
        opened = open_round(
            uow, linkage=series.linkage, title=f"{series.title}（{period.label}）", cadence=series.cadence,
            scope=Scope.from_json(series.scope), period=period.label, due_on=due_on, remark=series.remark,
            series=series, period_end=period.ends_on,
        )  # fmt: skip
    except Refusal as refusal:  # nothing to ask about in this period: the next one may have something
        if refusal.code != "E-RULE":
            raise
        return []
    return [opened]
