"""会议待办: what waits for whom, the same on the workbench, its page and the API."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make

from fuyuantong.common.actors import Actor
from fuyuantong.meetings.kinds import TaskKind
from fuyuantong.meetings.models import Meeting, PeriodDue
from fuyuantong.meetings.queries import task_counts, tasks_of
from meetings.conftest import Cast, convened, decided, enter, good, held, meeting, sent, topic

TODAY = date(2026, 3, 2)


def waits(actor: Actor, today: date = TODAY) -> dict[str, int]:
    return {kind.value: n for kind, n in task_counts(actor, today).items()}


@pytest.fixture
def due(cast: Cast) -> PeriodDue:
    return PeriodDue.objects.create(
        linkage=cast.city.linkage.code, code="joint-conference-quarterly", name="府院府检联席会议",
        label="2026年第一季度", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31),
    )  # fmt: skip


def test_each_waits_for_whoever_can_do_it_and_is_the_same_everywhere(
    cast: Cast, due: PeriodDue, march
) -> None:
    city = cast.city
    leader = make.actor(city.justice, roles=("leader",), serves=city.linkage)
    first = topic(cast, "甲议题")
    units = [str(city.finance.pk)]
    body = {"units": units, "due_on": "2026-03-05"}
    sent(cast.office, f"/topics/{first}/advice", body)
    assert waits(city.office) == {"sort": 1, "convene": 1}
    assert waits(city.office, date(2026, 2, 1)) == {"sort": 1}, "a period calls thirty days before its end"
    assert waits(city.finance_clerk) == {"advice": 1}
    assert waits(city.finance_clerk, date(2026, 3, 6)) == {}, "too late to be asked"
    assert waits(city.housing_clerk) == waits(city.watcher) == waits(city.market_clerk) == {}
    for actor in (city.office, city.finance_clerk):
        line = enter(actor).get("/").context["meeting_tasks"]
        assert {tab.href.rpartition("=")[2]: tab.count for tab in line} == waits(actor)
        for tab in line:
            assert len(enter(actor).get(tab.href).context["rows"]) == tab.count
    assert [one["title"] for one in cast.finance.get("/meeting-tasks?what=advice").json()["items"]] == [
        "甲议题"
    ]
    with CaptureQueriesContext(connection) as asked:
        task_counts(city.office, TODAY)
    assert len(asked) == 1

    (advice,) = cast.finance.get("/meeting-tasks?what=advice").json()["items"]
    good(cast.finance.send(f"/topic-advices/{advice['id']}/answer", {"agreed": True}, version=1))
    assert waits(city.finance_clerk) == {}
    key = meeting(cast, first)
    assert "sort" not in waits(city.office)
    convened(cast, key)
    assert waits(city.judge) == {"reply": 1}
    (task,) = tasks_of(city.judge, TaskKind.REPLY, TODAY)
    assert enter(city.judge).get(task.url).status_code == 200
    march.move_to("2026-03-10T15:00:00+08:00")
    held(cast, key)
    assert waits(city.judge) == {}
    decided(cast, key, outcome="next")
    assert "sign" not in waits(city.office)
    sent(cast.office, f"/meetings/{key}/minutes/submit", {})
    assert waits(city.office)["sign"] == waits(leader)["sign"] == 1
    assert "sign" not in waits(city.judge)
    PeriodDue.objects.update(meeting=Meeting.objects.get(pk=key))
    assert "convene" not in waits(city.office, TODAY)
