"""The worker knows the heart's duties, and a new calendar asks for a recount."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.clocks.actions import decree_year
from fuyuantong.clocks.calendar import Decree
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duties as scheduled
from fuyuantong.common.models import RememberedJob
from fuyuantong.matters import duties
from fuyuantong.matters.models import Reminder


def test_reminders_and_periods_are_duties_of_the_worker() -> None:
    assert {"matters.reminders", "matters.periods"} <= {each.name for each in scheduled.all_duties()}


@pytest.mark.django_db
def test_the_duty_settles_everything_that_a_downtime_left(city: make.City, handed: Handed) -> None:
    duties.remind(at("2026-07-20"))
    assert not Reminder.objects.filter(fired_at=None, fire_at__lte=at("2026-07-20")).exists()


@pytest.mark.django_db
def test_a_new_calendar_defers_one_recount() -> None:
    new_year = date(2027, 1, 1)
    work = {new_year + timedelta(days=1): "元旦"}
    decree = Decree(2027, "测试通知", "", None, {new_year: "元旦"}, work)
    make.do(SYSTEM, decree_year, decree)
    assert RememberedJob.objects.filter(key__contains="matters.recompute").count() == 1
