"""Leave with a deputy: messages and to-dos follow while it lasts, rights and named papers do not."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import today
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import Leave, Notice
from fuyuantong.organs.models import Person, Tenure

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def leave(actor, deputy, by=None, since=0, until=3, **more):
    with unit_of_work(by or actor) as uow:
        return actions.enter_leave(
            uow, post=actor.post, person=actor.person, deputy=deputy.person,
            since_on=today() + since * DAY, until_on=today() + until * DAY, **more,
        )  # fmt: skip


def tell(**to):
    with unit_of_work(SYSTEM) as uow:
        values = {"kind": "k", "title": "请办理甲事", "subject": Subject("matter", uuid4())} | to
        actions.tell(uow, **values)


@pytest.fixture
def pair():
    """A clerk who goes on leave, and a reviewer of the same unit who stands in."""
    absent = make.actor(roles=["clerk"])
    unit = Tenure.objects.get(post=absent.post).post.unit
    return absent, make.actor(unit, roles=["reviewer"])


def titles(viewer):
    rows = queries.inbox(viewer, unread=True).rows
    return sorted((n.title, n.for_whom) for n in rows if n.kind != "leave")


def test_messages_follow_to_the_deputy_marked_and_end_by_themselves(pair, client):
    absent, deputy = pair
    tell(to_posts=[absent.post])
    tell(to_units=[absent.unit], title="发给单位")
    tell(to_posts=[absent.post], title="限定知悉", named=True)
    assert titles(deputy) == []
    made = leave(absent, deputy)
    assert titles(deputy) == [("发给单位", absent.name), ("请办理甲事", absent.name)]
    assert len(titles(absent)) == 3, "the own inbox keeps everything"
    client.force_login(Person.objects.get(pk=deputy.person))
    page = client.get("/notices/").content.decode()
    assert f"代（{absent.name}）" in page
    assert "限定知悉" not in page
    Leave.objects.filter(pk=made.pk).update(since_on=today() - 5 * DAY, until_on=today() - DAY)
    assert titles(deputy) == []


def test_the_daily_message_goes_to_the_deputy_and_not_to_who_is_away(pair):
    absent, deputy = pair
    tell(to_posts=[absent.post], urgent=True)
    tell(to_posts=[absent.post], title="限定知悉", urgent=True, named=True)
    leave(absent, deputy)
    away, there = (Person.objects.get(pk=a.person) for a in pair)
    assert queries.is_away(away, today())
    assert not queries.is_away(there, today())
    waiting = [n.title for n in queries.unread_of_person(there, today()) if n.for_whom]
    assert waiting == ["请办理甲事"]
    open_to_deputy = list(Notice.objects.filter(title="请办理甲事"))
    named = list(Notice.objects.filter(title="限定知悉"))
    assert [p.pk for p in queries.readers_of(open_to_deputy, today())] == [there.pk]
    assert queries.readers_of(named, today()) == [], (
        "whose post it is for is away, and nobody else may read it"
    )
    Tenure.objects.filter(person=away).update(until_on=today())
    assert titles(deputy) == [], "who no longer holds the post has no deputy there"


def test_a_leave_is_entered_by_the_person_the_liaison_or_who_hands_out_posts(pair, client):
    absent, deputy = pair
    unit = Tenure.objects.get(post=absent.post).post.unit
    liaison, secadmin = make.actor(unit, roles=["liaison"]), make.actor(roles=["secadmin"])
    with pytest.raises(Forbidden):
        leave(absent, deputy, by=make.actor(unit))
    with pytest.raises(Forbidden):
        leave(absent, deputy, by=make.actor(roles=["liaison"]))
    first = leave(absent, deputy, by=liaison, until=1)
    leave(absent, deputy, by=secadmin, since=2)
    with pytest.raises(Refusal, match="已登记过"):
        leave(absent, deputy, since=1)
    told = Notice.objects.filter(kind="leave").values_list("person_id", flat=True)
    assert set(told) == {absent.person, deputy.person}
    with pytest.raises(NotFound), unit_of_work(deputy) as uow:
        actions.end_leave(uow, first.pk)
    client.force_login(Person.objects.get(pk=liaison.person))
    client.post(f"/notices/leaves/{first.pk}/end/")
    first.refresh_from_db()
    assert first.ended_by == liaison.name
    with pytest.raises(Conflict), unit_of_work(absent) as uow:
        actions.end_leave(uow, first.pk)
    kinds = Entry.objects.filter(kind__startswith="leave.").order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["leave.entered", "leave.entered", "leave.ended"]


def test_a_deputy_must_be_at_the_same_unit_and_serve_the_same_office(pair):
    absent, deputy = pair
    unit = Tenure.objects.get(post=absent.post).post.unit
    officer = make.actor(unit, roles=["office"], serves=make.linkage(unit))
    for other in (make.actor(), absent, make.actor(unit, roles=["auditor"])):
        with pytest.raises(Refusal):
            leave(absent, other)
    with pytest.raises(Refusal, match="同一办公室"):
        leave(officer, deputy)
    with pytest.raises(Refusal, match="早于"):
        leave(absent, deputy, until=-1)
    assert not Leave.objects.exists()


def test_the_page_takes_a_leave_and_says_what_is_wrong_in_place(pair, client):
    absent, deputy = pair
    client.force_login(Person.objects.get(pk=absent.person))
    sent = {
        "seat": f"{absent.post}:{absent.person}", "deputy": str(deputy.person),
        "since_on": str(today()), "until_on": str(today() - DAY), "reason": "年休假",
    }  # fmt: skip
    wrong = client.post("/notices/leaves/", sent)
    assert wrong.status_code == 422
    assert "结束日期不能早于开始日期" in wrong.content.decode()
    assert client.post("/notices/leaves/", sent | {"until_on": str(today())}).status_code == 302
    assert "代办中" in client.get("/notices/leaves/").content.decode()
