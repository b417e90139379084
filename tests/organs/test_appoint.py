"""Posts and people: three administrators apart, nobody appoints himself, the last one stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import today
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions
from fuyuantong.organs.kinds import ADMIN_ROLES, BUSINESS_ROLES
from fuyuantong.organs.models import Person, Post, Tenure
from fuyuantong.organs.queries import actor_for

pytestmark = pytest.mark.django_db
ADMINS = [role.value for role in ADMIN_ROLES]


@pytest.fixture
def sysadmin(admins):
    return actor_for(admins["sysadmin"])


@pytest.fixture
def secadmin(admins):
    return actor_for(admins["secadmin"])


@pytest.mark.parametrize("one", ADMINS)
@pytest.mark.parametrize("other", ADMINS + [role.value for role in BUSINESS_ROLES])
def test_an_administrators_role_stands_alone_in_a_post(one, other):
    unit = make.unit()
    if one == other:
        assert Post.objects.create(unit=unit, title="x", roles=[one]).pk
    else:
        with pytest.raises(IntegrityError, match="post_admin_role_stands_alone"):
            Post.objects.create(unit=unit, title="x", roles=[one, other])


@pytest.mark.parametrize("one", [*ADMINS, "clerk"])
@pytest.mark.parametrize("other", ADMINS)
def test_one_person_is_never_two_administrators_nor_one_beside_business(one, other, secadmin):
    person = make.person()
    make.actor(person=person, roles=[one])
    post = make.post(roles=[other])
    with unit_of_work(secadmin) as uow:
        if one == other:
            actions.start_tenure(uow, post=post, person=person, since=today())
        else:
            with pytest.raises(Refusal) as caught:
                actions.start_tenure(uow, post=post, person=person, since=today())
            assert caught.value.code == "E-ROLES-EXCLUSIVE"


def test_changing_a_role_under_its_holder_cannot_join_two_lanes(secadmin):
    person = make.person()
    make.actor(person=person, roles=["clerk"])
    second = make.actor(person=person, roles=["leader"])
    with unit_of_work(secadmin) as uow, pytest.raises(Refusal) as caught:
        actions.change_post(uow, second.post, roles=["auditor"])
    assert caught.value.code == "E-ROLES-EXCLUSIVE"


def test_lanes_may_follow_one_another(secadmin):
    person = make.person()
    make.actor(person=person, roles=["clerk"])
    Tenure.objects.filter(person=person).update(until_on=today())
    with unit_of_work(secadmin) as uow:
        made = actions.start_tenure(uow, post=make.post(roles=["auditor"]), person=person, since=today())
    assert made.pk


def test_nobody_gives_rights_to_himself(admins, secadmin):
    post = make.post(roles=["secadmin"])
    with unit_of_work(secadmin) as uow, pytest.raises(Forbidden):
        actions.start_tenure(uow, post=post, person=admins["secadmin"], since=today())


def test_nobody_changes_his_own_post(secadmin):
    with unit_of_work(secadmin) as uow, pytest.raises(Forbidden):
        actions.change_post(uow, secadmin.post, clearance=2)


@pytest.mark.parametrize("role", ["auditor", "sysadmin"])
def test_the_last_administrator_of_a_kind_stays(role, admins, secadmin):
    tenure = Tenure.objects.get(person=admins[role])
    with unit_of_work(secadmin) as uow, pytest.raises(Refusal) as caught:
        actions.end_tenure(uow, tenure.pk, on=today())
    assert caught.value.code == "E-LAST-ADMIN"
    make.actor(roles=[role])
    with unit_of_work(secadmin) as uow:
        assert actions.end_tenure(uow, tenure.pk, on=today()).until_on == today()


def test_the_account_of_the_last_auditor_cannot_be_switched_off(admins, sysadmin):
    with unit_of_work(sysadmin) as uow, pytest.raises(Refusal) as caught:
        actions.disable_person(uow, admins["auditor"].pk)
    assert caught.value.code == "E-LAST-ADMIN"


def test_a_post_has_one_holder_and_any_number_of_deputies(secadmin):
    post = make.post()
    with unit_of_work(secadmin) as uow:
        actions.start_tenure(uow, post=post, person=make.person(), since=today())
        for _n in range(2):
            actions.start_tenure(uow, post=post, person=make.person(), since=today(), deputy=True)
        with pytest.raises(Refusal) as caught:
            actions.start_tenure(uow, post=post, person=make.person(), since=today())
    assert caught.value.code == "E-POST-HELD"


def test_holders_may_not_overlap_in_time_either(secadmin):
    post, day = make.post(), today()
    with unit_of_work(secadmin) as uow:
        first = actions.start_tenure(uow, post=post, person=make.person(), since=day)
        actions.end_tenure(uow, first.pk, on=day + timedelta(days=30))
        with pytest.raises(Refusal):
            actions.start_tenure(uow, post=post, person=make.person(), since=day + timedelta(days=29))
        assert actions.start_tenure(uow, post=post, person=make.person(), since=day + timedelta(days=30)).pk


def test_the_office_role_needs_its_linkage(secadmin):
    with unit_of_work(secadmin) as uow, pytest.raises(Refusal) as caught:
        actions.create_post(uow, unit=make.unit(), title="办公室", roles=["office"])
    assert caught.value.code == "E-OFFICE-LINKAGE"


@pytest.mark.parametrize("name", ["ZHANG", "ｚｈａｎｇ", "Zhang "])
def test_no_twin_of_an_account_can_be_made(zhang, sysadmin, name):
    with unit_of_work(sysadmin) as uow, pytest.raises(Refusal) as caught:
        actions.create_person(uow, username=name, name="张二")
    assert caught.value.code == "E-USERNAME-TAKEN"
    assert caught.value.errors[0].pointer == "username"


def test_the_trail_of_people_names_fields_never_values(zhang, sysadmin):
    with unit_of_work(sysadmin) as uow:
        actions.change_person(uow, zhang.pk, phone="13900000000")
    entry = Entry.objects.get(kind="person.changed")
    assert entry.data == {"fields": ["phone"]}


def test_a_stale_form_is_told_and_changes_nothing(zhang, sysadmin):
    with unit_of_work(sysadmin) as uow:
        actions.change_person(uow, zhang.pk, 1, name="张一")
    with pytest.raises(Conflict) as caught, unit_of_work(sysadmin) as uow:
        actions.change_person(uow, zhang.pk, 1, name="张二")
    assert caught.value.code == "E-VERSION"
    assert Person.objects.get(pk=zhang.pk).name == "张一"


def test_what_does_not_exist_is_not_found(sysadmin):
    from uuid import UUID

    with unit_of_work(sysadmin) as uow, pytest.raises(NotFound):
        actions.change_person(uow, UUID(int=1), name="x")


def test_a_person_without_any_post_is_nobody():
    with pytest.raises(NotFound):
        actor_for(make.person())


def test_a_post_that_has_not_begun_gives_no_rights():
    person = make.person()
    Tenure.objects.create(post=make.post(), person=person, since_on=today() + timedelta(days=1))
    with pytest.raises(NotFound):
        actor_for(person)
    assert actor_for(person, day=today() + timedelta(days=1)).person == person.pk


def test_the_office_of_a_linkage_is_known_by_its_code():
    linkage = make.linkage(code="fuyuan")
    assert make.actor(roles=["office"], serves=linkage).offices == {"fuyuan"}


def test_a_failed_save_leaves_the_transaction_usable(secadmin):
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            Tenure.objects.create(
                post=make.post(), person=make.person(), since_on=date(2026, 2, 1), until_on=date(2026, 1, 1)
            )
        assert Post.objects.exists()
