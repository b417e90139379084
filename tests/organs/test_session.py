"""Sessions end: by idling, by the clock, by a changed right; and nobody gets in without one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions, factors
from fuyuantong.organs.models import Person, Post, SignIn, Tenure
from fuyuantong.organs.queries import actor_for
from organs.conftest import PASSWORD, SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, zhang):
    client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    return client


def test_without_a_session_every_page_leads_to_sign_in_and_back(client):
    assert (
        client.get("/organs/?q=%E5%B8%82").headers["Location"]
        == "/sign-in/?next=%2Forgans%2F%3Fq%3D%25E5%25B8%2582"
    )


def test_an_edited_cookie_is_no_session(inside, settings):
    inside.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert inside.get("/me/").status_code == 302


def test_after_fifteen_idle_minutes_one_signs_in_again(inside):
    with time_machine.travel(read_clock() + timedelta(minutes=14)):
        assert inside.get("/me/").status_code == 200
    with time_machine.travel(read_clock() + timedelta(minutes=14 + 16)):
        assert inside.get("/me/").headers["Location"] == "/sign-in/?next=%2Fme%2F&why=idle"
    assert Entry.objects.get(kind="session.ended").data["why"] == "idle"


def test_background_requests_are_no_sign_of_life(inside):
    with time_machine.travel(read_clock() + timedelta(minutes=10)):
        inside.get("/me/", headers={"X-Fyt-Background": "1"})
    with time_machine.travel(read_clock() + timedelta(minutes=16)):
        assert inside.get("/me/").status_code == 302


def test_after_eight_hours_even_the_busy_sign_in_again(inside):
    start = read_clock()
    for minutes in range(10, 8 * 60, 10):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert inside.get("/me/").status_code == 200
    with time_machine.travel(start + timedelta(hours=8, seconds=1)):
        assert "why=absolute" in inside.get("/me/").headers["Location"]


def test_inside_htmx_the_whole_window_goes_to_sign_in(inside):
    with time_machine.travel(read_clock() + timedelta(minutes=20)):
        answer = inside.get("/me/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fme%2F&why=idle"


def test_a_program_gets_a_problem_and_401(client):
    answer = client.get("/organs/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "E-SIGN-IN"


def test_a_disabled_person_is_out_with_the_next_request(inside, zhang, admins):
    with unit_of_work(actor_for(admins["sysadmin"])) as uow:
        actions.disable_person(uow, zhang.pk)
    assert inside.get("/me/").status_code == 302


def test_a_revoked_post_is_gone_with_the_next_request(inside, zhang, admins):
    assert inside.get("/organs/").status_code == 200
    with unit_of_work(actor_for(admins["secadmin"])) as uow:
        actions.end_tenure(uow, Tenure.objects.get(person=zhang).pk, on=today())
    assert inside.get("/organs/").status_code == 403
    assert "没有岗位" in inside.get("/organs/").content.decode()


def test_a_changed_role_counts_with_the_next_request(inside, zhang, admins):
    assert inside.get("/organs/people/").status_code == 403
    post = Tenure.objects.get(person=zhang).post
    with unit_of_work(actor_for(admins["secadmin"])) as uow:
        actions.change_post(uow, post.pk, roles=["office"], serves=make.linkage(post.unit))
    assert inside.get("/organs/people/").status_code == 200


def test_a_retired_unit_gives_no_rights(inside, zhang, admins):
    unit = Tenure.objects.get(person=zhang).post.unit
    with unit_of_work(actor_for(admins["sysadmin"])) as uow:
        actions.retire_unit(uow, unit.pk, on=today())
    assert inside.get("/organs/").status_code == 403


def test_a_new_password_ends_the_other_sessions_but_not_this_one(inside, zhang):
    other = Client()
    other.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    new = "Other-River-2027"
    answer = inside.post("/me/password/", {"present": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert inside.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_a_reset_ends_all_sessions_and_the_first_password_must_be_changed(inside, zhang, admins):
    with unit_of_work(actor_for(admins["secadmin"])) as uow:
        first = actions.reset_account(uow, zhang.pk, factor_too=True)
    assert inside.get("/me/").status_code == 302
    inside.post("/sign-in/", {"username": "zhang", "password": first})
    assert inside.get("/organs/").headers["Location"] == "/me/password/"
    assert inside.get("/me/password/").status_code == 200


def test_ninety_days_later_a_new_password_is_asked_for(inside, zhang):
    Person.objects.update(password_changed_at=read_clock() - timedelta(days=91))
    assert inside.get("/organs/").headers["Location"] == "/me/password/"


def test_the_session_key_changes_at_sign_in(client, zhang, settings):
    client.get("/sign-in/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    assert client.session.session_key != before


def test_signing_out_ends_the_session_on_the_server(inside, settings):
    cookie = inside.cookies[settings.SESSION_COOKIE_NAME].value
    answer = inside.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    inside.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert inside.get("/me/").status_code == 302
    assert Entry.objects.get(kind="session.ended").data["why"] == "signed_out"


def test_signing_out_by_a_link_of_another_site_does_nothing(inside):
    assert inside.get("/sign-out/").status_code == 405
    assert inside.get("/me/").status_code == 200


def test_a_form_of_another_site_cannot_sign_anybody_out(zhang):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zhang)
    assert strict.post("/sign-out/").status_code == 403
    assert strict.get("/me/").status_code == 200


def test_one_sees_the_last_sign_in_and_ends_other_sessions(inside, zhang):
    other = Client()
    other.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    assert "上次登录" in other.get("/me/").content.decode()
    row = SignIn.objects.order_by("at").first()
    other.post("/me/sessions/end/", {"session": str(row.pk)})
    assert inside.get("/me/").status_code == 302
    assert other.get("/me/").status_code == 200


def test_one_cannot_end_the_session_of_somebody_else(inside, zhang):
    stranger = make.person("王试用", "wang", PASSWORD)
    make.actor(person=stranger)
    other = Client()
    other.post("/sign-in/", {"username": "wang", "password": PASSWORD})
    row = SignIn.objects.get(person=stranger)
    inside.post("/me/sessions/end/", {"session": str(row.pk)})
    assert other.get("/me/").status_code == 200


class TestActAs:
    @pytest.fixture
    def second(self, zhang):
        return make.actor(
            make.unit("临江市第二试验院", "市二院", kind="court"), roles=["leader"], person=zhang
        )

    def test_the_first_post_in_protocol_order_is_the_default(self, inside, second):
        assert "市一局" in inside.get("/me/").content.decode().split("</header>")[0]

    def test_switching_changes_the_post_of_the_following_requests(self, inside, second):
        answer = inside.post("/act-as/", {"post": str(second.post), "next": "//evil.example"})
        assert answer.headers["Location"] == "/"
        assert inside.get("/me/").wsgi_request.actor.roles == {"leader"}
        assert Entry.objects.get(kind="session.acts_as").object_id == second.post

    def test_rights_are_those_of_the_present_post_never_the_union(self, inside, second, admins, zhang):
        make.actor(roles=["office"], person=zhang, serves=make.linkage())
        assert inside.get("/organs/people/").status_code == 403

    @pytest.mark.parametrize("post", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_a_post_one_does_not_hold_does_not_exist(self, inside, second, post):
        assert inside.post("/act-as/", {"post": post}).status_code == 404

    def test_the_post_of_another_person_does_not_exist(self, inside, second):
        assert inside.post("/act-as/", {"post": str(make.actor().post)}).status_code == 404

    def test_a_chosen_post_that_is_revoked_falls_back_to_the_remaining_one(self, inside, second):
        inside.post("/act-as/", {"post": str(second.post)})
        Tenure.objects.filter(post_id=second.post).update(until_on=today())
        assert inside.get("/me/").wsgi_request.actor.roles == {"clerk"}


def test_knowing_who_acts_costs_three_queries_a_request(inside):
    with CaptureQueriesContext(connection) as queries:
        inside.get("/me/password/")
    asked = [
        q["sql"]
        for q in queries.captured_queries
        if "django_session" in q["sql"] or 'FROM "organs_' in q["sql"]
    ]
    assert len(asked) == 3


class TestConfirming:
    """Who hands out rights proves again who he is when the last proof is older than five minutes."""

    @pytest.fixture
    def secadmin(self, client, admins, settings):
        settings.FYT_SECOND_FACTOR = True
        person = admins["secadmin"]
        person.set_password(PASSWORD)
        person.save()
        factors.store(person, SECRET)
        client.post("/sign-in/", {"username": person.username, "password": PASSWORD})
        client.post("/sign-in/code/", {"code": self.code()})
        return client

    def code(self, shift=0):
        return factors.code_at(SECRET, int(read_clock().timestamp()) // 30 + shift)

    def test_within_five_minutes_of_sign_in_forms_open(self, secadmin):
        assert secadmin.get(f"/organs/units/{make.unit().pk}/posts/new/").status_code == 200

    def test_later_a_fresh_code_is_asked_for_and_leads_back(self, secadmin):
        page = f"/organs/units/{make.unit().pk}/posts/new/"
        with time_machine.travel(read_clock() + timedelta(minutes=6)):
            asked = secadmin.get(page).headers["Location"]
            assert asked.startswith("/me/confirm/?next=")
            before = secadmin.session.session_key
            assert secadmin.post("/me/confirm/", {"code": "1", "next": page}).status_code == 401
            assert (
                secadmin.post("/me/confirm/", {"code": self.code(), "next": page}).headers["Location"] == page
            )
            assert secadmin.session.session_key != before
            assert secadmin.get(page).status_code == 200
            assert SignIn.objects.get().session_key == secadmin.session.session_key

    def test_a_late_form_keeps_what_was_typed_and_changes_nothing(self, secadmin):
        page = f"/organs/units/{make.unit().pk}/posts/new/"
        with time_machine.travel(read_clock() + timedelta(minutes=6)):
            answer = secadmin.post(page, {"title": "新岗位名", "roles": ["clerk"], "clearance": "1"})
        assert answer.status_code == 401
        assert "新岗位名" in answer.content.decode()
        assert not Post.objects.filter(title="新岗位名").exists()

    def test_a_late_button_asks_first(self, secadmin):
        post = make.post()
        with time_machine.travel(read_clock() + timedelta(minutes=6)):
            answer = secadmin.post(
                f"/organs/posts/{post.pk}/retire/", headers={"Referer": "http://testserver/organs/"}
            )
        assert answer.headers["Location"] == "/me/confirm/?next=%2Forgans%2F"
        post.refresh_from_db()
        assert post.valid_until is None

    def test_others_are_not_asked(self, client, settings):
        office = make.person()
        linkage = make.linkage()
        make.actor(linkage.office_unit, roles=["office"], person=office, serves=linkage)
        client.force_login(office)
        settings.FYT_SECOND_FACTOR = True
        client.get("/me/")
        with time_machine.travel(read_clock() + timedelta(minutes=6)):
            assert client.get("/organs/units/new/").status_code == 200
