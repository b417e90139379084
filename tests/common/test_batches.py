"""Units of work in one transaction: each is undone by itself, and nobody sees less than is there."""

from __future__ import annotations

import pytest
from tests import make

from fuyuantong.audit.models import Entry, Head
from fuyuantong.audit.verifying import verify
from fuyuantong.common import batches
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.batches import batch, remember
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.rows import add, change, remove
from fuyuantong.common.uow import Note, unit_of_work
from fuyuantong.matters.models import Follow, Matter, Remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter() -> Matter:
    make.mechanism("annual-plan-item")
    city = make.City()
    from fuyuantong.matters.actions.opening import Opening, open_matter

    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title="一件事",
        units={"牵头单位": [city.housing.pk]},
    )  # fmt: skip
    return make.do(city.office, open_matter, opening)


def remark(matter: Matter, text: str) -> Remark:
    return Remark(
        matter=matter, verb="x", text=text, at=matter.created_at, by_name="某人", by_unit_name="某单位"
    )


def texts() -> list[str]:
    return sorted(Remark.objects.values_list("text", flat=True))


def write(matter: Matter, *told: str, stop: bool = False, look: bool = False) -> list[Remark]:
    made = [remark(matter, text) for text in told]
    with unit_of_work(SYSTEM) as uow:
        add(made)
        uow.record(Note("matter:test", "tried", "matter", matter.pk, {"told": len(told)}))
        if look:
            assert set(told) <= set(texts()), "what is held back is there for whoever looks"
        if stop:
            raise Refusal("E-RULE", "不行。")
    return made


@pytest.mark.parametrize("look", [False, True])
def test_a_refused_unit_of_work_is_undone_alone(matter: Matter, look: bool) -> None:
    with batch():
        write(matter, "甲", look=look)
        with pytest.raises(Refusal):
            write(matter, "乙", "丙", stop=True, look=look)
        write(matter, "丁", look=look)
        assert texts() == ["丁", "甲"]
    assert texts() == ["丁", "甲"]
    assert list(Entry.objects.filter(stream="matter:test").order_by("seq").values_list("seq", flat=True)) == [
        1,
        2,
    ]
    assert Head.objects.get(stream="matter:test").seq == 2
    assert verify(b"").good


def test_statements_of_others_are_undone_with_their_unit_of_work(matter: Matter) -> None:
    with batch():
        write(matter, "甲")
        with pytest.raises(Refusal), unit_of_work(SYSTEM):
            Matter.objects.filter(pk=matter.pk).update(source="改过")
            add([remark(matter, "乙")])
            assert texts() == ["乙", "甲"]
            raise Refusal("E-RULE", "不行。")
        assert Matter.objects.get(pk=matter.pk).source == ""
    assert texts() == ["甲"]
    assert Matter.objects.get(pk=matter.pk).source == ""


def test_a_row_is_written_once_in_its_last_state(matter: Matter) -> None:
    with batch():
        made, other = write(matter, "甲", "乙")
        with unit_of_work(SYSTEM):
            made.text = "甲改"
            change(made, "text")
        with unit_of_work(SYSTEM):
            made.text = "甲再改"
            change(made, "text")
            remove([other])
    assert texts() == ["甲再改"]
    with batch(), unit_of_work(SYSTEM):
        made.text = "后来改"
        change(made, "text")
    assert texts() == ["后来改"]


def test_an_error_outside_a_unit_of_work_undoes_the_batch(matter: Matter) -> None:
    with pytest.raises(ZeroDivisionError), batch():
        write(matter, "甲", look=True)
        raise ZeroDivisionError
    assert texts() == []
    assert batches.current() is None


def test_units_of_work_and_batches_do_not_nest(matter: Matter) -> None:
    with batch():
        with pytest.raises(RuntimeError), batch():
            pass
        with unit_of_work(SYSTEM), pytest.raises(RuntimeError), unit_of_work(SYSTEM):
            pass
        write(matter, "甲")
    assert texts() == ["甲"]


def test_rows_whose_key_the_server_gives_go_in_too(matter: Matter) -> None:
    with batch(), unit_of_work(SYSTEM):
        add([Follow(matter=matter, person=matter.pk, post=matter.pk)])
    assert Follow.objects.filter(matter=matter).count() == 1


def test_only_a_batch_remembers() -> None:
    asked: list[int] = []

    def make_one() -> int:
        asked.append(1)
        return len(asked)

    assert (remember("x", make_one), remember("x", make_one)) == (1, 2)
    with batch() as together:
        assert (remember("x", make_one), remember("x", make_one)) == (3, 3)
    with batch(together.memory):
        assert remember("x", make_one) == 3
    with batch():
        assert remember("x", make_one) == 4
