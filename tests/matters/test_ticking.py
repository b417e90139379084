"""Reminders fire once each, at their moment, whatever happened in between; periods open by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.common.now import read_clock
from fuyuantong.matters import ticking
from fuyuantong.matters.actions import dates, ending, life, periods
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Clock, Cycle, Obligation, Reminder, Urge

pytestmark = pytest.mark.django_db


def fired(row: Obligation) -> list[str]:
    return list(Urge.objects.filter(obligation=row).order_by("at", "kind").values_list("kind", flat=True))


def tick_until(day: str, hour: int = 10) -> None:
    while ticking.tick(at(day, hour)):
        pass


def test_reminders_of_the_definition_fire_once_each(city: make.City, handed: Handed) -> None:
    tick_until("2026-05-30", 23)
    assert fired(handed.lead) == ["hint"], "only the reminder to sign"
    for day in ("2026-05-31", "2026-05-31", "2026-06-30"):
        tick_until(day, 9)
    assert fired(handed.lead) == ["hint", "hint", "hint", "urge"]


def test_nothing_fires_early(city: make.City, handed: Handed) -> None:
    first = Reminder.objects.order_by("fire_at").first()
    assert ticking.tick(first.fire_at - timedelta(seconds=1)) == 0


def test_months_of_downtime_lose_nothing_and_double_nothing(city: make.City, handed: Handed) -> None:
    tick_until("2026-07-20")
    assert fired(handed.lead) == ["hint", "hint", "hint", "urge"]
    assert not Reminder.objects.filter(fired_at=None, fire_at__lte=at("2026-07-20")).exists()


def test_a_supervision_slip_is_only_drafted(city: make.City, handed: Handed) -> None:
    """督办 never fires by itself: the system drafts, a leader signs."""
    tick_until("2026-07-20")
    assert Reminder.objects.get(clock__obligation=handed.lead, does="draft_supervision").outcome == "drafted"
    assert set(fired(handed.lead)) == {"hint", "urge"}


def test_a_moved_date_gets_new_reminders_and_forgets_the_old(city: make.City, handed: Handed) -> None:
    make.do(
        city.office, dates.extend, handed.lead.pk, due_on=date(2026, 9, 30), reason="延", now=at("2026-05-01")
    )
    tick_until("2026-07-20")
    assert fired(handed.lead) == ["hint"], "the reminder to sign; the work is due in September"


def test_held_work_is_left_alone(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.office, dates.hold, handed.lead.pk, reason="等", now=at("2026-04-01"))
    tick_until("2026-07-20")
    assert fired(handed.lead) == []


def test_what_is_entered_later_reminds_nobody_in_retrospect(city: make.City) -> None:
    opening = Opening(
        mechanism="annual-plan-item",
        linkage=city.linkage.code,
        title="补录的任务",
        units={"牵头单位": [city.housing.pk]},
        occurred_on=date(2026, 3, 2),
    )
    matter = make.do(city.office, open_matter, opening, now=at("2026-10-12"))
    data = {"年度": 2026, "任务内容": "x", "时限类型": "确定日期", "完成时限": "2026-06-30"}
    _, sent = make.do(
        city.office, act, matter.pk, "下达", data=data, occurred_on=date(2026, 3, 2), now=at("2026-10-12")
    )
    assert not Reminder.objects.exists()
    row = Obligation.objects.get(pk=sent[0].pk)
    assert row.backfilled
    assert not row.is_overdue(date(2026, 10, 12)), "shown apart, never as a live red lamp"


def test_a_court_is_asked_by_letter_and_not_urged(city: make.City) -> None:
    _, sent = hand_out(city, leads=[city.court.pk])
    lead = next(row for row in sent if row.duty == "lead")
    tick_until("2026-07-01")
    assert fired(lead)[-1] == "inquiry"


def test_a_row_that_cannot_be_fired_does_not_stop_the_others(
    city: make.City, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Reminder.objects.filter(clock__obligation=handed.lead).order_by("fire_at").first()
    real = ticking._fire

    def broken(uow, reminder):
        if reminder.pk == bad.pk:
            raise RuntimeError("poison")
        return real(uow, reminder)

    together = ticking.speak

    def broken_together(uow, reminders):
        said = together(uow, reminders)
        if bad.pk in {reminder.pk for reminder in reminders}:
            raise RuntimeError("poison")
        return said

    monkeypatch.setattr(ticking, "_fire", broken)
    monkeypatch.setattr(ticking, "speak", broken_together)
    ticking.tick(at("2026-03-06"))
    assert fired(handed.part) == ["hint"]
    bad.refresh_from_db()
    assert (bad.fired_at, bad.outcome) == (None, "error")
    monkeypatch.setattr(ticking, "_fire", real)
    ticking.tick(bad.fire_at)
    assert fired(handed.lead) == ["hint"]


def repeat(city: make.City, row: Obligation, every: str) -> None:
    make.do(
        city.office,
        lambda uow: periods.repeat(uow, Obligation.objects.get(pk=row.pk), every),
        now=at("2026-03-02"),
    )


def test_every_quarter_opens_one_report(city: make.City, handed: Handed) -> None:
    repeat(city, handed.lead, "quarter")
    for day in ("2026-03-02", "2026-03-02", "2026-04-02", "2026-04-02"):
        ticking.open_periods(at(day))
    rows = Obligation.objects.filter(series=handed.lead).order_by("period_end")
    assert [(r.period, r.due_on) for r in rows] == [
        ("2026年第一季度", date(2026, 3, 31)),
        ("2026年第二季度", date(2026, 6, 30)),
    ]
    assert {r.owner for r in rows} == {city.housing}


def test_periods_missed_in_a_downtime_are_all_opened(city: make.City, handed: Handed) -> None:
    repeat(city, handed.lead, "month")
    while ticking.open_periods(at("2026-06-02")):
        pass
    assert Obligation.objects.filter(series=handed.lead).count() == 4


def test_periods_end_with_their_obligation(city: make.City, handed: Handed) -> None:
    repeat(city, handed.lead, "month")
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="撤回重发", now=at("2026-03-03"))
    while ticking.open_periods(at("2026-06-02")):
        pass
    assert not Obligation.objects.filter(series=handed.lead).exists()
    assert Cycle.objects.get().stopped_at is not None


def test_clocks_of_an_undecreed_year_are_counted_again_when_the_notice_comes(
    city: make.City, handed: Handed
) -> None:
    clock = Clock.objects.get(obligation=handed.lead, key="签收时限")
    Clock.objects.filter(pk=clock.pk).update(provisional=True, due_on=date(2026, 3, 4))
    make.do(city.office, ticking.recompute_provisional, now=read_clock())
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2026, 3, 5), False)
    assert clock.moves.get().kind == "recomputation"
