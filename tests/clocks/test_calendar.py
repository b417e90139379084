"""The working-day calendar: the delivered files, what they say, and what is wrong with a bad one."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from fuyuantong.clocks.calendar import FixedHoliday, build_calendar
from fuyuantong.clocks.calendar_library import FOLDER, library_calendar, load_decrees, load_fixed
from fuyuantong.common.refusals import Refusal

CALENDAR = library_calendar()
GOOD = """年度: 2027
依据: 国务院办公厅关于2027年部分节假日安排的通知
文号: 国办发明电〔2026〕0号
公布日期: 2026-11-04
放假:
  - {节日: 元旦, 自: 2027-01-01, 至: 2027-01-03}
上班:
  - {日期: 2027-01-10, 因: 元旦}
"""


def test_every_day_of_2008_to_2026_agrees_with_the_seed_data():
    seed = pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    day = date(2008, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_rest(day) is not seed.is_workday(day), day
        day += timedelta(days=1)


def test_2026_has_248_working_days():
    assert CALENDAR.workdays_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_each_notice_carries_its_number_and_its_moved_workdays():
    counts = {decree.year: len(decree.work) for decree in load_decrees()}
    assert [counts[year] for year in range(2019, 2027)] == [7, 6, 7, 7, 7, 8, 5, 6]
    assert sorted(counts) == list(range(2008, 2027))
    assert all("国办发明电〔" in decree.number for decree in load_decrees())
    assert {decree.year for decree in load_decrees() if decree.change} == {2015, 2019, 2020}


def test_days_are_named():
    assert CALENDAR.name_of(date(2026, 10, 1)) == "国庆节"
    assert CALENDAR.name_of(date(2026, 3, 7)) == "周末"
    assert CALENDAR.name_of(date(2026, 2, 14)) == ""
    assert CALENDAR.is_moved_workday(date(2026, 2, 14))
    assert CALENDAR.name_of(date(2027, 10, 1)) == "国庆节（预计）"
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_an_undecreed_year_expects_only_fixed_holidays():
    assert CALENDAR.is_provisional(date(2027, 2, 8))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    rests = [
        d
        for d in (date(2027, 1, 1) + timedelta(days=i) for i in range(365))
        if CALENDAR.is_rest(d) and d.weekday() < 5
    ]
    assert rests == [date(2027, 1, 1), date(2027, 10, 1)]
    assert CALENDAR.name_of(date(2028, 5, 2)) == "劳动节（预计）"
    assert CALENDAR.name_of(date(2001, 5, 3)) == "劳动节（预计）"
    assert not CALENDAR.is_rest(date(2027, 2, 8))  # 春节 is not guessed


def test_a_later_notice_wins_over_an_earlier_one_on_the_same_day():
    first, second = load_decrees()[-2:]
    day = date(2025, 12, 31)
    changed = type(second)(
        second.year, second.title, second.number, None, {**second.rest, day: "元旦"}, second.work
    )
    early = type(first)(
        first.year, first.title, first.number, None, first.rest, {**first.work, day: "国庆节"}
    )
    assert build_calendar([changed, early], [], version="1", source="").is_rest(day)


def test_a_fixed_holiday_ends_with_its_last_year():
    holiday = FixedHoliday("劳动节", 5, 3, 2000, 2007)
    assert holiday.date_in(2007) == date(2007, 5, 3)
    assert holiday.date_in(2008) is None
    assert holiday.date_in(1999) is None


def test_the_version_names_the_content_and_the_source_the_years():
    assert CALENDAR.version.startswith("library-")
    assert "2008—2026" in CALENDAR.source
    assert len(load_fixed()) == 8


def test_a_year_added_by_an_office_is_read(tmp_path):
    (tmp_path / "2027.yaml").write_text(GOOD, encoding="utf-8")
    (decree,) = load_decrees(tmp_path)
    calendar = build_calendar([decree], (), version="1", source="")
    assert not calendar.is_provisional(date(2027, 3, 1))
    assert not calendar.is_rest(date(2027, 1, 10))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("日期: 2027-01-10", "日期: 2027-01-11", 8, "不是周六或周日"),
        ("日期: 2027-01-10", "日期: 2027-01-03", 8, "同时列为放假和上班"),
        ("日期: 2027-01-10", "日期: 2028-01-08", 8, "不属于 2027 年度"),
        ("自: 2027-01-01", "自: 2026-11-30", 6, "一个月内"),
        ("至: 2027-01-03", "至: 2026-12-31", 6, "一个月内"),
        ("至: 2027-01-03", "至: 很久", 6, "应为日期"),
        (", 因: 元旦", "", 8, "必填"),
        ("节日: 元旦, ", "节日: '', ", 6, "必填"),
        ("年度: 2027", "年度: 二〇二七", 1, "应为整数"),
        ("文号: 国办发明电〔2026〕0号", "文号错: x", 3, "不认识的项"),
        ("文号: 国办发明电〔2026〕0号", "依据: x", 3, "重复出现"),
        ("上班:\n  - {日期: 2027-01-10, 因: 元旦}", "上班: 无", 7, "应为列表"),
        ("  - {日期: 2027-01-10, 因: 元旦}", "  - 2027-01-10", 7, "每一行"),
        ("放假:", "放假: [", 5, ""),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_line_and_sentence(tmp_path, old, new, line, words):
    assert old in GOOD
    (tmp_path / "2027.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as error:
        load_decrees(tmp_path)
    assert error.value.code == "E-LIBRARY"
    assert "2027.yaml 第 " in error.value.message
    assert words in error.value.message
    if words:
        assert f"第 {line} 行" in error.value.message


@pytest.mark.parametrize("text", ["", "- 1", "只有文字", "\x00", "a: &a [*a"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text):
    (tmp_path / "2027.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as error:
        load_decrees(tmp_path)
    assert error.value.code == "E-LIBRARY"


def test_the_calendar_is_read_without_django_and_without_the_seed_package():
    code = (
        "import sys; from fuyuantong.clocks.due_command import main; main(['--from','2026-01-05','--term','5W','--json']);"
        "print([m for m in ('django', 'chinese_calendar', 'psycopg') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=FOLDER
    )
    assert done.stdout.splitlines()[-1] == "[]"
