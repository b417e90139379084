"""代办: what waits for a colleague on leave is a list of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fuyuantong.common.now import today
from fuyuantong.common.uow import unit_of_work
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries import worklist, worklist_counts
from fuyuantong.notices.actions import enter_leave

pytestmark = pytest.mark.django_db


def test_a_deputy_sees_what_waits_for_the_chief_on_leave_and_for_whom(city, handed, enter):
    """待签收 waits for every clerk; 待单位审签 for the chief alone, whose deputy sees it under 代办."""
    task = handed.lead.pk
    chief, clerk = city.housing_chief, city.housing_clerk
    with unit_of_work(chief) as uow:
        enter_leave(
            uow, post=chief.post, person=chief.person, deputy=clerk.person,
            since_on=today(), until_on=today() + timedelta(days=2),
        )  # fmt: skip
    assert not worklist(clerk, "deputised", today()).exists(), "what waits for the clerk too is the own 待办"
    Obligation.objects.filter(pk=task).update(state=ObligationState.REVIEWING)
    assert [row.pk for row in worklist(clerk, "deputised", today())] == [task]
    assert worklist_counts(clerk, today())["deputised"] == 1
    assert not worklist(chief, "deputised", today()).exists()
    page = enter(clerk).get("/?list=deputised").content.decode()
    assert f"代（{chief.name}）" in page
    assert "?list=deputised" not in enter(city.office).get("/").content.decode(), (
        "no tab where nobody is away"
    )
