"""A change is drafted: which units, from which day, on which paper's authority, and what goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers import policy
from fuyuantong.handovers.doors import take
from fuyuantong.handovers.kinds import ENDING, HandoverState, Nature, SideRole
from fuyuantong.handovers.models import Handover, Side
from fuyuantong.handovers.queries.preview import gathered
from fuyuantong.handovers.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.kinds import lane_of
from fuyuantong.organs.models import Person, Post, Tenure, Unit

_OF_ONE = (Nature.SPLIT, Nature.DUTIES, Nature.RENAME)


def draft_handover(
    uow: UnitOfWork,
    *,
    nature: str,
    title: str,
    on: date,
    givers: Sequence[Unit],
    takers: Sequence[Unit] = (),
    basis: str = "",
    ends: bool = False,
    new_name: str = "",
    new_short: str = "",
) -> Handover:
    """Draft a change of units and tell the giving ones, who say what goes where. Nothing moves yet.

    合并 takes one taking unit, 更名 one unit and its new name; `ends` is asked at 分设 only.
    """
    if not policy.drafts(uow.actor, nature):
        raise Forbidden(str(policy.REFUSED["draft"]))
    _check(nature, on, givers, takers, new_name)
    row = Handover(
        nature=nature,
        title=title,
        on=on,
        basis=basis,
        region=givers[0].region_id,
        ends=nature in ENDING or (nature == Nature.SPLIT and ends),
        new_name=new_name.strip(),
        new_short=new_short.strip(),
        drafted_unit_id=uow.actor.unit,
        drafted_person=uow.actor.person,
        drafted_by=_said(uow),
        drafted_at=uow.now,
    )
    row.save(force_insert=True)
    _seat(row, givers, takers)
    note(
        uow,
        "drafted",
        row,
        nature=nature,
        on=on.isoformat(),
        units=[unit.code for unit in [*givers, *takers]],
    )
    if nature != Nature.RENAME:
        tell(
            uow,
            to_units=[unit.pk for unit in givers],
            kind="handover.drafted",
            title=_("拟办理机构调整：%(title)s，请核对移交清单") % {"title": title},
            url=reverse("handovers:handover", args=[row.pk]),
            subject=Subject("handover", row.pk),
        )
    return row


def _check(nature: str, on: date, givers: Sequence[Unit], takers: Sequence[Unit], new_name: str) -> None:
    if nature == Nature.POST or nature not in Nature.values:
        raise _refused("E-HANDOVER-NATURE", "nature", _("请选择机构调整的类型。"))
    if not givers:
        raise _refused("E-HANDOVER-SIDES", "givers", _("请选择移交单位。"))
    if nature in _OF_ONE and len(givers) != 1:
        raise _refused("E-HANDOVER-SIDES", "givers", _("这类调整一次办理一个单位。"))
    ended = [unit.name for unit in givers if unit.valid_until is not None]
    if ended:
        raise _refused("E-HANDOVER-ENDED", "givers", _("“%s”已经撤销。") % ended[0])
    if nature == Nature.RENAME:
        if takers or not new_name.strip():
            raise _refused("E-HANDOVER-NAME", "new_name", _("更名请填写新全称，不选择接收单位。"))
    else:
        _check_takers(nature, on, givers, takers)


def _check_takers(nature: str, on: date, givers: Sequence[Unit], takers: Sequence[Unit]) -> None:
    if not takers:
        raise _refused("E-HANDOVER-SIDES", "takers", _("请选择接收单位。"))
    if nature == Nature.MERGE and len(takers) != 1:
        raise _refused("E-HANDOVER-SIDES", "takers", _("合并须有且只有一个合并后的单位。"))
    if {unit.pk for unit in givers} & {unit.pk for unit in takers}:
        raise _refused("E-HANDOVER-SIDES", "takers", _("接收单位不能同时是移交单位。"))
    for unit in takers:
        if not unit.is_valid_on(on):
            raise _refused("E-UNIT-SUCCESSOR", "takers", _("“%s”在生效日期无效。") % unit.name)


def draft_post_handover(
    uow: UnitOfWork, *, tenure: UUID, person: Person, on: date, post: UUID | None = None, basis: str = ""
) -> Handover:
    """Draft that a person leaves a post on a day and another one takes the work over.

    Without `post` the successor takes the same post, and with it everything that hangs on the post.
    """
    if not policy.drafts(uow.actor, Nature.POST):
        raise Forbidden(str(policy.REFUSED["draft"]))
    held = Tenure.objects.select_related("post__unit", "person").filter(pk=tenure, until_on=None).first()
    if held is None:
        raise _refused("E-HANDOVER-TENURE", "tenure", _("此人已不在该岗位。"))
    target = held.post if post is None else Post.objects.select_related("unit").filter(pk=post).first()
    if target is None or target.valid_until is not None:
        raise _refused("E-HANDOVER-POST", "post", _("没有这个岗位，或已停用。"))
    if target.unit_id != held.post.unit_id or lane_of(target.roles) != lane_of(held.post.roles):
        raise _refused("E-HANDOVER-POST", "post", _("人员交接在同一机构的同类岗位之间办理。"))
    if person.pk == held.person_id and target.pk == held.post_id:
        raise _refused("E-HANDOVER-PERSON", "person", _("接任人不能是移交人本人。"))
    unit = held.post.unit
    row = Handover(
        nature=Nature.POST,
        title=f"{unit}{held.post.title}工作交接（{held.person.name}—{person.name}）",
        on=on,
        basis=basis,
        region=unit.region_id,
        ends=True,
        drafted_unit_id=uow.actor.unit,
        drafted_person=uow.actor.person,
        drafted_by=_said(uow),
        drafted_at=uow.now,
    )
    if not policy.MAY["change"](uow.actor, _with_side(row, held)):
        raise Forbidden(str(policy.REFUSED["draft"]))
    row.save(force_insert=True)
    _person(row, SideRole.GIVES, held.post, held.person)
    _person(row, SideRole.TAKES, target, person)
    data = {"post": str(held.post_id), "from": str(held.person_id), "to": str(person.pk)}
    note(uow, "drafted", row, nature=Nature.POST.value, on=on.isoformat(), **data)
    return row


def _with_side(row: Handover, held: Tenure) -> Handover:
    """The row as policy wants to see it, before it is stored."""
    side = Side(handover=row, role=SideRole.GIVES, unit=held.post.unit)
    row._prefetched_objects_cache = {"sides": [side]}  # type: ignore[attr-defined]  # noqa: SLF001
    return row


def _person(row: Handover, role: SideRole, post: Post, person: Person) -> None:
    name = f"{post.unit} {post.title} {person.name}"
    Side.objects.create(handover=row, role=role, unit=post.unit, post=post, person=person, name=name)


def _seat(row: Handover, givers: Sequence[Unit], takers: Sequence[Unit]) -> None:
    Side.objects.bulk_create(
        Side(handover=row, role=role, unit=unit, name=unit.name, order=order)
        for role, units in ((SideRole.GIVES, givers), (SideRole.TAKES, takers))
        for order, unit in enumerate(units)
    )


def change_handover(
    uow: UnitOfWork, key: UUID, *, title: str, on: date, basis: str = "", expected: int | None = None
) -> Handover:
    """Change a draft's name, day and authority. Other sides: drop it and draft another one."""
    row = take(uow, key, "change", expected=expected)
    row.title, row.on, row.basis = title, on, basis
    row.version += 1
    row.save()
    note(uow, "changed", row, on=on.isoformat())
    return row


def drop_handover(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Handover:
    row = take(uow, key, "drop", expected=expected)
    row.state, row.version = HandoverState.DROPPED, row.version + 1
    row.save()
    note(uow, "dropped", row)
    return row


def choose(
    uow: UnitOfWork, key: UUID, choices: Mapping[str, str], *, expected: int | None = None
) -> Handover:
    """Say where single things go: `{"holding:row": unit id}`; an empty unit lets it follow the rest again."""
    row = take(uow, key, "choose", expected=expected)
    units = {str(side.unit_id) for side in row.sides.all() if side.role == SideRole.TAKES}
    known = {f"{thing.holding.code}:{thing.held.key}" for thing in gathered(row)}
    unknown = [name for name, unit in choices.items() if name not in known or (unit and unit not in units)]
    if unknown:
        raise Refusal(
            "E-HANDOVER-CHOICE",
            _("有 %s 项已不在移交清单中，或接收单位无效。") % len(unknown),
            hint=_("请刷新页面后重新选择。"),
            errors=[FieldError("E-HANDOVER-CHOICE", name, pointer=name) for name in unknown[:20]],
        )
    merged = {**row.choices, **choices}
    row.choices = {name: unit for name, unit in merged.items() if unit and name in known}
    row.version += 1
    row.save(update_fields=["choices", "version"])
    note(uow, "chosen", row, count=len(choices))
    return row


def _refused(code: str, field: str, message: str) -> Refusal:
    return Refusal(code, message, errors=[FieldError(code, message, pointer=field)])


def _said(uow: UnitOfWork) -> str:
    return f"{uow.actor.unit_name} {uow.actor.name}".strip()
