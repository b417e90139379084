"""Ladders are data: read with errors by line, never above 催办 by themselves, and only where a definition is silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fuyuantong.definitions.definitions_command import main
from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.kinds import LEVEL_OF, LEVELS, Archetype, Level
from fuyuantong.definitions.ladders import (
    BY_ITSELF,
    delivered_ladder,
    examine_ladder,
    ladder_files,
    read_ladder,
    rungs_for,
)
from fuyuantong.definitions.profiles import examine_profile
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_file, read_text

GOOD = """阶梯: 试验阶梯
代码: trial
版本: 1
级:
  - {级: 系统提醒, 何时: 前 5 日, 做: 提示}
  - {级: 催办单, 何时: 到期, 做: 催办}
  - {级: 督办单, 何时: 后 5 日, 做: 拟督办单}
"""


def test_every_delivered_ladder_is_sound_and_named_by_its_code():
    for path in ladder_files():
        ladder = read_ladder(read_text(path), path.name)
        assert ladder.code == path.stem
        for rung in ladder.rungs:
            assert rung.do.value.startswith("draft") == (rung.level not in BY_ITSELF), "a leader signs"


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("做: 拟督办单", "做: 督办", 7, "E-DEF-SELF-FIRING"),
        ("做: 拟督办单", "做: 催办", 7, "E-LADDER-ACT"),
        ("级: 督办单", "级: 大督办", 7, "E-DEF-WORD"),
        ("何时: 后 5 日", "何时: 前 1 日", 7, "E-LADDER-ORDER"),
        (
            "级: 督办单, 何时: 后 5 日, 做: 拟督办单",
            "级: 系统提醒, 何时: 后 5 日, 做: 提示",
            7,
            "E-LADDER-ORDER",
        ),
        ("何时: 到期", "何时: 马上", 6, "E-DEF-"),
        ("版本: 1\n", "", 1, "E-DEF-MISSING"),
    ],
)
def test_a_wrong_ladder_is_refused_with_its_line(old, new, line, code):
    assert examine_ladder(GOOD)[1] == []
    ladder, problems = examine_ladder(GOOD.replace(old, new))
    assert ladder is None or problems
    assert [p.line for p in problems] == [line]
    assert problems[0].code.startswith(code)


def test_the_command_checks_ladders_too(tmp_path, capsys):
    path = tmp_path / "trial.yaml"
    path.write_text(GOOD.replace("做: 拟督办单", "做: 催办"), "utf-8")
    assert main(["check", str(path)]) == 1
    assert "trial.yaml:7 E-LADDER-ACT" in capsys.readouterr().err
    path.write_text(GOOD, "utf-8")
    assert main(["check", str(path), "--json"]) == 0


def test_a_ladder_stands_only_where_the_definition_is_silent():
    plan = read(read_text(mechanism_file("annual-plan-item")))
    main_clock = plan.clock("完成期限")
    general = delivered_ladder("general")

    def levels(mechanism, rule, own=True, profile="general"):
        found = rungs_for(mechanism, rule, own=own, of_profile=profile)
        return [rung.level for rung in found[1]] if found else []

    assert levels(plan, main_clock) == [Level.TALK, Level.BULLETIN], "up to 督办单 it says itself"
    assert levels(plan, main_clock, own=False) == levels(plan, main_clock, profile="") == []
    assert levels(replace(plan, archetype=Archetype.LETTER), main_clock) == [], "letters follow their own law"
    silent = replace(plan, reminders=())
    assert levels(silent, main_clock) == [rung.level for rung in general.rungs]
    chosen = replace(main_clock, ladder="courteous")
    written = {LEVEL_OF[line.do] for line in plan.reminders if line.clock == "完成期限"}
    assert levels(plan, chosen, own=False) == [x for x in (Level.BULLETIN,) if x not in written]
    assert LEVELS.index(Level.BULLETIN) == len(LEVELS) - 1


def test_a_ladder_that_is_not_there_is_named_with_its_line():
    plan = read_text(mechanism_file("annual-plan-item"))
    line = next(n for n, row in enumerate(plan.splitlines(), 1) if row.strip().startswith("完成期限: {"))
    wrong = plan.replace("  完成期限: {", "  完成期限: {阶梯: nowhere, ", 1)
    problems = [p for p in examine(wrong)[1] if p.code == "E-DEF-LADDER"]
    assert [p.line for p in problems] == [line]
    assert "general" in problems[0].hint
    body, found = examine_profile("方案: 甲\n代码: a\n版本: 1\n阶梯: nowhere\n机制: [x]\n", {"x"})
    assert [(p.line, p.code) for p in found] == [(4, "E-PROFILE-LADDER")]
    assert body.ladder == "nowhere"
