"""A clock that stands still makes nobody late; what hangs on a task goes where the task goes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.matters import ticking
from fuyuantong.matters.actions import dates, ending, handing, life, periods, petitions, replying
from fuyuantong.matters.actions.opening import act
from fuyuantong.matters.doors import take_obligations
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation, Party
from fuyuantong.matters.queries.ledger import Lamp, lamp_of
from fuyuantong.matters.queries.worklists import worklist

pytestmark = pytest.mark.django_db
LATER = date(2026, 7, 10)


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.select_related("owner").get(pk=row.pk)


def all_of(matter: Matter) -> dict[str, str]:
    rows = Obligation.objects.filter(matter=matter).exclude(state__in=["returned", "reassigned"])
    return {str(row.owner): row.state for row in rows.select_related("owner")}


def moved(
    city: make.City, row: Obligation, kind: PetitionKind, day: str = "2026-03-04", **more: object
) -> None:
    actor = city.housing_clerk if row.owner_id == city.housing.pk else city.finance_clerk
    asked = make.do(actor, petitions.petition, row.pk, kind, reason="理由", now=at("2026-03-03"), **more)
    make.do(city.office, petitions.decide, asked.pk, granted=True, now=at(day))  # type: ignore[attr-defined]


def finished(city: make.City, row: Obligation, clerk: object, day: str = "2026-03-20") -> None:
    make.do(clerk, life.sign, row.pk, now=at("2026-03-05"))  # type: ignore[arg-type]
    make.do(clerk, replying.submit, row.pk, text="办结", now=at(day))  # type: ignore[arg-type]
    if fresh(row).state == "reviewing":
        make.do(city.housing_chief, replying.approve, row.pk, now=at(day))
    make.do(city.office, replying.accept, row.pk, now=at(day))


def test_who_waits_for_better_material_is_not_late(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.ask_correction, handed.lead.pk, reason="缺附件", now=at("2026-06-25"))
    row = fresh(handed.lead)
    assert not Obligation.objects.overdue(LATER).filter(pk=row.pk).exists()
    assert lamp_of(row, LATER) == Lamp.HELD
    make.do(city.office, life.supply, row.pk, text="已补附件", now=at("2026-07-05"))
    row = fresh(row)
    assert (row.held, row.due_on) == (False, date(2026, 7, 10)), "five days were left"
    assert Obligation.objects.overdue(date(2026, 7, 11)).filter(pk=row.pk).exists()


def statutory(row: Obligation) -> Clock:
    """The main clock of the row, as a definition with a suspendable statutory term would have made it."""
    clock = Clock.objects.get(obligation=row, main=True)
    clock.statutory = True
    clock.save()
    return clock


@pytest.fixture
def suspendable(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    real = dates.mechanism_of

    def lawful(matter: Matter) -> object:
        told = real(matter)
        return replace(told, clocks=tuple(replace(c, statutory=True, suspendable=True) for c in told.clocks))

    monkeypatch.setattr(dates, "mechanism_of", lawful)


def test_a_suspended_term_makes_nobody_late_and_is_not_resumed_as_a_held_task(
    city: make.City, handed: Handed, suspendable: None
) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    statutory(handed.lead)
    make.do(
        city.housing_clerk,
        dates.suspend,
        handed.lead.pk,
        reason="鉴定",
        basis="第六十条",
        now=at("2026-06-25"),
    )
    assert not worklist(city.housing_clerk, "overdue", LATER).filter(pk=handed.lead.pk).exists()
    for wrong in (dates.unhold, dates.hold):
        with pytest.raises(Conflict):
            make.do(city.office, wrong, handed.lead.pk, reason="试试", now=at("2026-06-26"))
    with pytest.raises(Conflict):
        make.do(
            city.office,
            dates.extend,
            handed.lead.pk,
            due_on=date(2026, 12, 1),
            reason="试",
            now=at("2026-06-26"),
        )
    make.do(city.housing_clerk, dates.resume, handed.lead.pk, reason="鉴定完成", now=at("2026-07-05"))
    row = fresh(handed.lead)
    assert (row.held, row.due_on) == (False, date(2026, 7, 10))


def test_a_task_passed_on_takes_its_helpers_its_reports_and_its_part_along(
    city: make.City, handed: Handed
) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=handed.lead.pk), "quarter"),
        now=at("2026-03-02"),
    )
    ticking.open_periods(at("2026-03-02"))
    moved(city, handed.lead, PetitionKind.REASSIGN, wanted_unit=city.market.pk)
    new = Obligation.objects.get(owner=city.market, task=handed.lead.task, series=None)
    part = fresh(handed.part)
    assert (part.parent_id, part.creditor_id) == (new.pk, city.market.pk), (
        "the helper reports to the new lead"
    )
    assert not Obligation.objects.open().filter(series=handed.lead).exists(), (
        "the old unit owes no more reports"
    )
    while ticking.open_periods(at("2026-04-02")):
        pass
    assert {r.owner for r in Obligation.objects.filter(series=new)} == {city.market}
    tied = set(Party.objects.filter(matter=handed.matter, key="牵头单位").values_list("unit", flat=True))
    assert tied == {city.market.pk}, "the new unit acts as the 牵头 of the definition"


def test_who_gave_a_task_away_learns_no_more_of_it(city: make.City, handed: Handed) -> None:
    moved(city, handed.lead, PetitionKind.REASSIGN, wanted_unit=city.market.pk)
    assert not Matter.objects.visible_to(city.housing_clerk).exists()
    assert Matter.objects.envelopes_for(city.housing_clerk).exists(), "that it once came in is still known"
    assert not Obligation.objects.visible_to(city.housing_clerk).exists()


def test_what_a_returned_task_had_asked_of_helpers_ends(city: make.City, handed: Handed) -> None:
    moved(city, handed.lead, PetitionKind.RETURN)
    assert fresh(handed.part).state == "terminated"
    assert not Clock.objects.exclude(state="stopped").filter(obligation=handed.part).exists()


def test_with_another_lead_the_helpers_report_to_that_one(city: make.City) -> None:
    matter, sent = hand_out(city, leads=[city.housing.pk, city.market.pk])
    lead = next(r for r in sent if r.owner == city.housing)
    part = next(r for r in sent if r.duty == "partner")
    moved(city, lead, PetitionKind.RETURN)
    other = next(r for r in sent if r.owner == city.market)
    assert (fresh(part).state, fresh(part).parent_id, fresh(part).creditor_id) == (
        "pending", other.pk, city.market.pk,
    )  # fmt: skip
    assert fresh(other).collects, "somebody must put the whole together"


def test_the_others_being_done_a_returned_task_does_not_stop_the_matter(city: make.City) -> None:
    matter, sent = hand_out(city, leads=[city.housing.pk, city.market.pk], partners=[city.court.pk])
    market = next(r for r in sent if r.owner == city.market)
    housing = next(r for r in sent if r.owner == city.housing)
    finished(city, market, city.market_clerk)
    assert Matter.objects.get(pk=matter.pk).stage == "推进中"
    moved(city, housing, PetitionKind.RETURN, day="2026-03-21")
    assert Matter.objects.get(pk=matter.pk).stage == "已办结"


def test_the_others_being_done_a_terminated_task_does_not_stop_the_matter(city: make.City) -> None:
    matter, sent = hand_out(city, leads=[city.housing.pk, city.market.pk], partners=[city.court.pk])
    market = next(r for r in sent if r.owner == city.market)
    housing = next(r for r in sent if r.owner == city.housing)
    finished(city, market, city.market_clerk)
    make.do(city.office, ending.withdraw_many, [housing.pk], reason="不再需要", now=at("2026-03-21"))
    assert Matter.objects.get(pk=matter.pk).stage == "已办结"


def test_a_matter_of_which_everything_was_returned_waits_for_its_office(
    city: make.City, handed: Handed
) -> None:
    moved(city, handed.lead, PetitionKind.RETURN)
    assert Matter.objects.get(pk=handed.matter.pk).stage == "推进中"
    _, sent = make.do(  # type: ignore[misc]
        city.office,
        act,
        handed.matter.pk,
        "增派",
        data={"牵头单位": [str(city.market.pk)]},
        now=at("2026-03-06"),
    )
    assert city.market in {row.owner for row in sent}
    assert city.housing not in {row.owner for row in sent}, "who returned it does not get it again"


def test_sending_helpers_later_does_not_send_the_task_to_who_returned_it(city: make.City) -> None:
    matter, sent = hand_out(city, leads=[city.housing.pk, city.market.pk])
    moved(city, next(r for r in sent if r.owner == city.housing), PetitionKind.RETURN)
    _, more = make.do(  # type: ignore[misc]
        city.office, act, matter.pk, "增派", data={"配合单位": [str(city.court.pk)]}, now=at("2026-03-06")
    )
    assert {(r.owner, r.creditor) for r in more} == {(city.court, city.market)}


def test_a_report_of_a_period_is_passed_on_and_asked_for_again(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=handed.lead.pk), "quarter"),
        now=at("2026-03-02"),
    )
    ticking.open_periods(at("2026-03-02"))
    report = Obligation.objects.get(series=handed.lead)
    moved(city, report, PetitionKind.REASSIGN, wanted_unit=city.market.pk)
    new = Obligation.objects.get(owner=city.market)
    assert (new.period.startswith(report.period), new.state) == (True, "pending")


def test_a_report_of_a_period_is_handed_out_again(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=handed.lead.pk), "quarter"),
        now=at("2026-03-02"),
    )
    ticking.open_periods(at("2026-03-02"))
    report = Obligation.objects.get(series=handed.lead)
    finished(city, report, city.housing_clerk)
    new = make.do(
        city.office,
        handing.again,
        report.pk,
        reason="数据不实",
        due_on=date(2026, 5, 1),
        now=at("2026-04-02"),
    )
    assert fresh(new).state == "pending"  # type: ignore[arg-type]


def test_reports_of_helpers_end_with_the_whole(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=handed.part.pk), "month"),
        now=at("2026-03-02"),
    )
    ticking.open_periods(at("2026-03-02"))
    assert Obligation.objects.filter(series=handed.part).exists()
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="撤回", now=at("2026-03-03"))
    assert not Obligation.objects.open().exists()


@pytest.mark.parametrize("target", ["retired", "same task", "wrong kind"])
def test_a_task_is_passed_only_to_a_unit_that_may_have_it(city: make.City, target: str) -> None:
    _, sent = hand_out(city, leads=[city.housing.pk, city.market.pk])
    lead = next(r for r in sent if r.owner == city.housing)
    unit = {
        "retired": make.unit("临江市旧局", valid_until=date(2025, 1, 1)),
        "same task": city.market,
        "wrong kind": make.unit("临江市某公司", kind="enterprise"),
    }[target]
    asked = make.do(
        city.housing_clerk,
        petitions.petition,
        lead.pk,
        PetitionKind.REASSIGN,
        reason="不属职责",
        now=at("2026-03-03"),
    )
    with pytest.raises(Refusal):
        make.do(city.office, petitions.decide, asked.pk, granted=True, new_unit=unit.pk, now=at("2026-03-04"))  # type: ignore[attr-defined]
    assert fresh(lead).state == "pending"


def test_nothing_is_handed_out_again_to_a_unit_that_is_no_more(city: make.City, handed: Handed) -> None:
    finished(city, handed.lead, city.housing_clerk)
    city.housing.valid_until = date(2026, 4, 1)
    city.housing.save()
    with pytest.raises(Refusal, match="已停用"):
        make.do(
            city.office,
            handing.again,
            handed.lead.pk,
            reason="再办",
            due_on=date(2026, 9, 1),
            now=at("2026-05-06"),
        )


def test_several_checked_at_once_leave_the_matter_as_one_after_another(city: make.City) -> None:
    """Every row came with its own copy of the matter: the last one's stale copy overwrote the stage."""
    _matter, sent = hand_out(city, leads=[city.housing.pk], partners=[city.market.pk, city.finance.pk])
    parts = sorted((r for r in sent if r.duty == "partner"), key=lambda r: r.pk)
    for row in parts:
        clerk = city.market_clerk if row.owner == city.market else city.finance_clerk
        make.do(clerk, life.sign, row.pk, now=at("2026-03-03"))
        make.do(clerk, replying.submit, row.pk, text="好了", now=at("2026-03-04"))
    make.do(city.housing_clerk, replying.accept_many, [p.pk for p in parts], now=at("2026-03-05"))
    with unit_of_work(city.housing_clerk, now=at("2026-03-06")) as uow:
        taken = take_obligations(uow, [p.pk for p in parts], "look_back")
        assert len({id(row.matter) for row in taken}) == 1


def test_signing_works_on_a_locked_matter(city: make.City, handed: Handed) -> None:
    """Signing may start clocks and then saves the matter: it must hold it first, before the obligation."""
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    first = next(sql.replace('"', "") for sql in asked if "FOR UPDATE" in sql)
    assert " JOIN matters_matter l0 ON " in first
    assert first.endswith(" FOR UPDATE OF l0, r"), "rows are locked in the order in which they are named"


def test_a_cycle_that_nobody_owes_opens_nothing(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=handed.lead.pk), "month"),
        now=at("2026-03-02"),
    )
    moved(city, handed.lead, PetitionKind.RETURN)
    while ticking.open_periods(datetime.fromisoformat("2026-09-01T10:00:00+08:00")):
        pass
    assert not Obligation.objects.filter(duty="report").exists()
    assert not Cycle.objects.filter(stopped_at=None).exists()


def test_who_followed_a_task_and_gave_it_away_is_told_nothing_more(city: make.City, handed: Handed) -> None:
    from fuyuantong.matters.actions import talking
    from fuyuantong.notices.models import Notice

    make.do(city.housing_clerk, talking.follow, handed.matter.pk, on=True)
    make.do(city.office, talking.comment, handed.matter.pk, text="第一次")
    assert Notice.objects.filter(post=city.housing_clerk.post, kind="matter.acted").exists()
    moved(city, handed.lead, PetitionKind.REASSIGN, wanted_unit=city.market.pk)
    Notice.objects.all().delete()
    make.do(city.office, talking.comment, handed.matter.pk, text="以后的事")
    assert not Notice.objects.visible_to(city.housing_clerk).exists()
