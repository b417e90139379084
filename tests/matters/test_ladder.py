"""The ladder at work: up to 催办 by itself with proof, above only drafted, courts asked; one rule of whom to tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs.duties import _write
from fuyuantong.common.now import today
from fuyuantong.definitions import actions as definitions
from fuyuantong.definitions.models import Profile
from fuyuantong.matters import duties, ticking
from fuyuantong.matters.models import Draft, Obligation, Reminder
from fuyuantong.matters.queries import matter_view
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db
PROFILE = """方案: 试验方案
代码: trial-ladder
版本: 1
阶梯: general
机制: [annual-plan-item]
"""


@pytest.fixture
def laddered(city: make.City) -> make.City:
    make.do(SYSTEM, definitions.store_profile, PROFILE)
    Profile.objects.filter(code="trial-ladder").update(in_use=True)
    return city


def firings(viewer, row: Obligation):
    view = matter_view(viewer, row.matter_id, today())
    every = [*view.obligations, *(part for item in view.obligations for part in item.parts)]
    item = next(one for one in every if one.row.pk == row.pk)
    return {f.does: f for clock, _moves in item.clocks if clock.main for f in clock.firings}


def test_the_rungs_above_what_the_definition_says_come_from_the_profile(laddered, enter) -> None:
    _, sent = hand_out(laddered)
    lead = next(row for row in sent if row.duty == "lead")
    while ticking.tick(at("2026-09-01")):
        pass
    drafts = Draft.objects.filter(obligation=lead).order_by("drafted_at", "pk")
    assert [d.genre for d in drafts] == ["督办单", "提醒函", "通报"]
    assert {d.state for d in drafts} == {"drafting"}, "a leader signs"
    shown = firings(laddered.office, lead)
    assert [f.level for f in shown.values()] == ["系统提醒", "催办单", "督办单", "约谈/提醒函", "通报"]
    assert shown["催办"].source.startswith("机制“")
    assert shown["拟提醒函"].source == "阶梯“通用催督阶梯”第 1 版"
    assert shown["拟通报"].told == ((laddered.justice.pk, laddered.justice.name, "draft"),)
    own = firings(laddered.housing_clerk, lead)
    assert set(own) == {"提示", "催办"}, "who owes sees what reached it, not what is being drafted"
    page = enter(laddered.office).get(f"/matters/{lead.matter_id}/").content.decode()
    assert "提醒记录" in page
    assert "应发 2026-06-30 09:00" in page
    told = enter(laddered.office).get(f"/api/v1/obligations/{lead.pk}").json()
    clock = next(c for c in told["clocks"] if c["main"])
    assert [r["does"] for r in clock["reminders"]][-1] == "拟通报"


def test_a_court_is_only_asked_all_the_way_up(laddered) -> None:
    _, sent = hand_out(laddered, leads=[laddered.court.pk])
    lead = next(row for row in sent if row.duty == "lead")
    while ticking.tick(at("2026-09-01")):
        pass
    assert set(Draft.objects.filter(obligation=lead).values_list("genre", flat=True)) == {"函"}
    assert {f.does for f in firings(laddered.office, lead).values()} == {"提示", "函询", "拟函询"}


def test_a_reminder_says_why_it_came_late(city, handed: Handed) -> None:
    ticking.tick(at("2026-06-01"), at("2026-05-31", 12))
    hint = Reminder.objects.filter(clock__obligation=handed.lead, fire_at=at("2026-05-31", 9)).get()
    assert hint.late == "busy", "it was looked at after its moment and did not fire then"
    ticking.tick(at("2026-07-20"), at("2026-06-10"))
    urge = Reminder.objects.get(clock__obligation=handed.lead, does="urge")
    assert (urge.late, urge.quiet_since) == ("downtime", at("2026-06-10"))
    assert firings(city.office, handed.lead)["催办"].late_words == "后台服务停止"


def test_the_duty_knows_when_it_last_ran(city, handed: Handed) -> None:
    Reminder.objects.all().delete()
    clock = handed.lead.clocks.get(main=True)
    from fuyuantong.common.now import read_clock

    now = read_clock()
    kept = {"clock": clock, "version": clock.version, "does": "prompt"}
    late = Reminder.objects.create(rule="前 1 日prompt", fire_at=now - timedelta(hours=5), **kept)
    prompt = Reminder.objects.create(rule="到期prompt", fire_at=now - timedelta(seconds=5), **kept)
    _write("matters.reminders", now - timedelta(hours=9))
    duties.remind(now)
    late.refresh_from_db()
    prompt.refresh_from_db()
    assert (late.late, prompt.late) == ("downtime", "")
    assert abs(late.quiet_since - (now - timedelta(hours=9))) < timedelta(seconds=5)


@pytest.mark.parametrize("alone", [True, False])
def test_one_reminder_tells_the_same_units_as_many_at_once(city, handed: Handed, monkeypatch, alone) -> None:
    """到期催办 of the plan is copied to the office's unit, whether one falls due or a batch does."""
    if alone:
        monkeypatch.setattr(ticking, "_settle_all", lambda *_: False)
    while ticking.tick(at("2026-07-01")):
        pass
    told = Notice.objects.filter(kind="matter.reminded")
    assert [(n.unit_id, "完成期限" in n.title) for n in told] == [(city.justice.pk, True)] * told.count()
    assert told.count() == 2, "the lead's and the partner's clock"
    urge = Reminder.objects.get(clock__obligation=handed.lead, does="urge")
    assert [(one["name"], one["how"]) for one in urge.told] == [
        (city.housing.name, "urge"), (city.justice.name, "told"),
    ]  # fmt: skip
