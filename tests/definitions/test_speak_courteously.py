"""Courts, procuratorates and 中省直 units are asked, never commanded; conditions read like sentences."""

from __future__ import annotations

import pytest

from fuyuantong.definitions.courtesy import sending_word, softened
from fuyuantong.definitions.kinds import ReminderDo
from fuyuantong.definitions.vocabulary.wording import condition_words


@pytest.mark.parametrize("kind", ["court", "procuratorate", "central"])
def test_nobody_urges_supervises_or_names_them_in_a_bulletin(kind) -> None:
    assert {
        softened(do, kind)
        for do in (ReminderDo.URGE, ReminderDo.DRAFT_SUPERVISION, ReminderDo.DRAFT_BULLETIN)
    } == {ReminderDo.INQUIRE}
    assert softened(ReminderDo.PROMPT, kind) is ReminderDo.PROMPT
    assert sending_word(kind) == "商请"


def test_agencies_are_urged_as_written() -> None:
    assert [softened(do, "government") for do in ReminderDo] == list(ReminderDo)
    assert sending_word("government") == "交办"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("化解阶段 == '诉中' and 审理程序 != '简易程序'", "化解阶段为“诉中”，且审理程序不为“简易程序”"),
        ("类别 in ('急件', '特急') or not 已填(要求)", "类别属于（“急件”, “特急”），或非已填(要求)"),
        ("", ""),
    ],
)
def test_conditions_read_like_sentences(text, words) -> None:
    assert condition_words(text) == words
