"""The rules of a pair: a table read by people, and laws."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.screening.matching import lookup, names, numbers
from fuyuantong.screening.matching.judging import BLOCK, PASS, judge, subject

TABLE = Path(__file__).resolve().parents[1] / "conformance" / "screening.tsv"
ROWS = list(
    csv.DictReader(
        [x for x in TABLE.read_text("utf-8").splitlines() if not x.startswith("#")], delimiter="\t"
    )
)

digits = st.text("0123456789", min_size=6, max_size=6)
persons = st.sampled_from(
    ["甄有信", "甄友信", "郑守诺", "阿依登·塔拉甫", "賀守諾", "甄新（曾用名：甄有信）", "", "无"]
)
companies = st.sampled_from(["临江市青禾农机有限公司", "临江市青禾农机有限责任公司", "白水石料厂", "青禾店"])


def resident(area: str, day: str, order: str) -> str:
    body = area + day + order
    return body + numbers.check_of(body)


valid = st.builds(
    resident,
    st.sampled_from(["110105", "150521"]),
    st.sampled_from(["19491231", "19830915"]),
    st.sampled_from(["002", "003", "020"]),
)


@st.composite
def written(draw: st.DrawFn) -> str:
    """A number as files have it: whole, old, masked, cut, slipped, padded, or nothing."""
    number = draw(valid)
    place = draw(st.integers(0, 16))
    forms = {
        "whole": number,
        "wide": "".join(chr(ord(c) + 0xFEE0) for c in number),
        "spaced": f" {number[:6]} {number[6:14]}-{number[14:].lower()}\n",
        "old": number[:6] + number[8:17],
        "masked": number[:10] + "****" + number[14:],
        "short mask": number[:6] + "***" + number[14:],
        "cut": number[:17],
        "slip": number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :],
        "swap": number[:place] + number[place : place + 2][::-1] + number[place + 2 :],
        "dropped": number[:place] + number[place + 1 :],
        "junk": draw(st.sampled_from(["", "无", "-", "0", "不详", "000000000000000000", "/"])),
        "code": draw(
            st.sampled_from(["91310115591693856A", "59169385-6", "91310115****93856A", "91310115591693857A"])
        ),
    }
    return forms[draw(st.sampled_from(sorted(forms)))]


def side(kind, name, number, birth, sex, province, rare):
    return subject(kind, name, number, birth=birth, sex=sex, province=province, rare=rare)


sides = st.one_of(
    st.builds(
        side, st.just("P"), persons, written(), st.sampled_from(["1949-12-31", "1983-09-15", None]),
        st.sampled_from(["男", "女", ""]), st.sampled_from(["11", "15", ""]), st.booleans(),
    ),
    st.builds(side, st.just("O"), companies, written(), st.none(), st.just(""), st.sampled_from(["11", ""]), st.booleans()),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{r['why']}" for n, r in enumerate(ROWS, 1)])
def test_the_table_of_pairs_holds(row: dict[str, str]) -> None:
    mine = subject(
        row["kind"], row["name"], row["number"], birth=row["birth"], sex=row["sex"], province=row["province"]
    )
    kind = "O" if row["listed"].endswith("公司") else row["kind"]
    theirs = subject(
        kind, row["listed"], row["listed_number"], year=row["year"], sex=row["listed_sex"],
        province=row["listed_province"], rare=row["rare"] == "1",
    )  # fmt: skip
    judged = judge(mine, theirs)
    expected = "weak" if row["why"] == "类别不同" else row["band"]
    assert (judged.decision, judged.band) == (row["decision"], expected)
    if judged.decision != PASS:
        assert lookup.row_keys(mine) & lookup.record_keys(theirs), "the pair would not be found"


@given(sides, sides)
def test_only_an_equal_valid_number_blocks(row, record) -> None:
    judged = judge(row, record)
    if judged.decision == BLOCK:
        assert row.number.key
        assert row.number.key == record.number.key
        assert row.number.shape in numbers.KEYS


@given(sides, sides)
def test_two_different_valid_numbers_are_never_a_hit(row, record) -> None:
    if row.number.key and record.number.key and row.number.key != record.number.key:
        assert judge(row, record).decision == PASS


@given(sides, sides)
def test_whatever_is_a_hit_is_also_found_by_its_keys(row, record) -> None:
    if judge(row, record).decision != PASS:
        assert lookup.row_keys(row) & lookup.record_keys(record)


@given(sides, sides)
def test_a_pair_without_any_number_never_blocks_and_needs_a_birth_date_or_a_company(row, record) -> None:
    bare = subject(row.kind, "甄有信", "无", sex=row.sex, province="11")
    other = subject(record.kind, "甄有信", "不详", province="11", rare=True)
    assert judge(bare, other).decision == PASS


@given(st.sampled_from("PO"), st.text(max_size=12))
def test_the_key_of_a_name_is_its_own_key(kind: str, name: str) -> None:
    once = names.name_key(kind, name)
    assert names.name_key(kind, once) == once


@given(st.text(max_size=24))
def test_no_text_whatever_breaks_the_reader_and_reading_again_changes_nothing(text: str) -> None:
    read = numbers.read_number(text)
    if read.key:
        assert numbers.read_number(read.text) == read or read.shape == numbers.OLD


@given(valid)
def test_an_old_number_names_the_same_person_as_its_new_form(number: str) -> None:
    assert numbers.read_number(number[:6] + number[8:17]).key == numbers.read_number(number).key
