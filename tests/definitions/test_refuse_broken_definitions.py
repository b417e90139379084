"""Every kind of mistake is found, with its code, its line and a sentence that an official can act on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.definitions.base import BASE, broken, line_with

from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.definitions.examining import examine

CHECKER = Path(__file__).parents[1] / "conformance" / "checker"
CASES = read_yaml((CHECKER / "negatives.yaml").read_text("utf-8"))


def test_the_published_base_is_the_one_that_the_tests_break() -> None:
    assert (CHECKER / "base.yaml").read_text("utf-8") == BASE


def test_the_base_itself_is_sound() -> None:
    mechanism, problems = examine(BASE)
    assert problems == []
    assert mechanism is not None
    assert mechanism.code == "trial"


@pytest.mark.parametrize("case", CASES, ids=[case["例"] for case in CASES])
def test_a_mistake_is_named_with_code_line_and_sentence(case) -> None:
    code, marker, fragment = case["代码"], case.get("行"), case["说"]
    text = broken(*map(tuple, case["改动"]))
    _, problems = examine(text, "x.yaml")
    found = [problem for problem in problems if problem.code == code]
    assert found, f"expected {code}, found {[str(p) for p in problems]}"
    assert any(fragment in problem.sentence for problem in found), [p.sentence for p in found]
    if marker:
        assert line_with(text, marker) in {problem.line for problem in found}, [str(p) for p in found]
    assert all(problem.sentence.endswith("。") for problem in problems), [p.sentence for p in problems]


def test_all_problems_are_reported_at_once_in_order_of_lines() -> None:
    text = broken(("到: 办理中", "到: 承办中"), ("截止日: 日期", "截止日: 时间"), ("做: 催办", "做: 督办"))
    _, problems = examine(text)
    assert [p.code for p in problems] == ["E-DEF-WORD", "E-DEF-UNKNOWN", "E-DEF-SELF-FIRING"]
    assert [p.line for p in problems] == sorted(p.line for p in problems)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "一段话",
        "机制: x",
        "\x00",
        "a: " + "[" * 5000,
        "阶段: 5\n动作: 3",
        "机制: {}\n代码: []\n版本: {}\n参与方: []\n阶段: {甲: 1}\n动作: 2",
        "x" * 300_000,
    ],
)
def test_nonsense_is_refused_and_never_crashes(text) -> None:
    mechanism, problems = examine(text)
    assert problems
    assert mechanism is None or problems
