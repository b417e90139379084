"""What a document says of itself: which letter, its number, to whom, when, which suggestions. Pure.

The text comes from the capped child (`documents/reading`). What is not found stays empty: a person looks at
everything before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fuyuantong.dispatches.kinds import recipes
from fuyuantong.documents.case_numbers import find_case_numbers

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}[〔\[（(]\s*20\d{2}\s*[〕\]）)]\s*第?\s*\d{1,5}\s*号")
_DAY = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN_DAY = re.compile(
    r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_REPLY = re.compile(r"(20\d{2}年\d{1,2}月\d{1,2}日)\s*(?:前|之前|以前)[^。；]{0,20}(?:函|回)复")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])\s*(.+)$"
)
_ASKS = re.compile(r"(?:建议如下|如下建议|以下建议|建议[:：])")
_FAULTS = re.compile(r"(?:问题如下|如下问题|以下问题|问题[:：])")
_ENDS = re.compile(r"^(?:以上建议|请.{0,20}(?:函|回)复|请你单位|请贵单位|特此|此致|联系人|附[:：件])")
_TO = re.compile(r"^([^：:。，]{2,80})[：:]$")
TITLE_MOST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """`recipe` is empty where the document is none of the known letters."""

    recipe: str = ""
    title: str = ""
    number: str = ""
    case_number: str = ""
    addressees: str = ""
    signed_on: date | None = None
    reply_on: date | None = None
    items: tuple[tuple[str, str], ...] = ()


def read_letter(text: str) -> Found:
    """Read the text of an issued letter."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    recipe = _recipe(lines)
    faults, asks = _numbered(lines, _FAULTS, _ASKS), _numbered(lines, _ASKS, _ENDS)
    cases = [found.normal for _start, _end, found in find_case_numbers(text)]
    number = next((re.sub(r"\s", "", m[0]) for m in _NUMBER.finditer(text) if not _is_case(m[0])), "")
    days = [_day(m[1], m[2], m[3]) for m in _DAY.finditer(text)]
    days += [_han_day(m) for m in _HAN_DAY.finditer(text)]
    reply = _REPLY.search(text)
    reply_on = next((_day(m[1], m[2], m[3]) for m in _DAY.finditer(reply[1])), None) if reply else None
    known = [day for day in days if day is not None and day != reply_on]
    return Found(
        recipe=recipe,
        title=_title(lines, recipe),
        number=number,
        case_number=cases[0] if cases else "",
        addressees=next((m[1] for line in lines[:20] if (m := _TO.match(line))), ""),
        signed_on=known[-1] if known else None,
        reply_on=reply_on,
        items=tuple((faults[n] if n < len(faults) else "", ask) for n, ask in enumerate(asks)),
    )


def _recipe(lines: Sequence[str]) -> str:
    head = "".join(lines[:12]).replace(" ", "")
    found = [(head.find(word), -len(word), one.name) for one in recipes().values() for word in one.known_by]
    return min(((at, size, name) for at, size, name in found if at >= 0), default=(0, 0, ""))[2]


def _title(lines: Sequence[str], recipe: str) -> str:
    """关于…的司法建议书, where a line says so."""
    words = recipes()[recipe].known_by if recipe else ()
    for line in lines[:12]:
        at = line.find("关于")
        if at >= 0 and any(word in line for word in words):
            return line[at:][:TITLE_MOST]
    return ""


def _numbered(lines: Sequence[str], begins: re.Pattern[str], ends: re.Pattern[str]) -> list[str]:
    """The numbered paragraphs between two lines; paragraphs without a number belong to the one above."""
    found: list[str] = []
    inside = False
    for line in lines:
        if inside and ends.search(line):
            break
        if inside and (item := _ITEM.match(line)):
            found.append(item[1])
        elif inside and found:
            found[-1] += line
        elif begins.search(line):
            inside = True
    return found


def _is_case(text: str) -> bool:
    return any(True for _found in find_case_numbers(text))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_ONES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def _han_day(found: re.Match[str]) -> date | None:
    year = "".join(str(_ONES[c]) for c in found[1])
    return _day(year, str(_han(found[2])), str(_han(found[3])))


def _han(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return _ONES[text]
    return (_ONES[tens] if tens else 1) * 10 + (_ONES[ones] if ones else 0)
