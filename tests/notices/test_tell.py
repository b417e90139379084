"""Telling: one statement, merged by key, read by whoever holds the post when they look."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

import make
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices import actions, queries
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import Notice, Reading
from fuyuantong.organs.models import Tenure

pytestmark = pytest.mark.django_db
ABOUT = Subject("matter", uuid4())


def uow(actor: Actor = SYSTEM, **later) -> UnitOfWork:
    """A unit of work inside the test's own transaction."""
    return UnitOfWork(actor=actor, now=timezone.now() + timedelta(**later))


def tell(**to):
    given = {"kind": "obligation.issued", "title": "新任务", "subject": ABOUT} | to
    return actions.tell(given.pop("work", None) or uow(), **given)


def test_many_recipients_cost_one_statement():
    units = [make.unit().pk for _ in range(12)]
    with CaptureQueriesContext(connection) as caught:
        tell(to_units=units)
    assert len(caught) == 1
    assert Notice.objects.count() == 12


def test_a_unit_s_message_is_read_by_its_liaison_and_clerks_only():
    unit = make.unit()
    tell(to_units=[unit.pk])
    seen = {
        role: queries.unread_count(make.actor(unit, roles=[role]))
        for role in ("clerk", "liaison", "reviewer")
    }
    assert seen == {"clerk": 1, "liaison": 1, "reviewer": 0}
    assert queries.unread_count(make.actor(make.unit())) == 0


def test_administrators_read_no_unit_s_messages():
    unit = make.unit()
    tell(to_units=[unit.pk])
    for role in ("sysadmin", "secadmin", "auditor"):
        assert queries.unread_count(make.actor(unit, roles=[role])) == 0


def test_an_office_s_message_is_not_read_by_others_in_the_same_building():
    house = make.unit()
    linkage = make.linkage(house)
    serving, neighbour = (
        make.actor(house, roles=["office"], serves=linkage),
        make.actor(house, roles=["liaison"]),
    )
    tell(to_offices=[linkage.code])
    assert queries.unread_count(serving) == 1
    assert queries.unread_count(neighbour) == 0


def test_a_message_follows_the_post_not_the_person_who_held_it():
    from fuyuantong.common.refusals import NotFound
    from fuyuantong.organs.models import Person
    from fuyuantong.organs.queries import actor_for

    before = make.actor()
    tell(to_posts=[before.post], to_units=[before.unit])
    assert queries.unread_count(before) == 2
    Tenure.objects.filter(post=before.post).update(until_on=timezone.now().date() - timedelta(days=2))
    after = make.person()
    Tenure.objects.create(
        post_id=before.post, person=after, since_on=timezone.now().date() - timedelta(days=1)
    )
    assert queries.unread_count(actor_for(after)) == 2
    with pytest.raises(NotFound):
        actor_for(Person.objects.get(pk=before.person))


def test_repeated_messages_merge_and_are_unread_again():
    actor = make.actor()
    tell(to_units=[actor.unit], title="第一次催办", kind="obligation.urged")
    first = Notice.objects.get()
    actions.mark_read(uow(actor), [first.pk])
    assert queries.unread_count(actor) == 0
    tell(to_units=[actor.unit], title="第二次催办", kind="obligation.urged", work=uow(minutes=5))
    again = Notice.objects.get()
    assert (again.pk, again.title, again.times, again.read_at) == (first.pk, "第二次催办", 2, None)
    assert again.at > again.first_at == first.first_at
    assert queries.unread_count(actor) == 1
    assert not Reading.objects.exists()


def test_other_kinds_subjects_and_merge_keys_are_other_messages():
    unit = make.unit().pk
    tell(to_units=[unit])
    tell(to_units=[unit], kind="obligation.urged")
    tell(to_units=[unit], subject=Subject("matter", uuid4()))
    tell(to_units=[unit], merge="reminder:1")
    tell(to_units=[unit], merge="reminder:1")
    assert Notice.objects.count() == 4


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8))
def test_naming_a_recipient_twice_tells_it_once(codes):
    Notice.objects.all().delete()
    told = actions.tell(uow(), kind="k", title="t", subject=ABOUT, to_offices=codes)
    assert len(told) == len(set(codes)) == Notice.objects.count()


def test_one_person_s_reading_leaves_it_unread_for_a_colleague_but_says_somebody_has_seen_it():
    unit = make.unit()
    one, other = make.actor(unit), make.actor(unit)
    tell(to_units=[unit.pk])
    actions.mark_read(uow(one), Notice.objects.values_list("pk", flat=True))
    assert (queries.unread_count(one), queries.unread_count(other)) == (0, 1)
    assert Notice.objects.get().read_at is not None


def test_nobody_marks_what_they_may_not_see():
    tell(to_units=[make.unit().pk])
    stranger = make.actor()
    assert actions.mark_read(uow(stranger), Notice.objects.values_list("pk", flat=True)) == 0
    assert Notice.objects.get().read_at is None


def test_a_message_has_exactly_one_recipient():
    moment = timezone.now()
    both = {"unit": make.unit(), "office": "court"}
    with pytest.raises((IntegrityError, ProtectedError)):
        Notice.objects.create(
            kind="k",
            title="t",
            subject_type="m",
            subject_id=uuid4(),
            key="x",
            first_at=moment,
            at=moment,
            **both,
        )


def test_the_inbox_pages_without_showing_anything_twice():
    actor = make.actor()
    for n in range(45):
        tell(to_persons=[actor.person], merge=str(n), work=uow(seconds=n // 3))
    found, after = [], ""
    for _ in range(3):
        page = queries.inbox(actor, size=20, after=after)
        found += [n.pk for n in page.rows]
        after = page.next or ""
    assert len(found) == len(set(found)) == 45
    assert not after


def test_the_bell_counts_no_further_than_it_shows():
    actor = make.actor()
    for n in range(110):
        tell(to_persons=[actor.person], merge=str(n))
    assert queries.unread_count(actor) == 100


def test_what_was_told_is_taken_back_when_the_subject_becomes_narrower():
    inside, outside = make.actor(), make.actor()
    tell(to_units=[inside.unit, outside.unit], to_posts=[inside.post, outside.post])
    tell(to_units=[outside.unit], subject=Subject("matter", uuid4()))
    actions.withdraw(uow(), ABOUT, keep_posts=[inside.post])
    assert queries.unread_count(inside) == 1
    assert queries.unread_count(outside) == 1, "only the other subject's"
