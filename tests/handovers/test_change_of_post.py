"""A person leaves a post: the successor has everything that hung on it, 联络员 stays with the post."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import make
from tests.make import do

from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.handovers import actions
from fuyuantong.matters.models import Follow, Obligation
from fuyuantong.organs.models import ApiToken, Person, Post, Tenure
from fuyuantong.organs.queries import actor_for
from fuyuantong.workbench.models import Feed

from .conftest import Reform

ON = date(2026, 7, 1)


def _tenure(actor: Any) -> Tenure:
    return Tenure.objects.get(post=actor.post, person=actor.person, until_on=None)


def _hand_over(reform: Reform, by: Any, successor: Person, **more: Any) -> Any:
    tenure = _tenure(reform.city.housing_clerk).pk
    row = do(by, actions.draft_post_handover, tenure=tenure, person=successor, on=ON, **more)
    return do(reform.secadmin, actions.carry_out, row.pk)  # type: ignore[attr-defined]


@pytest.fixture
def busy(reform: Reform) -> Reform:
    clerk = reform.city.housing_clerk
    Obligation.objects.filter(pk=reform.lead.pk).update(handler=clerk.post)
    Follow.objects.create(matter_id=reform.lead.matter_id, post=clerk.post, person=clerk.person)
    Feed.objects.create(person=clerk.person, digest="x", created_at="2026-03-01T00:00:00Z")
    return reform


def test_the_successor_takes_the_post_with_its_work_and_the_calendar_stops(busy: Reform) -> None:
    clerk, successor = busy.city.housing_clerk, make.person("钱接任")
    row = _hand_over(busy, busy.city.housing_chief, successor)
    now = actor_for(successor)
    assert (now.post, now.unit, now.roles) == (clerk.post, clerk.unit, clerk.roles)
    with pytest.raises(NotFound):
        actor_for(Person.objects.get(pk=clerk.person))
    assert Obligation.objects.get(pk=busy.lead.pk).handler_id == clerk.post
    assert Follow.objects.get(matter=busy.lead.matter_id).person == successor.pk
    assert not Feed.objects.exists()
    assert ApiToken.objects.filter(revoked_at=None).exists(), (
        "the key is the post's system's, the post is the same"
    )
    slip = row.slips.get()
    assert slip.counts["handled"] == 1
    assert [line.title for line in slip.lines.filter(holding="handled")] == [busy.lead.title]


def test_another_post_takes_the_work_and_keys_stop(busy: Reform) -> None:
    successor = make.person("孙接任")
    other = Post.objects.create(unit=busy.city.housing, title="综合岗", roles=["clerk", "liaison"])
    _hand_over(busy, busy.secadmin, successor, post=other.pk)
    assert Obligation.objects.get(pk=busy.lead.pk).handler == other
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_only_the_unit_itself_or_the_security_administrator_asks_for_it(busy: Reform) -> None:
    successor = make.person("李接任")
    tenure = _tenure(busy.city.housing_clerk).pk
    for stranger in (busy.city.finance_clerk, busy.city.office, busy.sysadmin):
        with pytest.raises(Forbidden):
            do(stranger, actions.draft_post_handover, tenure=tenure, person=successor, on=ON)
    elsewhere = Post.objects.create(unit=busy.city.finance, title="外单位岗", roles=["clerk"])
    with pytest.raises(Refusal, match="同一机构"):
        do(
            busy.secadmin, actions.draft_post_handover,
            tenure=tenure, person=successor, on=ON, post=elsewhere.pk,
        )  # fmt: skip
    row = do(busy.city.housing_chief, actions.draft_post_handover, tenure=tenure, person=successor, on=ON)
    with pytest.raises(Forbidden):
        do(busy.city.housing_chief, actions.carry_out, row.pk)  # type: ignore[attr-defined]
