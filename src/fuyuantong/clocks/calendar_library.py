"""The working-day calendar as delivered: `library/calendar/<year>.yaml`, one file per notice.

An office that receives next year's notice adds one file (or loads it in the browser); keys are Chinese and
are mapped here and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from fuyuantong.clocks.calendar import Decree, FixedHoliday, WorkCalendar, build_calendar
from fuyuantong.clocks.located import Row, read_located

FOLDER = Path(__file__).resolve().parent.parent / "library" / "calendar"
FIXED_FILE = "statutory.yaml"
_KEYS = {"年度", "依据", "文号", "公布日期", "变更", "数据来源", "放假", "上班"}
LONGEST_HOLIDAY = 31
SATURDAY = 5


def load_decrees(folder: Path = FOLDER) -> tuple[Decree, ...]:
    """Read every year's notice. Raises Refusal E-LIBRARY with file and line."""
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != FIXED_FILE)
    return tuple(_decree(read_located(path, path.name)) for path in paths)


def load_fixed(folder: Path = FOLDER) -> tuple[FixedHoliday, ...]:
    """Read the statutory holidays whose date is fixed."""
    file = read_located(folder / FIXED_FILE, FIXED_FILE)
    return tuple(
        FixedHoliday(
            row.text("节日"),
            row.integer("月"),
            row.integer("日"),
            row.integer("自年"),
            row.integer("至年") if "至年" in row.values else None,
        )
        for row in file.rows("固定节日")
    )


@cache
def library_calendar() -> WorkCalendar:
    """Return the calendar of the delivered library, read once per process."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.yaml")):
        digest.update(path.read_bytes())
    decrees = load_decrees()
    years = f"{decrees[0].year}—{decrees[-1].year}"
    return build_calendar(
        decrees,
        load_fixed(),
        version=f"library-{digest.hexdigest()[:12]}",
        source=f"国务院办公厅放假安排通知（{years}年）",
    )


def _decree(file: Row) -> Decree:
    file.check_keys(_KEYS)
    year = file.integer("年度")
    rest: dict[date, str] = {}
    work: dict[date, str] = {}
    for row in file.rows("放假"):
        for day in _span(row):
            rest[_within(row, "自", day, year)] = row.text("节日")
    for row in file.rows("上班"):
        day = _within(row, "日期", row.day("日期"), year)
        if day.weekday() < SATURDAY:
            raise row.wrong("日期", f"{day} 不是周六或周日，无需列为调休上班日")
        if day in rest:
            raise row.wrong("日期", f"{day} 同时列为放假和上班")
        work[day] = row.text("因")
    return Decree(
        year=year,
        title=file.text("依据"),
        number=file.text("文号"),
        published_on=file.optional_day("公布日期"),
        rest=rest,
        work=work,
        change=file.text("变更", default=""),
        source=file.text("数据来源", default=""),
    )


def _span(row: Row) -> Iterator[date]:
    first, last = row.day("自"), row.day("至")
    length = (last - first).days
    if not 0 <= length < LONGEST_HOLIDAY:
        raise row.wrong("至", f"放假止日 {last} 应在起日 {first} 之后一个月内")
    return (first + timedelta(days=i) for i in range(length + 1))


def _within(row: Row, key: str, day: date, year: int) -> date:
    """Notices reach back into December of the year before, never further."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise row.wrong(key, f"{day} 不属于 {year} 年度的安排")
    return day
