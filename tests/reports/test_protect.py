"""No edit can alter a figure: what is stored after any edit shows figures of the cut only, or nothing is stored."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuyuantong.reports.protecting import PLACE, Altered, closed, numbers_in, opened, shown

FIGURES = {
    "出庭率": "62.50%",
    "出庭率·同比": "上升12.5个百分点",
    "案件": "24件",
    "二审": "24件",
    "金额": "1234.56元",
}
TEXT = "出庭应诉率为{出庭率}，同比{出庭率·同比}；案件{案件}，二审{二审}，金额{金额}。"
FREE = st.text(
    st.sampled_from(
        list("案件同比为上升，。第一二十百万成倍件个年月日号〔〕（）()0123456789.%％½①Ⅳ٣０９【】｜{}-负点 \n")
    ),
    max_size=12,
)


def bare(text: str) -> str:
    """What is left of a stored text without its tokens."""
    return PLACE.sub("\x00", text)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_no_edit_alters_a_figure(data: st.DataObject) -> None:
    """Any piece of the editor's text is cut out, anything is written in anywhere: the law holds."""
    typed = opened(TEXT, FIGURES)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(typed)))
        end = data.draw(st.integers(start, min(len(typed), start + 15)))
        typed = typed[:start] + data.draw(FREE) + typed[end:]
    try:
        stored = closed(typed, FIGURES)
    except Altered as altered:
        assert altered.wrongs
        return
    assert all(name in FIGURES for name in PLACE.findall(stored))
    assert not numbers_in(bare(stored).replace("\x00", "　"))
    # what is printed is what was typed, with the figures of the cut in place of the boxes
    assert shown(stored, FIGURES) == re.sub(r"【([^｜】]*)｜[^】]*】", r"\1", typed)


@given(st.sampled_from(list(FIGURES)), st.text(min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_figure_in_its_box_is_the_cut_s_or_refused(name: str, value: str) -> None:
    try:
        assert closed(f"为【{value}｜{name}】。", FIGURES) == f"为{{{name}}}。"
        assert value == FIGURES[name]
    except Altered:
        assert value != FIGURES[name]


def test_opening_and_closing_is_the_same_text() -> None:
    assert closed(opened(TEXT, FIGURES), FIGURES) == TEXT


ALLOWED = [
    "2026年第一季度", "自2026年3月31日起", "（2026）新2899行初1号", "法释〔2023〕11号", "第3条第2款", "请于15个工作日内反馈",
    "1.加强领导", "（2）落实责任", "一是提高认识，二是压实责任", "3月底前", "12345热线", "一案一策", "第一次联席会议", "9:30",
    "十五五时期", "提出三项要求",
]  # fmt: skip
REFUSED = [
    "共35件", "增长8.5%", "约三十件", "百分之八十", "上升2个百分点", "近两成", "超过半数", "３５件", "翻番", "1/2", "85",
    "2026件", "十二人次", "五百万元", "提高一倍", "½", "3个月", "第二名和12名",
]  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED)
def test_dates_document_numbers_and_ordinals_are_no_figures(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize("text", REFUSED)
def test_numbers_of_measure_are_refused_in_any_spelling(text: str) -> None:
    with pytest.raises(Altered):
        closed(text, FIGURES)


@pytest.mark.parametrize(
    "text",
    [
        "为【24件｜案件】万元",
        "为-【24件｜案件】",
        "为【24件｜案件",
        "为{案件}",
        "为【25件｜案件】",
        "为【24件】",
    ],
)
def test_nothing_beside_a_figure_changes_its_size(text: str) -> None:
    with pytest.raises(Altered):
        closed(text, FIGURES)
