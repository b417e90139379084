"""A change is carried out: everything moves in one transaction, or nothing does. No date moves with it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers import policy
from fuyuantong.handovers.doors import take
from fuyuantong.handovers.holdings import Move
from fuyuantong.handovers.kinds import MASKED, HandoverState, Nature, SideRole
from fuyuantong.handovers.models import Handover, Line, Side, Slip
from fuyuantong.handovers.queries.preview import Thing, fingerprint, gathered
from fuyuantong.handovers.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.actions import end_tenure, end_unit, rename_unit, start_tenure
from fuyuantong.organs.models import Tenure, Unit


def carry_out(uow: UnitOfWork, key: UUID, *, seen: str = "", expected: int | None = None) -> Handover:
    """Carry a draft out. `seen` is the fingerprint of the preview that was looked at: another one is refused.

    Not before its day: until then the unit that ends has its rights and its duties.
    """
    row = take(uow, key, "carry_out", expected=expected)
    if row.nature not in (Nature.RENAME, Nature.POST) and row.drafted_person == uow.actor.person:
        raise Forbidden(str(policy.ANOTHER))
    if row.on > uow.today:
        raise Conflict(
            "E-HANDOVER-EARLY",
            _("生效日期 %s 未到，不能执行。") % row.on,
            hint=_("到期后再执行；在此之前各单位照常办理。"),
        )
    with transaction.atomic():
        things = gathered(row)
        if seen and seen != fingerprint(things):
            raise Conflict(
                "E-HANDOVER-CHANGED",
                _("预览之后移交清单有变化。"),
                hint=_("请刷新页面，核对新的清单后再执行。"),
            )
        slips = _write_slips(row, things)
        if row.nature == Nature.POST:
            _change_people(uow, row)
        _move(uow, row, things)
        _change_units(uow, row)
        row.state, row.done_at, row.version = HandoverState.DONE, uow.now, row.version + 1
        row.done_by = f"{uow.actor.unit_name} {uow.actor.name}".strip()
        row.save()
    counts = {str(slip.pk): sum(slip.counts.values()) for slip in slips}
    note(uow, "carried_out", row, nature=row.nature, on=row.on.isoformat(), slips=counts)
    _tell(uow, row, slips)
    return row


def _write_slips(row: Handover, things: Sequence[Thing]) -> list[Slip]:
    """What goes over is written down before it moves, under the names of that moment."""
    pairs: dict[tuple[Side, Side], list[Thing]] = {}
    for thing in things:
        if thing.taker is not None:
            pairs.setdefault((thing.giver, thing.taker), []).append(thing)
    slips = []
    for (giver, taker), found in pairs.items():
        counts: dict[str, int] = {}
        for thing in found:
            counts[thing.holding.code] = counts.get(thing.holding.code, 0) + 1
        slip = Slip.objects.create(handover=row, giver=giver, taker=taker, counts=counts)
        listed = [thing for thing in found if thing.holding.listed]
        Line.objects.bulk_create(
            [_line(slip, thing, place) for place, thing in enumerate(listed, 1)], batch_size=500
        )
        slips.append(slip)
    return slips


def _line(slip: Slip, thing: Thing, place: int) -> Line:
    held = thing.held
    title, detail = (MASKED, "") if held.masked else (held.title, held.detail)
    return Line(
        slip=slip, holding=thing.holding.code, row=held.key, title=title[:400], detail=detail[:200],
        due_on=held.due_on, place=place,
    )  # fmt: skip


def _move(uow: UnitOfWork, row: Handover, things: Sequence[Thing]) -> None:
    """Kind by kind, so that posts stand at their new unit before the work that they handle follows."""
    groups: dict[tuple[int, str, UUID, UUID], list[Thing]] = {}
    for thing in things:
        if thing.taker is not None:
            key = (thing.holding.rank, thing.holding.code, thing.giver.pk, thing.taker.pk)
            groups.setdefault(key, []).append(thing)
    for key in sorted(groups, key=lambda one: one[:2]):
        found = groups[key]
        first = found[0]
        assert first.taker is not None  # noqa: S101 - only such things were grouped
        move = Move(first.giver.seat, first.taker.seat, row.ends)
        first.holding.move(uow, move, [thing.held.key for thing in found])


def _sides(row: Handover, role: SideRole) -> list[Side]:
    return list(row.sides.filter(role=role).select_related("unit", "post", "person"))


def _change_units(uow: UnitOfWork, row: Handover) -> None:
    if row.nature == Nature.RENAME:
        unit = _sides(row, SideRole.GIVES)[0].unit_id
        rename_unit(uow, unit, name=row.new_name, short_name=row.new_short, on=row.on)
    elif row.ends and row.nature != Nature.POST:
        heir = Unit.objects.get(pk=_sides(row, SideRole.TAKES)[0].unit_id)
        for side in _sides(row, SideRole.GIVES):
            end_unit(uow, side.unit_id, on=row.on, successor=heir)


def _change_people(uow: UnitOfWork, row: Handover) -> None:
    """The one leaves, the other takes the post; rights follow with the next request."""
    giver, taker = _sides(row, SideRole.GIVES)[0], _sides(row, SideRole.TAKES)[0]
    held = Tenure.objects.filter(post=giver.post, person=giver.person, until_on=None).first()
    if held is None:
        raise Refusal("E-HANDOVER-TENURE", _("移交人已不在该岗位。"), hint=_("请放弃这次交接，另行拟订。"))
    end_tenure(uow, held.pk, on=row.on)
    there = Tenure.objects.filter(post=taker.post, person=taker.person, until_on=None)
    if not there.exists():
        assert taker.post is not None and taker.person is not None  # noqa: S101, PT018 - 人员交接 names both
        start_tenure(uow, post=taker.post, person=taker.person, since=row.on, deputy=held.deputy)


def _tell(uow: UnitOfWork, row: Handover, slips: Sequence[Slip]) -> None:
    if row.nature == Nature.POST:
        return
    units = {slip.taker.unit_id for slip in slips} | {side.unit_id for side in _sides(row, SideRole.GIVES)}
    tell(
        uow,
        to_units=sorted(units),
        kind="handover.done",
        title=_("机构调整已执行：%(title)s") % {"title": row.title},
        url=reverse("handovers:handover", args=[row.pk]),
        subject=Subject("handover", row.pk),
    )
