"""What an act keeps of the matter on which it holds the lock: read once, written once, and never out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from tests import make

from fuyuantong.common.batches import at_hand, batch, hand, remember
from fuyuantong.common.rows import add_later, change, remove
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.desk import desk_of, lend, units
from fuyuantong.matters.kinds import Capacity
from fuyuantong.matters.models import Clock, Matter, Obligation, Party, Remark

pytestmark = pytest.mark.django_db
MOST_TRIPS = 20


@pytest.fixture
def city() -> make.City:
    make.mechanism("annual-plan-item")
    return make.City()


@pytest.fixture
def matter(city: make.City) -> Matter:
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title="一件事",
        units={"牵头单位": [city.housing.pk]},
    )  # fmt: skip
    return make.do(city.office, open_matter, opening)


@contextmanager
def asked() -> Iterator[list[str]]:
    told: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        told.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield told


def party(matter: Matter, city: make.City, key: str = "旁听单位") -> Party:
    return Party(
        matter=matter, unit_id=city.finance.pk, key=key, capacity=Capacity.COPY, since=matter.created_at
    )


def remark(matter: Matter, text: str) -> Remark:
    return Remark(
        matter=matter, verb="x", text=text, at=matter.created_at, by_name="某人", by_unit_name="某单位"
    )


def test_rows_of_the_matter_are_read_once(matter: Matter) -> None:
    with lend(matter), asked() as told:
        first = desk_of(matter).of(Party)
        assert desk_of(matter).of(Party) is first
    assert len(told) == 1
    assert at_hand() is None
    with asked() as told:
        desk_of(matter).of(Party)
        desk_of(matter).of(Party)
    assert len(told) == 2


def test_what_is_written_another_way_is_read_again(matter: Matter, city: make.City) -> None:
    with lend(matter):
        before = len(desk_of(matter).of(Party))
        party(matter, city).save()
        assert len(desk_of(matter).of(Party)) == before + 1
        Party.objects.filter(matter=matter, key="旁听单位").update(key="列席单位")
        assert desk_of(matter).parties("列席单位")


def test_what_is_undone_is_read_again(matter: Matter, city: make.City) -> None:
    with lend(matter):
        before = len(desk_of(matter).of(Party))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            desk_of(matter).put(party(matter, city))
            assert Party.objects.filter(key="旁听单位").exists()
            raise ZeroDivisionError
        assert len(desk_of(matter).of(Party)) == before


def test_what_waits_is_undone_with_its_savepoint_and_no_other(matter: Matter) -> None:
    with hand():
        add_later([remark(matter, "甲")])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            add_later([remark(matter, "乙")])
            raise ZeroDivisionError
        with transaction.atomic():
            add_later([remark(matter, "丙")])
    assert sorted(Remark.objects.values_list("text", flat=True)) == ["丙", "甲"]


def test_another_instance_that_was_changed_is_read_again(matter: Matter) -> None:
    with lend(matter):
        lying = desk_of(matter).of(Party)[0]
        other = Party.objects.get(pk=lying.pk)
        other.key = "改名单位"
        change(other, "key")
        assert desk_of(matter).parties("改名单位")[0].pk == lying.pk
        kept = desk_of(matter).of(Party)
        mine = next(row for row in kept if row.pk == lying.pk)
        mine.key = "又改名"
        change(mine, "key")
        assert desk_of(matter).of(Party) is kept, "the desk's own row is known to it"


def test_a_new_row_is_written_once_in_its_last_state(matter: Matter) -> None:
    with asked() as told:
        with hand():
            made = [remark(matter, "甲"), remark(matter, "乙")]
            add_later(made[:1])
            add_later(made[1:])
            made[0].text = "丙"
            change(made[0], "text")
            assert not [sql for sql in told if "matters_remark" in sql]
        assert len([sql for sql in told if "matters_remark" in sql]) == 1
    assert sorted(Remark.objects.values_list("text", flat=True)) == ["丙", "乙"]


def test_rows_come_after_those_that_they_point_at(matter: Matter, city: make.City) -> None:
    task = Obligation(
        matter=matter, owner=city.housing, creditor=city.finance, task="x", title="一件事", linkage="x",
        mechanism="x", region="x", created_at=matter.created_at,
    )  # fmt: skip
    clock = Clock(
        matter=matter, obligation=task, key="x", start_on=matter.occurred_on, due_on=matter.occurred_on
    )
    with asked() as told, hand():
        add_later([clock])
        add_later([task])
    written = [sql.split('"')[1] for sql in told if sql.startswith("INSERT")]
    assert written == ["matters_obligation", "matters_clock"]


def test_whoever_looks_sees_what_waits(matter: Matter) -> None:
    with hand():
        made = remark(matter, "甲")
        add_later([made])
        assert Remark.objects.filter(text="甲").exists()
        made.text = "乙"
        change(made, "text")
        assert Remark.objects.get().text == "乙"
        later = remark(matter, "丙")
        add_later([later])
        remove([later])
    assert Remark.objects.get().text == "乙"


def test_without_an_act_a_row_is_written_at_once(matter: Matter) -> None:
    with asked() as told:
        add_later([remark(matter, "甲")])
    assert len(told) == 1


def test_nothing_waits_after_an_act_that_failed(matter: Matter) -> None:
    def fail() -> None:
        with hand():
            add_later([remark(matter, "甲")])
            remember(("x",), lambda: 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert at_hand() is None
    assert not Remark.objects.exists()
    assert remember(("x",), lambda: 2) == 2


def test_an_act_in_an_act_goes_on_with_the_same_hand(matter: Matter) -> None:
    with hand() as outer, lend(matter), hand() as inner:
        assert inner is outer
        with pytest.raises(RuntimeError), batch():
            pass


def test_units_at_hand_are_asked_once(city: make.City) -> None:
    with hand(), asked() as told:
        assert set(units([city.housing.pk, city.finance.pk])) == {city.housing.pk, city.finance.pk}
        assert units([city.finance.pk])[city.finance.pk].name == city.finance.name
        assert units([city.linkage.pk]) == {}
    assert len([sql for sql in told if "organs_unit" in sql]) == 2


def test_handing_out_a_task_takes_few_trips(city: make.City, matter: Matter) -> None:
    data = {"年度": 2026, "任务内容": "制定流程", "时限类型": "确定日期", "完成时限": "2099-06-30"}
    with asked() as told:
        _, sent = make.do(city.office, act, matter.pk, "下达", data=data, collector=city.housing.pk)
    assert len(told) <= MOST_TRIPS, told
    written = [sql for sql in told if sql.startswith(("INSERT", "UPDATE")) and "matters_obligation" in sql]
    assert len(written) == 1, "with its due date at once"
    assert sent[0].due_on is not None
