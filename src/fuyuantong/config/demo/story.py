"""Half a year of made-up work in 临江市, done by the sample people through the ordinary actions.

The moments are shifted into the past, so that lists, lamps and trends have something to show; the trail says
so, because every line carries the purpose 演示.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any, TypeVar
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI, read_clock
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.config.demo.letter import ACTS
from fuyuantong.matters.actions import life, replying, urging
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Obligation
from fuyuantong.organs.models import Person, Post, Unit
from fuyuantong.organs.queries import actor_for

T = TypeVar("T")
PURPOSE = "演示"
_WAITING, _VERIFYING, _DONE, _WRITTEN_OFF = "待签收", "待核验", "已办结", "已销号"


def tell_story(data: dict[str, Any]) -> None:
    """Hand out the plan items of the data file and bring each to where its line says."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row["代码"] for row in data["机构"]])}
    for number, row in enumerate(data["事项"], 1):
        _item(number, row, units, data["联动机制"][0]["代码"])
    _recommendation(units, data["联动机制"][0]["代码"])


@cache
def sample(username: str) -> Actor:
    return actor_for(Person.objects.get(username=username))


@cache
def clerk_of(unit: UUID) -> Actor:
    """The sample person of a unit; a unit without one is acted for by a clerk without an account name."""
    post = (
        Post.objects.filter(unit_id=unit, roles__overlap=["clerk", "leader"]).order_by("order", "pk").first()
    )
    if post is not None and (tenure := post.tenures.select_related("person").first()):
        return actor_for(tenure.person, post.pk)
    row = Unit.objects.get(pk=unit)
    return Actor(
        person=None,
        post=None,
        unit=unit,
        region=row.region_id,
        name="经办人（模拟）",
        unit_name=row.name,
        roles=frozenset({"clerk"}),
    )


@cache
def _chief_of(unit: UUID) -> Actor:
    """The sample person who signs off what this unit reports."""
    post = Post.objects.filter(unit_id=unit, roles__overlap=["reviewer", "leader"]).order_by("order", "pk")[0]
    return actor_for(post.tenures.select_related("person")[0].person, post.pk)


def _at(day: date, hour: int) -> datetime:
    return min(datetime.combine(day, time(hour, 0), SHANGHAI), read_clock())


def _do(actor: Actor, day: date, hour: int, work: Callable[[UnitOfWork], T]) -> T:
    with unit_of_work(actor, purpose=PURPOSE, now=_at(day, hour)) as uow:
        return work(uow)


def _item(number: int, row: dict[str, Any], units: dict[str, Unit], linkage: str) -> None:
    office, day = sample("office"), row["下达"]
    parties = {"牵头单位": "牵头", "责任单位": "责任", "配合单位": "配合"}
    opening = Opening(
        mechanism="annual-plan-item",
        linkage=linkage,
        title=row["名称"],
        number=f"要点第{number}项",
        source="临江市2026年府院联动重点工作任务（模拟）",
        units={party: [units[code].pk for code in row.get(key, ())] for party, key in parties.items()},
    )
    values = {
        "年度": 2026,
        "序号": str(number),
        "任务内容": row["内容"],
        "时限类型": "确定日期",
        "完成时限": row["时限"].isoformat(),
        "报送频次": row.get("频次", "不定期"),
    }
    matter = _do(office, day, 9, lambda uow: open_matter(uow, opening))
    lead = units[row["牵头"][0]].pk
    _, sent = _do(office, day, 10, lambda uow: act(uow, matter.pk, "下达", data=values, collector=lead))
    for obligation in sent:
        _bring_to(obligation, row)


def _bring_to(obligation: Obligation, row: dict[str, Any]) -> None:
    target, pk, who = row["到"], obligation.pk, clerk_of(obligation.owner_id)
    if target == _WAITING:
        _urge_late(obligation, row)
        return
    signed = row["下达"] + timedelta(days=1 + pk.int % 3)
    _do(who, signed, 9, lambda uow: life.sign(uow, pk))
    _do(
        who,
        signed + timedelta(days=30),
        15,
        lambda uow: replying.report(uow, pk, text="已制定工作方案，按计划推进（模拟）。"),
    )
    finished = row.get("办结")
    if not finished:
        _urge_late(obligation, row)
        return
    if obligation.duty != "lead" and obligation.parent_id and target == _VERIFYING:
        return
    _do(who, finished, 16, lambda uow: replying.submit(uow, pk, text="已完成，成果附后（模拟）。"))
    if Obligation.objects.get(pk=pk).state == "reviewing":
        _do(_chief_of(obligation.owner_id), finished, 17, lambda uow: replying.approve(uow, pk))
    if target in {_DONE, _WRITTEN_OFF}:
        checker = sample("office") if obligation.by_office else clerk_of(obligation.creditor_id)
        _do(checker, finished + timedelta(days=2), 10, lambda uow: replying.accept(uow, pk))
    if target == _WRITTEN_OFF and obligation.ledger_item:
        _do(sample("office"), finished + timedelta(days=5), 11, lambda uow: life.write_off_many(uow, [pk]))


def _urge_late(obligation: Obligation, row: dict[str, Any]) -> None:
    """Government units that are late have been urged once; nobody urges a court."""
    late = row["时限"] + timedelta(days=3)
    if obligation.by_office and late < read_clock().date() and obligation.owner.kind == "government":
        _do(
            sample("office"),
            late,
            9,
            lambda uow: urging.urge_many(uow, [obligation.pk], text="请抓紧办理。"),
        )


def _recommendation(units: dict[str, Unit], linkage: str) -> None:
    """One 司法建议 to two bureaus: served, one has signed for it."""
    court, day = sample("court"), date(2026, 10, 20)
    opening = Opening(
        mechanism="judicial-recommendation",
        linkage=linkage,
        title="关于规范房屋征收补偿决定送达程序的司法建议（模拟）",
        number="临法建〔2026〕3号",
        units={"发出单位": [units["LJ-FY"].pk]},
    )
    matter = _do(court, day, 9, lambda uow: open_matter(uow, opening))
    _walk_letter(matter.pk, court, day, units)


def _walk_letter(matter: UUID, court: Actor, day: date, units: dict[str, Unit]) -> None:
    for step, (key, data) in enumerate(ACTS):
        given = {k: [str(units[code].pk) for code in v] if k == "被建议单位" else v for k, v in data.items()}
        sent = _do(court, day, 10 + step, partial(act, matter_id=matter, act_key=key, data=given))[1]
        for row in sent[:1]:
            _do(clerk_of(row.owner_id), day + timedelta(days=2), 9, partial(life.sign, obligation_id=row.pk))
