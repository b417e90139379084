"""The table of statutory terms: every delivered row loads, and a wrong one says where and why."""

from datetime import date

import pytest

from fuyuantong.clocks.library import Bound, Check, Direction, Severity, library_terms, load_terms
from fuyuantong.clocks.terms import Unit
from fuyuantong.common.refusals import Refusal

# What reference texts could not fully confirm yet (◐ partly, ○ not); everything else was read in its source.
PARTLY = {
    "procuratorial-advice-objection", "non-prosecution-transfer", "non-prosecution-review", "police-review-longer",
    "police-review-complex", "dishonest-listing", "credit-publication-minor", "credit-publication-ordinary-min",
    "credit-publication-ordinary-max", "credit-publication-serious-min", "credit-publication-serious-max",
    "hotline-loop",
}  # fmt: skip
OPEN = {
    "procuratorial-advice-reply", "procuratorial-opinion-reply", "bankruptcy-contract-choice-demand",
    "dishonest-listing-able", "dishonest-listing-application", "dishonest-removal", "dishonest-correction",
    "dishonest-correction-review", "dishonest-correction-review-decision", "data-sharing-answer",
    "data-sharing-supply", "data-sharing-check",
}  # fmt: skip
SOURCES = "依据表:\n  甲法: {名称: 甲法, 文号: 第1号, 起: 2020-01-01}\n"
GOOD = "类别: 试\n期限:\n  - {代码: a, 机制: 甲, 起算: 送达, 主体: 乙, 事项: 答复, 时长: 5 工作日, 依据: 甲法, 条: 第1条}\n"


def test_every_row_loads_with_a_source_and_an_article():
    rows = load_terms()
    assert len(rows) == 170
    for row in rows:
        assert row.source_title, row.code
        assert row.source_no, row.code
        assert row.article, row.code
        assert row.term is not None or row.note, row.code


def test_codes_are_unique_and_speak_english():
    codes = [row.code for row in load_terms()]
    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and code == code.lower() for code in codes)
    assert set(library_terms()) == set(codes)


def test_rows_read_in_their_source_are_verified_and_no_others():
    rows = library_terms()
    assert {code for code, row in rows.items() if row.check is Check.PARTLY} == PARTLY
    assert {code for code, row in rows.items() if row.check is Check.OPEN} == OPEN
    assert {code for code, row in rows.items() if not row.verified} == PARTLY | OPEN


@pytest.mark.parametrize(
    ("code", "term", "extension"),
    [
        ("admin-answer", "15D", None), ("review-answer", "10W", None), ("review-decision", "60D", "30D"),
        ("transfer-to-police", "24H", None), ("judicial-advice-reply", "2M", None), ("judicial-advice-norm-reply", "60D", None),
        ("public-interest-advice-urgent", "15D", None), ("enforcement-application", "3M", None), ("enforcement-ruling", "7W", None),
        ("civil-enforcement-application", "2Y", None), ("reorganisation-plan", "6M", "3M"), ("petition-handling", "60D", "30D"),
        ("disclosure-on-request", "20W", "20W"), ("review-opinion-report", "60D", None), ("seizure", "30D", "30D"),
    ],
)  # fmt: skip
def test_well_known_terms_have_their_length(code, term, extension):
    row = library_terms()[code]
    assert str(row.term) == term
    assert (str(row.max_extension) if row.max_extension else None) == extension


def test_hours_do_not_roll_and_days_do():
    rows = library_terms()
    assert not rows["transfer-to-police"].roll_last_day
    assert rows["admin-answer"].roll_last_day
    assert all(row.roll_last_day is (row.unit is not Unit.HOUR) for row in rows.values())


def test_notices_before_a_hearing_run_backwards_and_periods_of_notice_are_minima():
    rows = library_terms()
    before = {code for code, row in rows.items() if row.direction is Direction.BEFORE}
    assert before == {
        "admin-hearing-summons",
        "chief-appearance-notice",
        "review-hearing-notice",
        "bankruptcy-meeting-notice",
    }
    assert rows["public-interest-notice"].bound is Bound.AT_LEAST
    assert rows["admin-answer"].severity is Severity.FORFEIT
    assert rows["judicial-advice-case-reply"].term is None
    assert rows["judicial-advice-case-reply"].n is None
    assert rows["admin-first-instance"].excludes == ("公告", "鉴定", "调解", "中止诉讼", "管辖异议")


def write(folder, rows, sources=SOURCES):
    (folder / "sources.yaml").write_text(sources, encoding="utf-8")
    (folder / "a.yaml").write_text(rows, encoding="utf-8")


def test_a_row_takes_its_source_and_may_narrow_the_dates(tmp_path):
    write(tmp_path, GOOD.replace("条: 第1条", "条: 第1条, 止: 2025-12-31, 顺延: 否"))
    (row,) = load_terms(tmp_path)
    assert (row.source_title, row.source_no, row.valid_from, row.valid_to) == (
        "甲法",
        "第1号",
        date(2020, 1, 1),
        date(2025, 12, 31),
    )
    assert (row.category, row.roll_last_day, row.n, row.unit) == ("试", False, 5, Unit.WORKDAY)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("依据: 甲法", "依据: 乙法", "没有“乙法”这个取值"),
        ("5 工作日", "五天", "看不懂时长"),
        ("5 工作日", "5", "应为文字"),
        ("5 工作日", "0 日", "超出范围"),
        ("时长: 5 工作日, ", "", "须在“备注”说明"),
        ("条: 第1条", "条: 第1条, 性质: 重要", "没有“重要”这个取值"),
        ("条: 第1条", "条: 第1条, 扣除: 公告", "文字的列表"),
        ("条: 第1条", "条款: 第1条", "不认识的项“条款”"),
        (", 条: 第1条", "", "“条”必填"),
        ("主体: 乙", "主体: [乙]", "应为文字"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_with_its_line(tmp_path, old, new, words):
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(Refusal) as error:
        load_terms(tmp_path)
    assert error.value.code == "E-LIBRARY"
    assert "a.yaml 第 3 行：" in error.value.message
    assert words in error.value.message


def test_a_code_used_twice_is_refused_at_the_second_place(tmp_path):
    write(tmp_path, GOOD + GOOD.splitlines()[2] + "\n")
    with pytest.raises(Refusal, match="a.yaml 第 4 行：代码“a”重复"):
        load_terms(tmp_path)


@pytest.mark.parametrize(
    "sources", ["依据表: 无\n", "依据表:\n  甲法: 无\n", "依据表:\n  甲法: {名称: 甲, 号: 1}\n"]
)
def test_wrong_sources_are_refused(tmp_path, sources):
    write(tmp_path, GOOD, sources)
    with pytest.raises(Refusal, match="sources.yaml 第"):
        load_terms(tmp_path)
