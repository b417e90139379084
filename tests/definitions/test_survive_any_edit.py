"""Whatever is typed into the editor, the examination ends with problems or a sound mechanism, never a crash."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.definitions.base import BASE

from fuyuantong.definitions.drawing import draw_svg
from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.presenting import sheet_of
from fuyuantong.definitions.shelf import mechanism_files

TEXTS = [BASE, *(path.read_text() for path in mechanism_files())]
PIECES = [
    "是",
    "否",
    "{}",
    "[]",
    "- ",
    ": ",
    "x",
    "0",
    "-1",
    "2026-02-30",
    "到期",
    "任意",
    "'",
    "终点: 是",
    "登记",
    "办理",
    "条目",
    "日期",
    "\n",
    "  ",
    "null",
    "~",
    "送达",
    "全部",
    "0 个",
    "前 0 日",
    "not",
    "1.5",
    "0x10",
    "12:30",
    "2026-01-01 10:00",
]
edits = st.lists(
    st.tuples(
        st.integers(0, 10_000), st.sampled_from(["drop", "twice", "swap", "word"]), st.sampled_from(PIECES)
    ),
    min_size=1,
    max_size=4,
)


def edited(text, changes):
    lines = text.splitlines()
    for at, how, piece in changes:
        n = at % len(lines)
        if how == "drop":
            lines[n] = ""
        elif how == "twice":
            lines.insert(n, lines[n])
        elif how == "swap":
            m = (at * 7) % len(lines)
            lines[n], lines[m] = lines[m], lines[n]
        else:
            words = lines[n].split(" ")
            words[at % len(words)] = piece
            lines[n] = " ".join(words)
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TEXTS) - 1), edits)
def test_an_edited_definition_is_judged_and_never_crashes(which, changes) -> None:
    mechanism, problems = examine(edited(TEXTS[which], changes))
    assert all(problem.sentence and problem.code.startswith("E-DEF-") for problem in problems)
    if mechanism is not None and not problems:
        assert draw_svg(mechanism).startswith("<svg")
        assert sheet_of(mechanism).mechanism is mechanism
