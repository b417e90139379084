"""What a parsed document is offered as: names with their place put back, deadlines, titles, marked passages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.plans.drafting import drafts_of, is_bare, proposals, title_of
from fuyuantong.plans.extraction import parse_text
from fuyuantong.plans.highlighting import Passage, paragraphs

TODAY = date(2026, 2, 10)


def drafts(*lines: str, year: int = 2026):
    text = "2026年府院联动工作要点\n\n一、任务\n" + "\n".join(lines) + "\n"
    return drafts_of(parse_text(text), year, TODAY)


def names(draft) -> list[tuple[str, str, str]]:
    return [(n["role"], n["prefix"], n["raw"]) for n in draft.names]


def test_an_elided_name_inherits_the_place_of_the_one_before_it():
    (draft,) = drafts("1.完善衔接机制。（牵头单位：州检察院、公安局、司法局；责任单位：市场监督管理局）")
    assert names(draft) == [
        ("lead", "", "州检察院"),
        ("lead", "州", "公安局"),
        ("lead", "州", "司法局"),
        ("responsible", "州", "市场监督管理局"),
    ]


@pytest.mark.parametrize("name", ["司法局", "法院", "检察院", "政府办公室", "发改委", "公安局（交警支队）"])
def test_bare_names_want_a_place(name):
    assert is_bare(name)


@pytest.mark.parametrize(
    "name",
    ["州司法局", "各县市政府", "市直有关部门", "库尔勒经济技术开发区管委会", "临江市税务局", "成员单位"],
)
def test_names_with_a_place_and_groups_do_not(name):
    assert not is_bare(name)


def test_a_lead_is_not_responsible_beside_itself():
    (draft,) = drafts("1.建立制度。由市中院牵头制定。（责任单位：市中院、市司法局；完成时限：2026年4月30日）")
    assert [n for n in names(draft) if n[2] == "市中院"] == [("lead", "", "市中院")]


@pytest.mark.parametrize(
    ("words", "kind", "due", "every", "level"),
    [
        ("完成时限：2026年4月30日", "date", date(2026, 4, 30), "", "high"),
        ("完成时限：2026年6月", "date", date(2026, 6, 30), "", "middle"),
        ("完成时限：每季度", "recurring", None, "quarter", "high"),
        ("完成时限：长期坚持", "standing", None, "", "high"),
    ],
)
def test_deadlines_say_how_sure_they_are(words, kind, due, every, level):
    (draft,) = drafts(f"1.建立制度。（牵头单位：市司法局；{words}）")
    assert (draft.deadline_kind, draft.due_on, draft.every) == (kind, due, every)
    assert draft.confidence["deadline"]["level"] == level
    assert not draft.offered


def test_no_deadline_is_an_offer_with_little_confidence():
    (draft,) = drafts("1.建立制度。（牵头单位：市司法局）")
    assert (draft.due_on, draft.report_every, draft.offered) == (date(2026, 12, 31), "quarter", True)
    assert draft.confidence["deadline"]["level"] == "low"


def test_a_standing_duty_of_an_old_paper_is_reviewed_in_the_future():
    (draft,) = drafts("1.建立制度。（牵头单位：市司法局；完成时限：长期坚持）", year=2021)
    assert draft.review_on == date(2026, 12, 31)


def test_items_that_name_nobody_are_set_aside_where_others_do():
    one, two = drafts("1.加强组织领导。", "2.建立制度。（牵头单位：市司法局）")
    assert (one.is_task, two.is_task) == (False, True)


def test_where_nothing_names_anybody_a_person_decides():
    assert all(draft.is_task for draft in drafts("1.加强组织领导。", "2.建立制度。"))


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("建立制度", "建立制度。具体内容。", "建立制度"),
        ("由市中院牵头", "由市中院牵头，建立白皮书制度，每半年发布。其他。", "建立白皮书制度，每半年发布"),
        ("由市中院牵头,建立白皮书制度", "", "建立白皮书制度"),
    ],
)
def test_a_title_says_what_is_to_be_done(title, text, expected):
    assert title_of(title, text) == expected


@given(st.text(max_size=200), st.text(max_size=400))
def test_a_title_is_never_long(title, text):
    assert len(title_of(title, text)) <= 60


def test_dates_and_frequencies_are_separate_duties():
    found = {
        "deadlines": [{"raw": "4月30日", "kind": "date", "iso": "2026-04-30", "every": None}],
        "periods": [{"raw": "每季度", "every": "quarter"}, {"raw": "每周", "every": "week"}],
    }
    assert [(p["kind"], p["due_on"], p["every"]) for p in proposals(found)] == [
        ("date", "2026-04-30", ""),
        ("recurring", "", "quarter"),
    ]


@st.composite
def marked(draw):
    text = draw(st.text(alphabet="甲乙丙。\n ", max_size=60))
    places = st.tuples(st.integers(0, 70), st.integers(0, 70), st.booleans())
    found = draw(st.lists(places, max_size=6))
    return text, [Passage(f"i-{n}", a, b, damaged) for n, (a, b, damaged) in enumerate(found)]


@given(marked())
def test_marking_loses_and_invents_no_letter(case):
    text, marks = case
    shown = "".join(part.text for line in paragraphs(text, marks) for part in line)
    assert "".join(shown.split()) == "".join(text.split())


@given(marked())
def test_every_marked_letter_lies_in_its_passage(case):
    text, marks = case
    for line in paragraphs(text, marks):
        for part in line:
            if part.key:
                own = next(m for m in marks if m.key == part.key)
                assert part.text.strip() in text[own.start : own.end]


def test_the_innermost_passage_wins():
    marks = [Passage("outer", 0, 6), Passage("inner", 2, 4)]
    (line,) = paragraphs("甲乙丙丁戊己", marks)
    assert [(p.key, p.text) for p in line] == [("outer", "甲乙"), ("inner", "丙丁"), ("outer", "戊己")]
