"""Conditions are computed by a walker of our own on an allow-list; nothing is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.terms import parse_term
from fuyuantong.definitions.expressions import Facts, WrongExpression, holds, names_of, parse

FACTS = Facts(
    {"类别": "急件", "数额": 12, "空": "　", "标签": ["甲", "乙"]}, "办理中", {"回复": 1}, {"回复": 2}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True), ("类别 == '急件'", True), ("类别 等于 '平件'", False), ("类别 in ('急件', '平件')", True),
        ("类别 不属于 ('平件',)", True), ("数额 > 10 且 数额 <= 12", True), ("非 已填(空)", True), ("已填(类别)", True),
        ("'甲' in 标签", True), ("阶段 == '办理中'", True), ("任一办结(回复)", True), ("全部办结(回复)", False),
        ("未办结(回复) 或 已派出(审核)", True), ("已派出(审核)", False), ("没有的字段 > 3", False), ("是 且 非 否", True),
        ("类别 == '且'", False), ("1 < 数额 < 20", True), ("1 < 数额 < 5", False),
    ],
)  # fmt: skip
def test_a_condition_has_this_value(text, expected) -> None:
    assert holds(text, FACTS) is expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "a.b", "a[0]", "lambda: 1", "f(x)", "已填('x')", "已填(a, b)", "[x for x in y]",
        "a if b else c", "a + b", "2 ** 99999", "f'{a}'", "b'x'", "a := 1", "已填(a=b)", "(", "'未关", "-a", "...", "x" * 501,
        "a" + " or a" * 40, "(" * 300 + "a" + ")" * 300,
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text) -> None:
    with pytest.raises(WrongExpression, match="条件"):
        parse(text)


def test_names_are_told_apart() -> None:
    names = names_of("类别 == '急件' and (已填(说明) or 全部办结(回复))")
    assert (names.fields, names.tasks, names.texts) == ({"类别", "说明"}, {"回复"}, (("类别", "急件"),))


@given(st.text(max_size=60))
def test_random_text_is_refused_or_computed_and_never_crashes(text) -> None:
    try:
        parse(text)
    except WrongExpression:
        return
    assert holds(text, FACTS) in {True, False}


SERVED = Facts({"送达日": "2026-01-28", "催告日": "2026-05-18", "类别": "急件"}, on=date(2026, 2, 12))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("期满日(送达日, '10 个工作日') < 办理日", True), ("期满日(送达日, '11 个工作日') < 办理日", False),
        ("期满日(送达日, '12 个工作日') < 办理日", False), ("期满日(送达日, '15 日') >= 办理日", True),
        ("期满日(送达日, '14 日') >= 办理日", False), ("送达日 < 催告日", True), ("催告日 < 办理日", False),
        ("期满日(送达日, '1 个月') < 催告日", True), ("期满日(没填, '1 日') < 办理日", False),
        ("期满日(类别, '1 日') < 办理日", False), ("办理日 == '2026-02-12'", True),
    ],
)  # fmt: skip
def test_dates_are_compared_with_dates_and_with_the_last_day_of_a_term(text, expected) -> None:
    assert holds(text, SERVED) is expected


def test_without_a_day_no_term_is_full_and_none_is_kept() -> None:
    silent = replace(SERVED, on=None)
    assert not holds("期满日(送达日, '1 日') < 办理日", silent)
    assert not holds("期满日(送达日, '1 日') >= 办理日", silent)


@pytest.mark.parametrize(
    "text",
    ["期满日(送达日)", "期满日(送达日, 10)", "期满日(送达日, '十天')", "期满日(送达日, '24 小时')", "期满日('x', '1 日')",
     "期满日(送达日, 时长)", "期满日(送达日, '1 日', 3)", "已填(送达日, '1 日')", "期满日(送达日, '0 日')"],
)  # fmt: skip
def test_a_term_is_written_out_with_its_unit(text) -> None:
    with pytest.raises(WrongExpression, match="条件"):
        parse(text)


def test_the_checker_is_told_of_dates_and_of_the_day() -> None:
    names = names_of("期满日(送达日, '10 个工作日') < 办理日 and 已填(说明)")
    assert (names.fields, names.dates, names.day) == ({"送达日", "说明"}, {"送达日"}, True)
    assert not names_of("送达日 < 催告日").day


@given(
    st.dates(date(2024, 1, 2), date(2026, 11, 30)), st.integers(1, 60), st.sampled_from(["日", "个工作日"]),
    st.integers(-70, 90),
)  # fmt: skip
def test_a_term_is_full_exactly_from_the_day_after_its_last(start, n, unit, later) -> None:
    term = f"{n} {unit}"
    last = compute_due(start, parse_term(term), library_calendar()).due
    facts = Facts({"起日": start.isoformat()}, on=last + timedelta(days=later))
    assert holds(f"期满日(起日, '{term}') < 办理日", facts) is (later > 0)
    assert holds(f"期满日(起日, '{term}') >= 办理日", facts) is (later <= 0)
