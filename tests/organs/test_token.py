"""API keys of units: opaque, hashed, at most a year, from their own networks, never beyond their post."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

import make
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions
from fuyuantong.organs.models import ApiToken, Post, Unit
from fuyuantong.organs.queries import actor_for, actor_for_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def secadmin(admins):
    return actor_for(admins["secadmin"])


@pytest.fixture
def issued(secadmin):
    post = make.post(make.unit("临江市第三试验局", "市三局"))
    with unit_of_work(secadmin) as uow:
        return actions.issue_token(
            uow, name="对接", post=post, scopes=["matters:read"], days=30, networks=["10.1.0.0/16"]
        )


def test_a_key_acts_as_its_post(issued):
    token, raw = issued
    actor, scopes, key = actor_for_token(raw, "10.1.2.3")
    assert (actor.person, actor.post, actor.unit_name, actor.roles) == (
        None,
        token.post_id,
        "市三局",
        {"clerk"},
    )
    assert (scopes, key) == ({"matters:read"}, token.pk)


def test_the_key_itself_is_nowhere_in_the_row(issued):
    token, raw = issued
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert raw not in str(row)
    assert raw.startswith("fyt_")
    assert len(raw) > 40


def test_every_bad_key_is_refused_alike(issued):
    token, raw = issued
    sentences = set()
    cases = [("fyt_unknown", "10.1.2.3"), (raw, "10.2.0.1"), (raw, ""), (raw.upper(), "10.1.2.3")]
    for text, ip in cases:
        with pytest.raises(Refusal) as caught:
            actor_for_token(text, ip)
        sentences.add((caught.value.status, str(caught.value)))
    with time_machine.travel(read_clock() + timedelta(days=31)), pytest.raises(Refusal) as caught:
        actor_for_token(raw, "10.1.2.3")
    sentences.add((caught.value.status, str(caught.value)))
    assert len(sentences) == 1
    assert sentences.pop()[0] == 401


def test_a_revoked_key_is_dead_at_once(issued, secadmin):
    token, raw = issued
    with unit_of_work(secadmin) as uow:
        actions.revoke_token(uow, token.pk)
    with pytest.raises(Refusal):
        actor_for_token(raw, "10.1.2.3")


@pytest.mark.parametrize("what", [Unit, Post])
def test_the_key_of_a_retired_unit_or_post_is_dead(issued, what):
    token, raw = issued
    what.objects.filter(pk__in=[token.unit_id, token.post_id]).update(valid_until=today())
    with pytest.raises(Refusal):
        actor_for_token(raw, "10.1.2.3")


@pytest.mark.parametrize("days", [0, 366, -1])
def test_more_than_a_year_is_refused(secadmin, days):
    with unit_of_work(secadmin) as uow, pytest.raises(Refusal):
        actions.issue_token(uow, name="x", post=make.post(), scopes=["matters:read"], days=days)


def test_administrators_posts_get_no_keys(secadmin):
    with unit_of_work(secadmin) as uow, pytest.raises(Refusal) as caught:
        actions.issue_token(uow, name="x", post=make.post(roles=["auditor"]), scopes=["matters:read"])
    assert caught.value.code == "E-TOKEN-POST"


def test_a_key_cannot_make_keys(issued):
    _token, raw = issued
    actor, _scopes, _key = actor_for_token(raw, "10.1.2.3")
    with unit_of_work(actor) as uow, pytest.raises(Forbidden):
        actions.issue_token(uow, name="x", post=make.post(), scopes=["matters:read"])


def test_use_is_remembered_at_most_once_a_minute(issued):
    token, _raw = issued
    start = read_clock()
    for seconds in (0, 30, 61):
        with time_machine.travel(start + timedelta(seconds=seconds)), unit_of_work(make.actor()) as uow:
            actions.touch_token(uow, token.pk)
        token.refresh_from_db()
        assert (token.last_used_at - start).total_seconds() >= (61 if seconds == 61 else 0)
        assert (token.last_used_at - start).total_seconds() < (100 if seconds == 61 else 30)
