"""Signing in: one page for every failure, a lock that counts, a code that works once."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.db import connection
from django.test import Client

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import read_clock
from fuyuantong.organs import factors
from fuyuantong.organs.actions import accounts
from fuyuantong.organs.models import SignIn
from organs.conftest import PASSWORD, SECRET

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username="zhang", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def visible(response) -> bytes:
    """The answer without what differs by itself: CSRF token, request number, the name typed."""
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]*', rb"\1", response.content)
    body = re.sub(rb'(name="username" value=")[^"]*', rb"\1", body)
    return re.sub(rb"[0-9a-f]{32}", b"", body)


def now_code(shift: int = 0) -> str:
    return factors.code_at(SECRET, int(read_clock().timestamp()) // 30 + shift)


def test_the_right_password_opens_the_door_and_is_on_the_trail(client, zhang):
    assert sign_in(client).status_code == 302
    assert signed_in(client)
    assert Entry.objects.filter(kind="session.signed_in").count() == 1


@pytest.mark.parametrize("typed", ["ZHANG", "ｚｈａｎｇ", " zhang "])
def test_the_name_in_another_case_or_width_is_the_same_account(client, zhang, typed):
    assert sign_in(client, typed).status_code == 302


def test_unknown_wrong_and_locked_answer_with_the_same_bytes(client, zhang):
    unknown = sign_in(client, "nobody")
    wrong = sign_in(client, password="wrong")
    for _n in range(6):
        sign_in(client, password="wrong")
    locked = sign_in(client)
    assert {r.status_code for r in (unknown, wrong, locked)} == {401}
    assert visible(unknown) == visible(wrong) == visible(locked)


def test_locked_unknown_and_wrong_each_cost_a_hash(client, zhang, monkeypatch):
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    costs = []
    for username, password in [("nobody", "x"), ("zhang", "wrong"), *[("zhang", "wrong")] * 5]:
        hashed.clear()
        sign_in(client, username, password)
        costs.append(len(hashed))
    assert costs == [1] * 7


def test_four_failures_leave_the_door_open_and_the_fifth_locks_for_fifteen_minutes(client, zhang):
    for _n in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 302
    client.post("/sign-out/")
    for _n in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 401
    AccessAttempt.objects.update(attempt_time=read_clock() - timedelta(minutes=14))
    assert sign_in(client).status_code == 401
    AccessAttempt.objects.update(attempt_time=read_clock() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_guessing_during_the_lock_does_not_lengthen_it(client, zhang):
    for _n in range(5):
        sign_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=read_clock() - timedelta(minutes=14))
    sign_in(client, password="wrong")
    assert AccessAttempt.objects.get().attempt_time < read_clock() - timedelta(minutes=13)


def test_the_same_number_of_failures_elsewhere_does_not_lock_the_owner_out(client, zhang):
    for _n in range(5):
        client.post("/sign-in/", {"username": "zhang", "password": "x"}, REMOTE_ADDR="10.9.9.9")
    assert sign_in(client).status_code == 302


def test_twenty_failures_an_hour_from_many_addresses_close_the_account(client, zhang):
    for n in range(accounts.ACCOUNT_CAP):
        client.post("/sign-in/", {"username": "zhang", "password": "x"}, REMOTE_ADDR=f"10.9.9.{n}")
    assert AccessFailureLog.objects.count() == accounts.ACCOUNT_CAP
    assert sign_in(client).status_code == 401


def test_a_made_up_forwarded_address_does_not_give_new_tries(client, zhang):
    for n in range(5):
        client.post("/sign-in/", {"username": "zhang", "password": "x"}, HTTP_X_FORWARDED_FOR=f"10.1.1.{n}")
    assert sign_in(client).status_code == 401


def test_behind_one_proxy_its_own_entry_counts(rf, settings):
    from fuyuantong.organs.addresses import client_ip

    settings.FYT_PROXY_HOPS = 1
    request = rf.get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.2.3.4", REMOTE_ADDR="127.0.0.1")
    assert client_ip(request) == "10.2.3.4"


@pytest.mark.parametrize(
    "target", ["//evil.example", "javascript:alert(1)", "https://evil.example/", "/\\evil.example"]
)
def test_after_sign_in_one_stays_here(client, zhang, target):
    assert sign_in(client, next=target).headers["Location"] == "/"
    assert sign_in(Client(), next="/organs/?q=1").headers["Location"] == "/organs/?q=1"


def test_a_disabled_person_is_refused_like_a_wrong_password(client, zhang):
    zhang.is_active = False
    zhang.save()
    assert sign_in(client).status_code == 401


def test_a_password_beyond_256_bytes_never_reaches_the_hasher(client, zhang):
    zhang.set_password("长" * 100)
    zhang.save()
    assert sign_in(client, password="长" * 100).status_code == 401


def test_what_was_typed_into_the_name_field_is_not_on_the_trail(client, zhang):
    sign_in(client, "My-Secret-Password-1")
    entry = Entry.objects.get(kind="session.refused")
    assert "my-secret" not in str(entry.data).lower()


def test_failures_are_on_the_trail_of_the_account(client, zhang):
    sign_in(client, password="wrong")
    assert Entry.objects.get(kind="session.refused").object_id == zhang.pk


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def demanded(self, settings, zhang):
        settings.FYT_SECOND_FACTOR = True
        self.person = zhang

    def test_without_one_it_must_be_tied_first(self, client):
        assert sign_in(client).headers["Location"] == "/sign-in/enrol/"
        assert not signed_in(client)
        page = client.get("/sign-in/enrol/")
        assert b"<svg" in page.content
        secret = client.session["new_secret"]
        assert secret.encode() in page.content
        code = factors.code_at(secret, int(read_clock().timestamp()) // 30)
        assert client.post("/sign-in/enrol/", {"code": code}).status_code == 302
        assert signed_in(client)

    def test_the_secret_is_stored_sealed(self):
        factors.store(self.person, SECRET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT data::text FROM mfa_authenticator")
            assert SECRET not in cursor.fetchone()[0]
        assert factors.stored_secret(self.person) == SECRET

    def test_password_alone_opens_nothing(self, client):
        factors.store(self.person, SECRET)
        assert sign_in(client).headers["Location"] == "/sign-in/code/"
        assert not signed_in(client)

    def test_the_code_opens_once_and_never_again_anywhere(self, client):
        factors.store(self.person, SECRET)
        code = now_code()
        other = Client()
        sign_in(client)
        sign_in(other)
        assert client.post("/sign-in/code/", {"code": code}).status_code == 302
        assert other.post("/sign-in/code/", {"code": code}).status_code == 401
        assert signed_in(client)
        assert not signed_in(other)

    @pytest.mark.parametrize(("shift", "status"), [(-3, 401), (3, 401), (-1, 302), (1, 302)])
    def test_one_step_of_clock_error_is_forgiven_three_are_not(self, client, shift, status, monkeypatch):
        factors.store(self.person, SECRET)
        sign_in(client)
        assert client.post("/sign-in/code/", {"code": now_code(shift)}).status_code == status

    def test_wrong_codes_lock_like_wrong_passwords(self, client):
        factors.store(self.person, SECRET)
        sign_in(client)
        wrong = "000000" if now_code() != "000000" else "111111"
        for _n in range(5):
            client.post("/sign-in/code/", {"code": wrong})
        assert client.post("/sign-in/code/", {"code": now_code()}).status_code == 401

    def test_the_password_stage_is_worth_five_minutes(self, client):
        factors.store(self.person, SECRET)
        sign_in(client)
        session = client.session
        session["pending"] = session["pending"] | {"at": session["pending"]["at"] - 301}
        session.save()
        assert client.post("/sign-in/code/", {"code": now_code()}).headers["Location"] == "/sign-in/"

    def test_codes_follow_rfc_4226(self):
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        assert [factors.code_at(secret, n) for n in range(3)] == ["755224", "287082", "359152"]


@pytest.mark.django_db(transaction=True)
class TestAcrossProcesses:
    """Threads have connections of their own, like worker processes; nothing is kept in memory between them."""

    def test_parallel_guesses_get_no_more_than_five_tries(self, settings, monkeypatch):
        person = make.person("李试用", "li", PASSWORD)
        make.actor(person=person)
        tried = []
        plain = type(person).check_password
        monkeypatch.setattr(type(person), "check_password", lambda p, raw: tried.append(raw) or plain(p, raw))
        answers = together(12, lambda n: sign_in(Client(), "li", f"wrong-{n}").status_code)
        assert answers == [401] * 12
        assert len(tried) == 5

    def test_one_code_given_to_many_workers_opens_one_door(self, settings):
        settings.FYT_SECOND_FACTOR = True
        person = make.person("李试用", "li", PASSWORD)
        make.actor(person=person)
        factors.store(person, SECRET)
        clients = [Client() for _n in range(4)]
        for client in clients:
            sign_in(client, "li")
        code = now_code()
        answers = together(4, lambda n: clients[n].post("/sign-in/code/", {"code": code}).status_code)
        assert sorted(answers) == [302, 401, 401, 401]
        assert SignIn.objects.count() == 1


def together(count, run):
    """Run `run(n)` in threads that start at the same moment; returns their results."""
    gate, results = Barrier(count), [None] * count

    def one(n):
        try:
            gate.wait()
            results[n] = run(n)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
