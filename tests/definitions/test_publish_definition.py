"""Publishing: only sound texts, immutable versions, a line on the trail, nothing saved when refused."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.definitions.base import BASE, broken

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.definitions import actions, queries
from fuyuantong.definitions.models import DefinitionVersion, Profile, State
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.shelf import profile_file, read_text

pytestmark = pytest.mark.django_db


def actor(*roles: str) -> Actor:
    return Actor(new_id(), new_id(), new_id(), "990100", "王定义", "临江市司法局", roles=frozenset(roles))


DEFINER = actor("definer")


def publish(text: str, who: Actor = DEFINER) -> DefinitionVersion:
    with unit_of_work(who) as uow:
        return actions.publish(uow, text)


def test_a_sound_text_becomes_a_version_with_a_line_on_the_trail() -> None:
    row = publish(BASE)
    assert (row.code, row.version, row.state, row.archetype) == ("trial", 1, State.PUBLISHED, "MAT")
    assert row.published_by_name == "王定义"
    assert row.body["tasks"][0]["join"] == {
        "how": "all",
        "n": 0,
        "at": "done",
        "then": "待审核",
        "condition": "",
    }
    entry = Entry.objects.get(object_id=row.pk)
    assert (entry.kind, entry.data["digest"]) == ("definition.published", row.digest)
    assert queries.latest("trial") == row
    assert queries.mechanism_of_version(row.pk) is queries.mechanism_of_version(row.pk)
    assert queries.get("trial", 1).name == "试验机制"


def test_a_failing_scenario_or_a_mistake_is_refused_and_nothing_is_saved() -> None:
    for text in (broken(("处于: 待审核", "处于: 已办结")), broken(("到: 办理中", "到: 无此阶段"))):
        with pytest.raises(DefinitionRefused) as refused:
            publish(text)
        assert refused.value.code == "E-DEFINITION"
        assert refused.value.errors[0].line
    assert not DefinitionVersion.objects.exists()
    assert not Entry.objects.filter(kind="definition.published").exists()


def test_the_same_text_again_is_no_new_version_and_another_text_needs_a_higher_number() -> None:
    row = publish(BASE)
    assert publish(BASE).pk == row.pk
    with pytest.raises(Conflict) as refused:
        publish(broken(("截止日: 日期", "截止日: 日期\n  备注: 文本")))
    assert (refused.value.code, refused.value.status) == ("E-DEF-VERSION", 409)
    assert "改为 2" in refused.value.hint
    second = publish(broken(("版本: 1", "版本: 2")))
    assert queries.latest("trial") == second
    with pytest.raises(Conflict):
        publish(broken(("版本: 1", "版本: 1"), ("截止日: 日期", "截止日: 文本")))
    assert [row.version for row in queries.versions("trial")] == [2, 1]


def test_only_definers_and_the_office_publish() -> None:
    for who in (actor(), actor("clerk"), actor("sysadmin"), actor("auditor")):
        with pytest.raises(Forbidden):
            publish(BASE, who)
    assert publish(BASE, actor("office")).version == 1


@pytest.mark.parametrize(
    "change",
    [
        {"source": "x"},
        {"name": "x"},
        {"version": 9},
        {"state": "draft"},
        {"digest": "0" * 64},
        {"published_by_name": "x"},
    ],
)
def test_a_published_version_cannot_be_changed_even_past_the_code(change) -> None:
    row = publish(BASE)
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        DefinitionVersion.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        row.delete()
    row.refresh_from_db()
    assert row.source == BASE


def test_retiring_stops_new_matters_and_leaves_the_mechanism_readable() -> None:
    row = publish(BASE)
    with unit_of_work(DEFINER) as uow:
        actions.retire(uow, row.pk)
    with pytest.raises(NotFound):
        queries.latest("trial")
    assert queries.mechanism_of_version(row.pk).code == "trial"
    with pytest.raises(Conflict, match="已停用"), unit_of_work(DEFINER) as uow:
        actions.retire(uow, row.pk)
    with pytest.raises(NotFound), unit_of_work(DEFINER) as uow:
        actions.retire(uow, new_id())


def test_loading_the_library_twice_changes_nothing_the_second_time() -> None:
    with unit_of_work(SYSTEM) as uow:
        first = actions.load_library(uow)
    with unit_of_work(SYSTEM) as uow:
        second = actions.load_library(uow)
    assert {row.code for row in first} >= {"annual-plan-item", "judicial-recommendation"}
    assert all(row.shipped for row in first)
    assert second == []


def test_a_profile_is_taken_into_use_one_at_a_time_and_needs_its_mechanisms() -> None:
    def load(code: str) -> Profile:
        with unit_of_work(SYSTEM) as uow:
            return actions.load_profile(uow, code)

    with pytest.raises(Conflict, match="annual-plan-item"):
        load("linjiang-demo")
    with unit_of_work(SYSTEM) as uow:
        actions.load_library(uow)
    assert load("linjiang-demo").simulated
    load("yearly-with-topics")
    assert queries.profile_in_use().code == "yearly-with-topics"
    load("linjiang-demo")
    load("linjiang-demo")
    assert Profile.objects.filter(in_use=True).count() == 1
    assert queries.profile_in_use().code == "linjiang-demo"
    with pytest.raises(NotFound):
        load("no-such-profile")


def test_publishing_waits_for_another_publisher_of_the_same_code() -> None:
    """The lock is taken in the transaction: without it two first versions could be examined side by side."""
    from django.db import connection

    with unit_of_work(DEFINER) as uow:
        assert isinstance(uow, UnitOfWork)
        actions.publish(uow, BASE)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            assert cursor.fetchone()[0] == 1


def test_the_profile_command_publishes_the_library_and_takes_the_profile_into_use(capsys) -> None:
    import json

    from fuyuantong.definitions import profile_command

    assert profile_command.main(["load", "linjiang-demo", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["code"] == "linjiang-demo"
    assert f"\n版本: {answer['version']}\n" in read_text(profile_file("linjiang-demo"))
    assert "annual-plan-item" in answer["published"]
    assert profile_command.main(["load", "linjiang-demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["published"] == []
    assert profile_command.main(["load", "none"]) == 1
    assert "E-NOT-FOUND" in capsys.readouterr().err
