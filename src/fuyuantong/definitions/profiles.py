"""What the pages show of a profile, how two profiles differ, and what is wrong with one: pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fuyuantong.definitions.kinds import Direction, ProfileBody, Rhythm, Seat, Target
from fuyuantong.definitions.ladders import delivered_ladder, ladder_hint
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_profile
from fuyuantong.definitions.vocabulary.wording import word_of

PERCENT = "%"
HUNDRED = 100
_NEED_FIGURE = (Direction.AT_LEAST, Direction.AT_MOST)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a profile: what it is about, what is laid down, and where the source says so."""

    key: str
    words: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a profile (席位, 会议, 周期, 目标), in the order of the file."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two profiles lay down; empty where a profile says nothing of it."""

    part: str
    key: str
    left: str
    right: str

    @property
    def same(self) -> bool:
        return self.left == self.right


def parts_of(body: ProfileBody) -> list[Part]:
    """The parts of a profile in the words of the screen."""
    general = [
        Line("层级", body.level),
        Line("参与", "、".join(body.sides)),
        Line("催督阶梯", body.ladder),
        Line("回复要求", body.reply_discipline),
    ]
    return [
        Part("总体", [line for line in general if line.words]),
        Part("席位", [_seat(seat) for seat in body.seats]),
        Part("会议", [_rhythm(row) for row in body.meetings]),
        Part("周期", [_rhythm(row) for row in body.rhythms]),
        Part("目标", [_target(row) for row in body.targets]),
    ]


def _seat(seat: Seat) -> Line:
    return Line(seat.key, seat.holder, note=seat.note)


def _rhythm(row: Rhythm) -> Line:
    often = word_of(row.every) if row.every else "未定频次"
    return Line(row.key, f"{often}，由{row.by}" if row.by else often, row.source, row.note)


def _target(row: Target) -> Line:
    figure = f" {row.value}{row.unit}" if row.value is not None else ""
    return Line(row.key, f"{word_of(row.direction)}{figure}", row.source, row.note)


def differences(left: ProfileBody, right: ProfileBody, names: Mapping[str, str]) -> list[Difference]:
    """What two profiles lay down side by side; of the mechanisms only those that one of them leaves out.

    Law: comparing a profile with itself gives only `same` rows.
    """
    rows = []
    for one, other in zip(parts_of(left), parts_of(right), strict=True):
        mine, theirs = ({line.key: line.words for line in part.lines} for part in (one, other))
        keys = dict.fromkeys([*mine, *theirs])
        rows += [Difference(one.title, key, mine.get(key, ""), theirs.get(key, "")) for key in keys]
    for code in sorted({*left.mechanisms} ^ {*right.mechanisms}):
        here, there = ("选用" if code in body.mechanisms else "" for body in (left, right))
        rows.append(Difference("机制", names.get(code, code), here, there))
    return rows


def examine_profile(
    text: str, known: Collection[str], file: str = "方案"
) -> tuple[ProfileBody | None, list[Problem]]:
    """Read and check a profile; `known` are the codes of published mechanisms."""
    try:
        body = read_profile(text, file)
    except DefinitionRefused as refused:
        return None, list(refused.problems)
    problems = _mechanism_problems(body, text, known, file) + _target_problems(body, file)
    return body, sorted(problems + _ladder_problems(body, text, file))


def _ladder_problems(body: ProfileBody, text: str, file: str) -> list[Problem]:
    if not body.ladder or delivered_ladder(body.ladder) is not None:
        return []
    line = next((n for n, row in enumerate(text.splitlines(), start=1) if row.startswith("阶梯:")), 0)
    return [Problem(file, line, "E-PROFILE-LADDER", f"阶梯“{body.ladder}”不存在。", ladder_hint())]


def _mechanism_problems(body: ProfileBody, text: str, known: Collection[str], file: str) -> list[Problem]:
    if not body.mechanisms:
        return [Problem(file, 0, "E-PROFILE-EMPTY", "方案没有选用任何机制。", "请写 机制: [代码, …]。")]
    problems = []
    for code, count in Counter(body.mechanisms).items():
        line = _line_of(text, code)
        if code not in known:
            sentence = f"机制“{code}”不存在或尚未发布。"
            problems.append(Problem(file, line, "E-PROFILE-MECHANISM", sentence, "请从机制库查机制的代码。"))
        if count > 1:
            problems.append(Problem(file, line, "E-PROFILE-TWICE", f"机制“{code}”写了 {count} 次。"))
    return problems


def _line_of(text: str, code: str) -> int:
    """The first line that names the code; 0 when it stands on none of its own (an anchor, an escape)."""
    word = re.compile(rf"(?<![\w-]){re.escape(code)}(?![\w-])")
    return next((n for n, line in enumerate(text.splitlines(), start=1) if word.search(line)), 0)


def _target_problems(body: ProfileBody, file: str) -> list[Problem]:
    problems = []
    for row in body.targets:
        if row.direction in _NEED_FIGURE and row.value is None:
            sentence = f"目标“{row.key}”写了{word_of(row.direction)}，却没有写数值。"
            problems.append(Problem(file, row.line, "E-PROFILE-TARGET", sentence, "请写 数值。"))
        if row.unit == PERCENT and row.value is not None and row.value > HUNDRED:
            problems.append(Problem(file, row.line, "E-PROFILE-TARGET", f"目标“{row.key}”超过 100%。"))
    return problems
