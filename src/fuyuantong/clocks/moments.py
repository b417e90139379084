"""Reading dates and moments strictly, and bringing moments home to Beijing time.

The strict form is RFC 3339: `2026-03-01`, `2026-03-01T09:30+08:00`. Terms of law are counted in Beijing
time, a fixed +08:00 (the summer time of 1986–1991 plays no part in dates of law).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

from fuyuantong.common.refusals import BadInput, Refusal

BEIJING = timezone(timedelta(hours=8), "北京时间")
FIRST = date(1900, 1, 1)
LAST = date(2199, 12, 31)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6}))?)?"
    r"(Z|z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)


def parse_date(text: str) -> date:
    """Read `YYYY-MM-DD`; raise E-DATE-FORMAT, E-DATE-NONEXIST or E-DATE-RANGE (before 1900, after 2199)."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadInput("E-DATE-FORMAT", f"日期“{text[:40]}”的写法不对。", hint="请写成 2026-03-01 的样子。")
    year, month, day = (int(part) for part in match.groups())
    if not FIRST.year <= year <= LAST.year:
        raise Refusal("E-DATE-RANGE", f"日期“{text}”超出范围。", hint=f"只接受 {FIRST} 至 {LAST}。")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal("E-DATE-NONEXIST", f"日期“{text}”不存在。", hint="请核对月份和日数。") from None


def parse_moment(text: str) -> datetime:
    """Read a date with time and zone and return it in Beijing time.

    Raises what `parse_date` raises, E-DATE-FORMAT for a bad time, E-DATE-ZONE when the zone is missing.
    """
    match = _TIME.fullmatch(text[11:]) if text[10:11] in {"T", "t", " "} else None
    if match is None:
        raise BadInput(
            "E-DATE-FORMAT",
            f"时刻“{text[:40]}”的写法不对。",
            hint="请写成 2026-03-01T09:30:00+08:00 的样子。",
        )
    day = parse_date(text[:10])
    hour, minute, second, fraction, zone = match.groups()
    if zone is None:
        raise BadInput(
            "E-DATE-ZONE", f"时刻“{text}”没有写明时区。", hint=f"请在末尾加上时区，例如 {text}+08:00。"
        )
    microsecond = int((fraction or "0").ljust(6, "0"))
    naive = datetime(day.year, day.month, day.day, int(hour), int(minute), int(second or 0), microsecond)  # noqa: DTZ001
    return in_beijing(naive.replace(tzinfo=timezone(_offset(zone))))


def parse_start(text: str) -> date | datetime:
    """Read a date, or a moment when anything follows the date."""
    return parse_date(text) if len(text) <= len("2026-03-01") else parse_moment(text)


def half_width(text: str) -> str:
    """Turn full-width digits and dashes typed into a page into the strict form's characters."""
    return unicodedata.normalize("NFKC", text).replace("－", "-").strip()


def in_beijing(moment: datetime) -> datetime:
    """Return the moment in Beijing time; a moment without zone is refused with E-DATE-ZONE."""
    if moment.tzinfo is None:
        raise BadInput("E-DATE-ZONE", "时刻没有写明时区。", hint="请给出带时区的时刻。")
    return moment.astimezone(BEIJING)


def as_day(value: date | datetime) -> date:
    """Return the Beijing date of a date or a moment."""
    return in_beijing(value).date() if isinstance(value, datetime) else value


def _offset(zone: str) -> timedelta:
    if zone in {"Z", "z"}:
        return timedelta(0)
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return -size if zone[0] == "-" else size
