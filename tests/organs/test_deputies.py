"""A岗 and B岗: the deputy acts while the holder is away, and not otherwise; 牌子 of one team are chosen for each act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from tests import make

from fuyuantong.common.now import read_clock, today
from fuyuantong.common.refusals import NotFound
from fuyuantong.notices.models import Leave
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.organs.queries import actor_for, posts_of

pytestmark = pytest.mark.django_db


def _pair() -> tuple[Tenure, Person]:
    """The holder's tenure, and a deputy who has no other post."""
    holder, deputy = make.person("张正岗"), make.person("李备岗")
    seat = make.post(make.unit("临江市审计局"), roles=("reviewer",), title="复核岗")
    since = date(2020, 1, 1)
    held = Tenure.objects.create(post=seat, person=holder, since_on=since)
    Tenure.objects.create(post=seat, person=deputy, since_on=since, deputy=True)
    return held, deputy


def test_a_deputy_acts_only_while_the_holder_is_away() -> None:
    held, deputy = _pair()
    assert posts_of(deputy, today()) == []
    with pytest.raises(NotFound):
        actor_for(deputy)
    leave = Leave.objects.create(
        post=held.post, person=held.person, deputy=deputy, since_on=today(), until_on=today() + timedelta(days=2),
        entered_by="甲", entered_at=read_clock(),
    )  # fmt: skip
    acting = actor_for(deputy)
    assert (acting.post, acting.roles) == (held.post_id, frozenset({"reviewer"}))
    assert acting.post_name == "复核岗（B岗代张正岗）", "the trail says in whose place"
    assert actor_for(held.person).post == held.post_id, "who is away may still act"
    assert posts_of(deputy, today() + timedelta(days=3)) == [], "the leave is over"
    Leave.objects.filter(pk=leave.pk).update(ended_at=read_clock())
    assert posts_of(deputy, today()) == []


def test_a_deputy_acts_in_a_vacant_post() -> None:
    held, deputy = _pair()
    Tenure.objects.filter(pk=held.pk).update(until_on=today())
    assert actor_for(deputy).post_name == "复核岗（B岗）"


def test_the_holder_s_usual_request_asks_no_more(django_assert_num_queries) -> None:
    held, _deputy = _pair()
    with django_assert_num_queries(1):
        posts_of(held.person, today())


def test_one_team_chooses_the_name_under_which_it_acts() -> None:
    body = make.unit("临江市司法局", "市司法局")
    hat = make.unit("中共临江市委全面依法治市委员会办公室", "市委依法治市办", kind="party", body=body)
    person = make.person("王一人")
    for unit in (hat, body):
        seat = make.post(unit, roles=("clerk",), title="秘书岗")
        Tenure.objects.create(post=seat, person=person, since_on=date(2020, 1, 1))
    client = Client()
    client.force_login(person, backend="fuyuantong.organs.backends.Accounts")
    page = client.get("/me/").content.decode()
    assert "市委依法治市办 秘书岗（挂牌于市司法局）" in page
    for unit in (body, hat):
        seat = unit.posts.get().pk
        client.post("/act-as/", {"post": str(seat)})
        assert client.get("/me/").wsgi_request.actor.unit == unit.pk, (
            "actor, letterhead and numbers follow the hat"
        )
    shown = client.get(f"/organs/units/{body.pk}/").content.decode()
    assert hat.name in shown
