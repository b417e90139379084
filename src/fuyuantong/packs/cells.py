"""Reading one cell of a returned pack: a text, a day however it was typed, 是 or 否."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fuyuantong.packs.kinds import NO, WORDS_MOST, YES

_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers (ECMA-376 Part 1 §18.17.4.1, with the leap year that never was)."""
SERIALS = range(32_874, 73_051)
"""1990-01-01 to 2099-12-31 as serial numbers."""
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?")
_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
YEARS = range(1990, 2101)


class Unreadable(ValueError):
    """A cell that does not say what it should; the message is for people."""


def text_of(value: Any) -> str:
    """A cell's words; figures and days as they are written. Raises Unreadable when it is too long."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("day", ""))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "").strip().strip("\u3000")
    text = "".join(c for c in text if c in "\n\t" or c.isprintable() or c == "\u3000")
    if len(text) > WORDS_MOST:
        raise Unreadable(_("文字超过 %s 字。") % WORDS_MOST)
    return text


def day_of(value: Any) -> tuple[date | None, str]:
    """The day of a cell, and, where it was not stored as a date, how it was understood."""
    if value is None or value == "":
        return None, ""
    if isinstance(value, dict):
        return date.fromisoformat(str(value["day"])), ""
    if isinstance(value, bool):
        raise Unreadable(_("“%s”不是日期。") % value)
    text = str(value).strip().translate(_WIDTH)
    if not text:
        return None, ""
    serial = _serial(text)
    if serial is not None:
        return serial, _("“%(said)s”是日期序号，读作 %(day)s") % {"said": text, "day": serial}
    found = _DAY.fullmatch(text) or _PLAIN.fullmatch(text)
    if found is None:
        more = _("，缺少年份") if _SHORT.fullmatch(text) else ""
        raise Unreadable(_("“%(said)s”不是日期%(more)s。") % {"said": text[:20], "more": more})
    day = _made(found, text)
    return day, _("“%(said)s”是文字，读作 %(day)s") % {"said": text, "day": day}


def _serial(text: str) -> date | None:
    whole = text.removesuffix(".0")
    if whole.isdigit() and int(whole) in SERIALS:
        return _EPOCH + timedelta(days=int(whole))
    return None


def _made(found: re.Match[str], text: str) -> date:
    year, month, day = (int(part) for part in found.groups())
    try:
        made = date(year, month, day)
    except ValueError as error:
        raise Unreadable(_("没有“%s”这一天。") % text[:20]) from error
    if year not in YEARS:
        raise Unreadable(_("“%s”的年份不对。") % text[:20])
    return made


def yes_or_no(value: Any) -> bool:
    said = text_of(value).strip().lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Unreadable(_("“是否办结”只能填“是”或“否”，现为“%s”。") % said[:20])
