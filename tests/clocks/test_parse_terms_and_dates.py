"""Terms and dates as people and machines write them."""

from datetime import date

import pytest

from fuyuantong.clocks.moments import half_width, parse_date, parse_moment, parse_start
from fuyuantong.clocks.terms import LIMITS, Term, Unit, parse_term
from fuyuantong.common.refusals import Refusal


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("60D", "60D"), ("5W", "5W"), ("24H", "24H"), ("2M", "2M"), ("1Y", "1Y"), (" 60D ", "60D"),
        ("2 个月", "2M"), ("2个月", "2M"), ("3 工作日", "3W"), ("3 个工作日", "3W"), ("60 日", "60D"), ("60天", "60D"),
        ("24 小时", "24H"), ("24个小时", "24H"), ("1 年", "1Y"), ("６０ 日", "60D"), ("6月", "6M"),
    ],
)  # fmt: skip
def test_terms_are_read_from_code_and_chinese(text, code):
    assert parse_term(text).code == code


def test_a_term_writes_itself_in_both_ways_and_reads_itself_back():
    for unit in Unit:
        term = Term(3, unit)
        assert parse_term(str(term)) == term
        assert parse_term(term.words) == term


@pytest.mark.parametrize(
    "text", ["0D", "-3D", "−3日", "100000D", "36501D", "10001W", "0 工作日", "87601H", "1201M", "101Y"]
)
def test_terms_out_of_bounds_are_refused(text):
    with pytest.raises(Refusal) as error:
        parse_term(text)
    assert error.value.code == "E-TERM-RANGE"


def test_the_bounds_themselves_are_allowed():
    for unit, limit in LIMITS.items():
        assert Term(limit, unit).n == limit
        assert Term(1, unit).n == 1


@pytest.mark.parametrize(
    "text", ["", "D", "5", "5X", "5d", "1.5D", "５D", "五日", "2 个", "长期", "5D5D", "个月", "9" * 13 + "D"]
)
def test_what_is_no_term_is_refused(text):
    with pytest.raises(Refusal) as error:
        parse_term(text)
    assert error.value.code == "E-TERM-FORMAT"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "E-DATE-NONEXIST"), ("2025-02-29", "E-DATE-NONEXIST"), ("2026-13-01", "E-DATE-NONEXIST"),
        ("2026-00-10", "E-DATE-NONEXIST"), ("2026-01-00", "E-DATE-NONEXIST"),
        ("0001-01-01", "E-DATE-RANGE"), ("9999-12-31", "E-DATE-RANGE"), ("0000-01-01", "E-DATE-RANGE"),
        ("1899-12-31", "E-DATE-RANGE"), ("2200-01-01", "E-DATE-RANGE"),
        ("20260101", "E-DATE-FORMAT"), ("2026-W01-1", "E-DATE-FORMAT"), ("2026-1-1", "E-DATE-FORMAT"),
        ("２０２６-01-01", "E-DATE-FORMAT"), ("2026/01/01", "E-DATE-FORMAT"), ("", "E-DATE-FORMAT"),
        (" 2026-01-01", "E-DATE-FORMAT"), ("2026-01-01\n", "E-DATE-FORMAT"), ("2026-01-01Z", "E-DATE-FORMAT"),
        ("2026-01-01T10:00:00", "E-DATE-ZONE"), ("2026-01-01 10:00", "E-DATE-ZONE"),
        ("2026-01-01T23:59:60+08:00", "E-DATE-FORMAT"), ("2026-01-01T24:00:00+08:00", "E-DATE-FORMAT"),
        ("2026-01-01T10:00:00+24:00", "E-DATE-FORMAT"), ("2026-01-01T10:60+08:00", "E-DATE-FORMAT"),
        ("2026-01-01T10:00:00 +08:00", "E-DATE-FORMAT"), ("2026-01-01T", "E-DATE-FORMAT"),
        ("2026-02-30T10:00:00+08:00", "E-DATE-NONEXIST"), ("0001-01-01T00:00:00Z", "E-DATE-RANGE"),
    ],
)  # fmt: skip
def test_bad_dates_and_moments_have_their_code(text, code):
    with pytest.raises(Refusal) as error:
        parse_start(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01T10:00:00+08:00", "2026-01-01T10:00:00+08:00"),
        ("2026-01-01T10:00:00Z", "2026-01-01T18:00:00+08:00"),
        ("2026-01-01t10:00z", "2026-01-01T18:00:00+08:00"),
        ("2026-01-01 10:00:00.25+08:00", "2026-01-01T10:00:00.250000+08:00"),
        ("2026-01-01T23:59:59+14:00", "2026-01-01T17:59:59+08:00"),
        ("2026-01-01T20:00:00-05:30", "2026-01-02T09:30:00+08:00"),
    ],
)
def test_moments_come_home_to_beijing(text, moment):
    assert parse_moment(text).isoformat() == moment


def test_the_first_and_last_day_of_the_range_are_taken():
    assert parse_date("1900-01-01") == date(1900, 1, 1)
    assert parse_date("2199-12-31") == date(2199, 12, 31)


def test_a_page_may_normalise_full_width_digits():
    assert parse_date(half_width(" ２０２６－０１－０２ ")) == date(2026, 1, 2)
