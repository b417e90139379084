"""One cell at a time: days however they were typed, 是 and 否, codes of rows."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.packs.cells import Unreadable, day_of, text_of, yes_or_no
from fuyuantong.packs.codes import LETTERS, new_code, read_code, row_code, row_of
from fuyuantong.packs.models import Pack, PackRow

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
WAYS = (
    "{y}年{m}月{d}日",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}-{m:02d}-{d:02d}",
    "{y}{m:02d}{d:02d}",
    "{y}-{m}-{d} 00:00",
)


@given(DAYS, st.sampled_from(WAYS))
def test_a_day_is_the_same_day_in_every_way_of_writing_it(day: date, way: str) -> None:
    text = way.format(y=day.year, m=day.month, d=day.day)
    found, understood = day_of(text)
    assert found == day
    assert day.isoformat() in understood, "how it was understood is said"


@given(DAYS)
def test_a_serial_number_of_a_spreadsheet_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert {day_of(form)[0] for form in (serial, str(serial), f"{serial}.0")} == {day}
    assert day_of({"day": day.isoformat()}) == (day, "")


@pytest.mark.parametrize("text", ["3月5日", "2026年2月30日", "三月初", "2026年", "12", "202635", "99999"])
def test_what_is_no_day_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Unreadable):
        day_of(text)


def test_full_width_figures_are_figures() -> None:
    assert day_of("２０２６．３．５")[0] == date(2026, 3, 5)


def test_yes_and_no_are_read_and_nothing_else() -> None:
    assert [yes_or_no(text) for text in ("是", "√", "已办结", None, "", "否", "持续推进")] == [True] * 3 + [
        False
    ] * 4
    with pytest.raises(Unreadable):
        yes_or_no("差不多")
    assert text_of("一\r\n二\u0000") == "一\n二"


@given(st.uuids(version=4), st.uuids(version=4), st.integers(1, 99_999), st.integers(0, 3))
def test_a_code_opens_its_own_row_and_no_other(unit: UUID, task: UUID, place: int, what: int) -> None:
    pack = Pack(code=new_code(), unit_id=unit)
    row = PackRow(pack_id=pack.pk, obligation_id=task, place=place, version=1, state="working")
    code = read_code(f" {row_code(pack, row).lower()} ")
    assert code is not None
    assert row_of(pack, {place: row}, code) is row
    setattr(
        *[(row, "version", 2), (row, "state", "pending"), (row, "place", place + 1), (pack, "unit_id", task)][
            what
        ]
    )
    assert row_of(pack, {row.place: row, place: row}, code) is None, "another version, state, place or unit"


def test_codes_hold_no_letters_that_people_mistake() -> None:
    assert not set(new_code()) & set("01OI")
    assert len(LETTERS) == 32
    assert read_code("K7QM2XPA-0012") is None
