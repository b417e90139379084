"""Figures in the running text: a number, its scale and what it counts, in every way officials write them.

    figure  := (number | range) scale? measure | 百分之 number | fraction | 翻 number 番
    number  := 1,200 | 3.5 | 三十 | 两
    measure := rate (%, 个百分点, 倍) | money (万元) | duration (天, 个工作日) | count (件, 家次, 万人次)

`unit` keeps the measure word as written with its scale (万户, 亿元); a range counts with its lower end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Class = Literal["rate", "money", "time", "count"]

_CNUM = "[零〇一二三四五六七八九十百千万两]"
# what is counted as an act or an attendance: a figure of these needs no verb (推介会3场, 法治体检60家次)
_EVENTS = (
    "场次|人次|件次|户次|家次|天次|批次|课次|车次|班次|台次|篇次|条次|例次|项次|"
    "次|场|期|轮|辑|学时|课时|课|集|讲"
)
_THINGS = (
    "台套|平方公里|平方米|立方米|公里|千米|公顷|千瓦时|兆瓦|千瓦|"
    "[件家名项篇份宗起例批户套座辆支吨盏卷栋间株本册亩只艘幢幅首枚所扇眼瓶盒袋箱株棵尾把顶桶筐块片届头具尊堂款幕束]"
    "|个(?!工作日|百分点|月|人(?!次)|别|性|体|案|税)|人(?!民|大|员|才|均|社|口|事|武|防|力|工|身|格|类|文|行)|部(?!门|委|分|署|队|长|级|办|际)|处(?!理|置|罚|级|长|分|于|室|在)"
    "|条(?!例|款|件|线)|类(?!型|别|案|似)|台(?!账|风|湾)|门(?!户|类|诊)|位(?!于|置)|支(?!持|付|行|队|部)|对(?!接|口|象|照|外|内|方)"
    "|站|组(?!织|长|成|合|建)|团(?!队|结|体)|队(?!伍|员|长)|道(?!路|德|交)|路(?=[,。;、)]|$)|口(?!岸|径|头)|节(?!约|能|点)|层(?!级|面)|种(?!植|类)|单(?!位|一|独|个)|笔(?!录)|张(?!贴)|面(?!积|向|对)|村(?!民|级|委|社)"
)
_MEASURE = (
    r"(?P<rate>%|个?百分点|倍(?!增)|‰)"
    r"|(?P<money>[百千]?[万亿]元)"
    r"|(?P<time>个工作日|工作日|个自然日|个月|小时|分钟|天(?!次)|日(?!前|起|至|常|报|程|益|期|印))"
    rf"|(?P<count>(?:(?:十|百|千)?[万亿])?(?:{_EVENTS}|{_THINGS}|分(?=以上|及以上|[,。;、)]|$)))"
)
_FIGURE = re.compile(
    r"(?<![\d.A-Za-z第])(?P<v>\d+(?:,\d{3})*(?:\.\d+)?)"
    rf"(?: ?%?(?:-|—{{1,2}}|–|~|至|到) ?(?P<to>\d+(?:\.\d+)?))? ?(?:余|多)?(?:{_MEASURE})"
    r"|(?P<of>百|千|万)分之(?P<pc>[零〇一二三四五六七八九十百点两]{1,5}|\d+(?:\.\d+)?)"
    rf"|(?P<fd>[二三四五六七八九十])分之(?P<fn>[一二三四五六七八九])"
    r"|翻(?P<fan>[一二两三四\d])番"
    rf"|(?P<cv>{_CNUM}{{1,4}})(?:余|多)?(?P<cu>{_EVENTS}|[件个家项条篇名份户座支所部册亩人])"
)
_EVENT = re.compile(rf"[万亿千百十]*(?:{_EVENTS})")
# before a Chinese numeral: what makes 三项 a figure to be reached and not one thing of several
_BOUND = re.compile(r"(?:不少于|不低于|不得少于|至少|最少|达到|增加到|扩大到|增至)$")
_OVER = re.compile(r" ?(?:及)?以上")
_LARGE = 10
_REPEATED = re.compile(r"(?:第|连续|逾期|累计|每|近|前|上|这|任|年内|再)$")
_FEW, _PAUSES = "两三四五六七八九", ("", ",", "。", ";", "、")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at text[start:end]; `ranged` when two ends are given and `value` is the lower."""

    value: float
    unit: str
    kind: Class
    start: int
    end: int
    ranged: bool = False

    @property
    def event(self) -> bool:
        """Whether acts or attendances are counted (场, 次, 人次)."""
        return self.kind == "count" and _EVENT.fullmatch(self.unit) is not None


def figures(text: str, i: int, j: int) -> Iterator[Figure]:
    """The figures of text[i:j] in order."""
    for m in _FIGURE.finditer(text, i, j):
        found = _read(text, m, j)
        if found is not None:
            yield found


def _read(text: str, m: re.Match[str], j: int) -> Figure | None:
    if m["v"]:
        kind = _kind(m)
        unit = m[kind]
        value = float(m["v"].replace(",", ""))
        return Figure(value, unit, kind, m.start(), m.end(), ranged=m["to"] is not None)
    if m["pc"]:
        number = float(m["pc"]) if m["pc"][0].isdigit() else chinese(m["pc"])
        return Figure(number, {"百": "%", "千": "‰", "万": "‱"}[m["of"]], "rate", m.start(), m.end())
    if m["fd"]:
        return Figure(round(chinese(m["fn"]) / chinese(m["fd"]) * 100, 2), "%", "rate", m.start(), m.end())
    if m["fan"]:
        number = float(m["fan"]) if m["fan"].isdigit() else chinese(m["fan"])
        return Figure(number, "番", "rate", m.start(), m.end())
    bound = _BOUND.search(text, max(0, m.start() - 4), m.start()) or _OVER.match(text, m.end(), j)
    value = chinese(m["cv"])
    if not bound and (value < _LARGE or m["cv"] in "百千万") and not _several(text, m):
        return None
    return Figure(value, m["cu"], "count", m.start(), m.end())


def _several(text: str, m: re.Match[str]) -> bool:
    """Whether a small numeral counts acts (两次, 三场) and does not number them (第二轮, 三期) or repeat."""
    if m["cv"] not in _FEW or m["cu"] not in ("次", "场", "场次", "轮"):
        return False
    if _REPEATED.search(text, max(0, m.start() - 4), m.start()):
        return False
    return m["cv"] == "两" or text[m.end() : m.end() + 1] in _PAUSES


def _kind(m: re.Match[str]) -> Class:
    if m["rate"]:
        return "rate"
    if m["money"]:
        return "money"
    return "time" if m["time"] else "count"


def chinese(text: str) -> float:
    """A Chinese numeral by cn2an, loaded only when a text needs it; 0 if it is none."""
    import cn2an

    try:
        return float(cn2an.cn2an(text, "smart"))
    except (ValueError, KeyError):
        return 0.0
