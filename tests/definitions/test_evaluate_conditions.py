"""Conditions are computed by a walker of our own on an allow-list; nothing is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
