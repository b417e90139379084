"""The rules for new passwords, and how they are hashed."""

from __future__ import annotations

import pytest

import make
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions, passwords
from fuyuantong.organs.queries import actor_for
from organs.conftest import PASSWORD

UNITS = ["临江市司法局", "市司法局"]


def wrong(raw: str, **person) -> set[str]:
    from fuyuantong.organs.models import Person

    values = {"username": "zhangming", "name": "张试用", "phone": "13900001111"} | person
    return {error.code for error in passwords.check_rules(Person(**values), raw, UNITS)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Ab1-Ab1-A", "E-PASSWORD-SHORT"),
        ("alllowercaseletters", "E-PASSWORD-CLASSES"),
        ("lower12345678", "E-PASSWORD-CLASSES"),
        ("ZhangMing-2026", "E-PASSWORD-NAME"),
        ("ＺＨＡＮＧＭＩＮＧ-2026a", "E-PASSWORD-NAME"),
        ("Ab-13900001111", "E-PASSWORD-NAME"),
        ("Ab2026-张试用-ok", "E-PASSWORD-NAME"),
        ("Ab2026市司法局-", "E-PASSWORD-NAME"),
        ("Password123", "E-PASSWORD-COMMON"),
        ("长" * 86, "E-PASSWORD-LONG"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(raw, code):
    assert code in wrong(raw)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw",
    [
        "Quiet-River-2026",
        "x" * 60 + "A1-",
        "a long sentence With spaces 7",
        "春江潮水连海平 Ab7 海上",
        "Sunny-☀️-River-7",
    ],
)
def test_long_ones_with_spaces_chinese_and_emoji_are_accepted(raw):
    assert wrong(raw) == set()


@pytest.mark.django_db
def test_the_last_five_cannot_come_back_the_sixth_may(zhang):
    used = [PASSWORD, *(f"Quiet-River-{n}000" for n in range(1, 6))]
    for before, after in zip(used, used[1:], strict=False):
        with unit_of_work(actor_for(zhang)) as uow:
            actions.change_password(uow, zhang.pk, present=before, new=after)
    for again in used[1:]:
        with pytest.raises(Refusal) as caught, unit_of_work(actor_for(zhang)) as uow:
            actions.change_password(uow, zhang.pk, present=used[-1], new=again)
        assert caught.value.errors[0].code == "E-PASSWORD-REUSED"
    last = "Quiet-River-7000"
    with unit_of_work(actor_for(zhang)) as uow:
        actions.change_password(uow, zhang.pk, present=used[-1], new=last)
    with unit_of_work(actor_for(zhang)) as uow:
        actions.change_password(uow, zhang.pk, present=last, new=PASSWORD)


@pytest.mark.django_db
def test_the_present_password_must_be_known(zhang):
    with pytest.raises(Refusal) as caught, unit_of_work(actor_for(zhang)) as uow:
        actions.change_password(uow, zhang.pk, present="wrong", new="Quiet-River-9999")
    assert caught.value.errors[0].pointer == "present"


@pytest.mark.django_db
def test_what_was_typed_is_not_shown_again_when_refused(client, zhang):
    client.force_login(zhang)
    answer = client.post("/me/password/", {"present": PASSWORD, "new": "Short-1", "again": "Short-1"})
    assert answer.status_code == 422
    assert b"Short-1" not in answer.content
    assert "密码太短" in answer.content.decode()


def test_first_passwords_meet_the_rules_and_differ():
    made = {passwords.generate() for _n in range(50)}
    assert len(made) == 50
    assert all(len(raw) == 16 and passwords.classes_of(raw) == 4 for raw in made)


def test_the_hasher_takes_19_mib_two_rounds_one_lane():
    encoded = passwords.Argon2().encode("x", passwords.Argon2().salt())
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in encoded


@pytest.mark.django_db
def test_a_new_account_must_change_its_first_password():
    from fuyuantong.common.actors import SYSTEM

    with unit_of_work(SYSTEM) as uow:
        person, first = actions.create_person(uow, username="neu", name="新人")
    assert person.check_password(first)
    assert person.must_change_password
    assert make.CITY
