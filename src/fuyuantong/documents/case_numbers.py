"""Court case numbers (案号): `（2026）新2801行初15号`.

Grammar: （收案年度）法院代字[专门审判代字]类型代字案件编号号[之N], 法〔2015〕137号. Numbers of before 2016
(（2014）某民初字第123号) are recognised as legacy. Brackets of every kind, full-width digits and blanks are
normalised to full-width round brackets without blanks; what the person wrote is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.documents.case_codes import case_codes

OPENING, CLOSING = "（(〔[［【", "）)〕]］】"
HAN = "\u4e00-\u9fff"
_NUMERALS = "一二三四五六七八九十百"
_FULL_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR = re.compile(rf"[{re.escape(OPENING)}]((?:19|20)[0-9]{{2}})[{re.escape(CLOSING)}]")
_COURT = re.compile(r"(.)([0-9]{0,12})")
_SERIAL = re.compile(rf"(字第)?([0-9]{{1,8}})号(?:之([{_NUMERALS}]{{1,4}}|[0-9]{{1,4}}))?")
_LEGACY = re.compile(rf"([{HAN}]{{1,20}})字第([0-9]{{1,8}})号(?:之([{_NUMERALS}]{{1,4}}|[0-9]{{1,4}}))?")
_COURT_DIGITS = {0, 2, 4}
MAX_LENGTH = 100
FIRST_MODERN_YEAR = 2016


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A parsed case number. The unique key of a case is (year, court, special, type_code, serial);
    `suffix` (之一) belongs to the document. `legacy` numbers have a free-text court and may lack a type.
    """

    original: str
    year: int
    court: str
    special: str
    type_code: str
    category: str
    serial: str
    suffix: str = ""
    legacy: bool = False

    @property
    def normal(self) -> str:
        """The standard spelling."""
        link = "字第" if self.legacy else ""
        tail = f"之{self.suffix}" if self.suffix else ""
        return f"（{self.year}）{self.court}{self.special}{self.type_code}{link}{self.serial}号{tail}"

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        return (self.year, self.court, self.special, self.type_code, self.serial)

    @property
    def level(self) -> str:
        """最高, 高级, 中级 or 基层; empty for legacy numbers, whose court is free text."""
        if self.legacy:
            return ""
        if self.court == case_codes().supreme:
            return "最高"
        return {1: "高级", 3: "中级", 5: "基层"}[len(self.court)]

    @property
    def region_hint(self) -> str:
        """First digits of the region code (652801, 6528, 65); a hint: special courts have own digits."""
        prefix = "" if self.legacy else case_codes().provinces.get(self.court[0], "")
        return prefix + self.court[1:] if prefix else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "case_number": self.normal,
            "original": self.original,
            "year": self.year,
            "court": self.court,
            "court_level": self.level or None,
            "region_hint": self.region_hint or None,
            "special": self.special or None,
            "type": self.type_code or None,
            "category": self.category or None,
            "serial": self.serial,
            "suffix": self.suffix or None,
            "legacy": self.legacy,
        }


@dataclass(slots=True)
class _Reading:
    """The text without blanks, each character's place in the original, and how far it has been read."""

    original: str
    text: str
    places: list[int]
    at: int = 0

    def rest(self) -> str:
        return self.text[self.at :]

    def refuse(self, part: str, length: int, message: str) -> NoReturn:
        """Refuse with the bad part marked by 【】 and by its offsets in the original."""
        end = min(self.at + max(length, 1), len(self.text))
        first = self.places[self.at] if self.at < len(self.text) else len(self.original)
        last = self.places[end - 1] + 1 if self.at < len(self.text) else first
        marked = f"{self.original[:first]}【{self.original[first:last]}】{self.original[last:]}"
        raise Refusal(
            "E-CASE-NO",
            f"案号的{part}有误：{message}（{marked}）。",
            hint="标准写法如（2026）新2801行初15号。",
            errors=(FieldError("E-CASE-NO", message, pointer=f"{part}@{first}-{last}"),),
        )


def parse_case_number(text: str) -> CaseNumber:
    """Read one case number, standing alone. Raises Refusal E-CASE-NO with the bad part marked."""
    if len(text) > MAX_LENGTH:
        raise Refusal("E-CASE-NO", f"案号过长，最多 {MAX_LENGTH} 个字符。")
    kept = [(place, char) for place, char in enumerate(text) if not char.isspace()]
    clean = "".join(char for _, char in kept).translate(_FULL_DIGITS)
    reading = _Reading(text, clean, [place for place, _ in kept])
    year = _read_year(reading)
    legacy = _LEGACY.fullmatch(reading.rest())
    if legacy and (year < FIRST_MODERN_YEAR or not _has_modern_codes(reading.rest())):
        return _legacy(text, year, legacy)
    court = _read_court(reading)
    special = next((word for word in case_codes().special if reading.rest().startswith(word)), "")
    reading.at += len(special)
    type_code = _read_type(reading)
    serial, suffix = _read_serial(reading, type_code)
    category = case_codes().types[type_code]
    return CaseNumber(text, year, court, special, type_code, category, serial, suffix)


def find_case_numbers(text: str) -> Iterator[tuple[int, int, CaseNumber]]:
    """Find case numbers in running text: (start, end, parsed), in order; linear in the length of the text."""
    for match in _scanner().finditer(text):
        try:
            yield match.start(), match.end(), parse_case_number(match[0])
        except Refusal:
            continue


def _read_year(reading: _Reading) -> int:
    match = _YEAR.match(reading.text)
    if match is None:
        bracket = re.match(
            rf"[{re.escape(OPENING)}]?[^{re.escape(CLOSING)}]{{0,6}}[{re.escape(CLOSING)}]?", reading.text
        )
        reading.refuse("收案年度", bracket.end() if bracket else 1, "应为括号中的四位年份")
    reading.at = match.end()
    return int(match[1])


def _has_modern_codes(rest: str) -> bool:
    """Tell whether the words before 字第 are modern codes: a court, then nothing but a known type."""
    codes = case_codes()
    court = codes.supreme if rest.startswith(codes.supreme) else rest[:1]
    words = rest[len(court) :].partition("字第")[0]
    for word in codes.special:
        words = words.removeprefix(word)
    return (court == codes.supreme or court in codes.provinces) and words in codes.types


def _read_court(reading: _Reading) -> str:
    codes, rest = case_codes(), reading.rest()
    if rest.startswith(codes.supreme):
        reading.at += len(codes.supreme)
        return codes.supreme
    match = _COURT.match(rest)
    if match is None:
        reading.refuse("法院代字", 1, "缺少法院代字")
    if match[1] not in codes.provinces:
        reading.refuse("法院代字", match.end(), f"没有以“{match[1]}”开头的法院代字")
    if len(match[2]) not in _COURT_DIGITS:
        reading.refuse("法院代字", match.end(), "数字应为两位（中级法院）或四位（基层法院）")
    reading.at += match.end()
    return match[0]


def _read_type(reading: _Reading) -> str:
    rest = reading.rest()
    for code in case_codes().types_longest_first:
        if rest.startswith(code) and not re.match(rf"(?!字第|号)[{HAN}]", rest[len(code) :]):
            reading.at += len(code)
            return code
    found = re.split(r"[0-9]|字第|号", rest, maxsplit=1)[0][:12]
    return reading.refuse("类型代字", len(found), f"没有类型代字“{found}”" if found else "缺少类型代字")


def _read_serial(reading: _Reading, type_code: str) -> tuple[str, str]:
    match = _SERIAL.match(reading.rest())
    if match is None or not match[2].strip("0"):
        reading.refuse("案件编号", len(reading.rest()), "应为一至八位数字（不为零）并以“号”结尾")
    reading.at += match.end()
    if reading.rest():
        reading.refuse("末尾", len(reading.rest()), "“号”之后只能有“之一”“之二”等")
    serial = match[2] if type_code in case_codes().random_serials else match[2].lstrip("0")
    return serial, match[3] or ""


def _legacy(text: str, year: int, match: re.Match[str]) -> CaseNumber:
    """Read a number of the old style: the type is the longest known ending of the words before 字第."""
    words, serial, suffix = match.groups()
    codes = case_codes()
    found = next((code for code in codes.types_longest_first if words.endswith(code) and words != code), "")
    court = words.removesuffix(found)
    return CaseNumber(
        text,
        year,
        court,
        "",
        found,
        codes.types.get(found, ""),
        serial.lstrip("0") or "0",
        suffix or "",
        legacy=True,
    )


@cache
def _scanner() -> re.Pattern[str]:
    codes = case_codes()
    blank = r"[ \t\u3000]{0,3}"
    digits = "[0-9０-９]"
    types = "|".join(map(re.escape, codes.types_longest_first))
    courts = f"{codes.supreme}|[{''.join(codes.provinces)}](?:{digits}{{4}}|{digits}{{2}})?"
    modern = f"(?:{courts}){blank}(?:{'|'.join(codes.special)})?{blank}(?:{types}){blank}(?:字第)?"
    return re.compile(
        rf"[{re.escape(OPENING)}]{blank}(?:19|20|１９|２０){digits}{{2}}{blank}[{re.escape(CLOSING)}]{blank}"
        rf"(?:{modern}|[{HAN}]{{1,20}}?字第){blank}{digits}{{1,8}}{blank}号"
        rf"(?:之(?:[{_NUMERALS}]{{1,4}}|{digits}{{1,4}}))?"
    )
