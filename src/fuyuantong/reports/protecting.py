"""Figures in a text that people edit: they stand as tokens, so that no edit can change one.

A stored text holds `{出庭率}` and `{出庭率·同比}`; the editor shows `【85.2%｜出庭率】`; the paper shows
`85.2%`. What comes back from the editor must hold figures exactly as they were shown, and no other number of
measure: dates, document numbers, ordinals and terms are no figures. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PLACE = re.compile(r"\{([^{}]{1,80})\}")
_SHOWN = re.compile(r"【([^【】]*)】")
_BAR = "｜"
_AFTER = re.compile(r"^\s*[万亿千百十倍成余多%‰]")
_BEFORE = re.compile(r"(?:[-−－+＋.．]|负|百分之|千分之)\s*$")

_DAY = (
    r"(?:19|20)\d{2}\s*年(?:度|初|末|底)?(?:\s*(?:1[0-2]|0?[1-9])\s*月(?:\s*(?:3[01]|[12]\d|0?[1-9])\s*日)?)?"
)
_YEAR = r"(?:\((?:19|20)\d{2}\)|〔(?:19|20)\d{2}〕|\[(?:19|20)\d{2}\])"
_NUMBER = (
    r"[^\s,。;、0-9]{0,12}\d{0,4}[^\s,。;、0-9]{0,6}(?:第\s*)?\d{1,6}\s*(?:之[一二三四五六七八九十]+)?号"
)
_ORDER = "次会议|条|款|项|章|节|编|季度|期|届|批|版|号|页|部分|十?个?月"
_PLAIN = (
    rf"{_YEAR}{_NUMBER}",
    rf"第\s*\d{{1,6}}\s*(?:-\s*\d{{1,6}}\s*)?(?:{_ORDER})",
    _DAY,
    r"(?:19|20)\d{2}-(?:1[0-2]|0[1-9])(?:-(?:3[01]|[12]\d|0[1-9]))?",
    r"(?<![\d个])(?:1[0-2]|0?[1-9])\s*月(?:\s*(?:3[01]|[12]\d|0?[1-9])\s*日)?(?:份|底|末|初)?",
    r"(?:[01]?\d|2[0-3]):[0-5]\d",
    r"\d{1,3}\s*(?:个)?(?:工作日|自然日|日|天|小时|个月)\s*(?:内|以内|之内|前)",
    r"(?:12345|12368|12348|12309)(?=\s*(?:热线|平台|电话|便民))",
)
_ALLOWED = re.compile("|".join(_PLAIN))
"""Numbers that measure nothing: of documents and cases, ordinals, days, hours, terms, hotlines."""
_ORDINAL = re.compile(r"(?m)^\s*(?:\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[①-⑳])")
_DIGITS = re.compile(r"[\d.,%‰]*\d[\d.,%‰]*")
_HAN = "〇零一二两三四五六七八九十百千万亿半"
_COUNTS = (
    "件|宗|起案|人次|人(?!民)|名|家|户|元|万元|亿元|个百分点|百分点"
    "|成(?![员果立效为长熟就功本])|倍|次开庭|庭次"
)
_CHINESE = re.compile(
    rf"(?<!第)(?:百分之|千分之|万分之)[{_HAN}点]+"
    rf"|(?<![第{_HAN}])[{_HAN}]+(?:点[{_HAN}]+)?(?:多|余|几)?(?:{_COUNTS})"
    r"|过半数?|半数|翻[一两]?番"
)
_IDIOMS = re.compile(
    "一件件|一次性|一人一[策档案]|一案一[策报评表]|一家人|万元户|一户一[策档]|同一人|十家?九空"
)
EXCERPT = 12


@dataclass(frozen=True, slots=True)
class Wrong:
    """What may not stand in a text: where (the offset in what was typed), the words, and the sentence."""

    at: int
    words: str
    sentence: str


class Altered(ValueError):
    """The text holds a figure that is no indicator's, or one that was changed."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__(wrongs[0].sentence)
        self.wrongs = wrongs


def tokens_in(text: str) -> list[str]:
    """The names of the figures of a stored text, in order, each once."""
    return list(dict.fromkeys(PLACE.findall(text)))


def shown(text: str, figures: Mapping[str, str]) -> str:
    """As it is printed."""
    return PLACE.sub(lambda found: figures.get(found[1], "—"), text)


def opened(text: str, figures: Mapping[str, str]) -> str:
    """As it stands in the editor."""
    return PLACE.sub(lambda found: f"【{figures.get(found[1], '—')}{_BAR}{found[1]}】", text)


def closed(typed: str, figures: Mapping[str, str]) -> str:
    """From the editor to what is stored; Altered with every place where a figure was changed or added."""
    made: list[str] = []
    wrongs: list[Wrong] = []
    at = 0
    pieces = list(_SHOWN.finditer(typed))
    for number, found in enumerate([*pieces, None]):
        free = typed[at : found.start() if found else len(typed)]
        after_figure = bool(number)
        wrongs += _free(free, at, after=after_figure, before=found is not None)
        made.append(free)
        if found is not None:
            text, _, name = found[1].rpartition(_BAR)
            if figures.get(name) != text or not name:
                wrongs.append(_changed(found, text or found[1], figures.get(name)))
            made.append("{" + name + "}")
            at = found.end()
    if wrongs:
        raise Altered(wrongs)
    return "".join(made)


def _changed(found: re.Match[str], text: str, right: str | None) -> Wrong:
    if right is None:
        sentence = f"“{text}”不是本期的指标数，不能写入。"
    else:
        sentence = f"指标数“{right}”被改成了“{text}”，不能改动。"
    return Wrong(found.start(), text[:40], sentence)


def _free(text: str, at: int, *, after: bool, before: bool) -> Iterator[Wrong]:
    """What is wrong with the words between figures."""
    for place in (place for place, letter in enumerate(text) if letter in "{}【】"):
        yield Wrong(at + place, text[place], f"不成对的“{text[place]}”。")
    if after and (near := _AFTER.match(text)):
        yield Wrong(at, near[0], f"“{near[0].strip()}”紧接在指标数之后，会改变它的大小。")
    if before and (near := _BEFORE.search(text)):
        yield Wrong(at + near.start(), near[0], f"“{near[0].strip()}”紧接在指标数之前，会改变它的大小。")
    for place, words in numbers_in(text):
        excerpt = text[max(0, place - EXCERPT) : place + len(words) + EXCERPT].strip()
        yield Wrong(at + place, words, f"“{words}”不是指标给出的数（见“{excerpt}”）。")


def numbers_in(text: str) -> list[tuple[int, str]]:
    """Numbers of measure in free words, each with its offset: digits of any script, and 十二件, 百分之三."""
    plain = "".join(_plain(letter) for letter in text)
    kept = list(plain)
    for pattern in (_ALLOWED, _ORDINAL, _IDIOMS):
        for found in pattern.finditer("".join(kept)):
            kept[found.start() : found.end()] = "\x00" * (found.end() - found.start())
    rest = "".join(kept)
    spans = [(m.start(), m.end()) for pattern in (_DIGITS, _CHINESE) for m in pattern.finditer(rest)]
    return [(start, text[start:end]) for start, end in sorted(spans)]


_CIRCLED = {chr(code) for code in range(0x2460, 0x2474)}


def _plain(letter: str) -> str:
    """One character for one: digits of other scripts, full width and fractions become ASCII digits."""
    if letter in _CIRCLED or letter == "〇":
        return letter
    same = unicodedata.normalize("NFKC", letter)
    if len(same) == 1:
        if unicodedata.category(same) in {"Nd", "Nl", "No"}:
            return str(unicodedata.digit(same, 9))
        return same
    if unicodedata.category(letter) in {"Nd", "Nl", "No"}:
        return "9"
    return letter
