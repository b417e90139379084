"""Dates, terms and frequencies as officials write them.

A month or a year alone means its last day; 底, 末, 年内 likewise; 上旬 the 10th, 中旬 the 20th.  A date
without a year takes the year the document is about.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Deadline, Period

_CN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CN_YEAR = "[〇零一二三四五六七八九]"
_NUM = r"\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"

_DATE = re.compile(
    r"(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{1,2})(?:[-./](?P<id>\d{1,2}))?(?!\d)"
    rf"|(?:(?P<y>(?:19|20)\d\d|二{_CN_YEAR}{{3}}) ?年度?|(?P<rel>今年|本年度?|当年|明年|次年|来年))? ?"
    rf"(?:(?:\d{{1,2}} ?月?份? ?[—–~至-]{{1,2}} ?(?=\d))?(?P<m>{_NUM}) ?月份? ?"
    rf"(?:(?P<d>{_NUM}) ?[日号]|(?P<part>上旬|中旬|下旬|初|中|底|末))?"
    r"|第?(?P<q>[一二三四1-4])季度(?P<qe>末|底)?|(?P<half>上半年|下半年)(?P<he>末|底)?"
    r"|(?P<ye>年?[底末](?!线|端)|年中|年内|(?<=年)内|全年(?!度))|(?P<fest>五一|国庆)(?:节|劳动节)?"
    r"|(?P<none>(?! ?(?:春节|元旦|两会|清明|端午|中秋))))"
)
_BEFORE = re.compile(r" ?(?:日|份|底|末)?(?:之前|以前|前|止|完成|内完成)")
STANDING = re.compile(
    r"长期|持续(?:推进|开展|实施|进行|落实|坚持|推动|加强|深化|跟进|抓好|性|$)?|常态化|常年|全年(?:推进|开展|实施|持续|落实|坚持|$)?|"
    r"贯穿(?:全年|始终)|经常性|随时|日常"
)
_EVERY = re.compile(
    r"(?:每(?:个)?(?P<n>[两二三四五六半2-6])?(?:个)?(?P<u>年度?|季度?|月|周|星期|日|天|学期)(?:度)?|每半(?P<hy>年)"
    r"|(?:按|逐)(?P<b>年|季度?|月|周|日|半年)|(?P<a>年度|季度|月度|半年|一年|一季度?|一月|一周)(?:召开|通报|开展|举办|组织|报送|调度|总结|"
    r"会商|例会|报告|评估|考核)?(?=[一二两三四1-9]次|一(?:通报|调度|报告|会商|总结|评估|报|考核)))"
)
_WORD = {
    "年": "year",
    "年度": "year",
    "季": "quarter",
    "季度": "quarter",
    "月": "month",
    "月度": "month",
    "周": "week",
    "星期": "week",
    "日": "day",
    "天": "day",
    "学期": "half-year",
    "半年": "half-year",
    "一年": "year",
    "一季": "quarter",
    "一季度": "quarter",
    "一月": "month",
    "一周": "week",
}
_TERM = re.compile(
    r"(?:自|从)?[^,;。]{0,12}(?:印发|下发|发布|施行|实施|签订)(?:之日)?起?(?:后)?(?P<n>\d{1,3}|[一二两三六十]+)"
    r"个?(?P<w>工作)?(?P<u>日|天|个月|月|年)[内之]"
)


def number(text: str) -> int:
    """A small number in Arabic or Chinese figures (十二, 二十三, 两); 0 if it is none."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CN.get(tens, 0) if tens else 1) * 10 + (_CN.get(ones, 0) if ones else 0)
    value = 0
    for c in text:
        value = value * 10 + _CN.get(c, 0)
    return value


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _iso(year: int | None, month: int, day: int | None) -> str | None:
    if year is None or not 1 <= month <= 12:
        return None
    try:
        return dt.date(year, month, day or _last_day(year, month)).isoformat()
    except ValueError:
        return None


def _month_day(m: re.Match[str]) -> tuple[int, int | None]:
    """The month and the day (None: its last) that the parts of a date after the year say."""
    if m["m"]:
        month = number(m["m"])
        day = number(m["d"]) if m["d"] else {"上旬": 10, "中旬": 20, "中": 15, "初": 5}.get(m["part"] or "")
        return month, day
    if m["fest"]:
        return (5 if m["fest"] == "五一" else 10), 1
    if m["q"]:
        return number(m["q"]) * 3, None
    if m["half"]:
        return (6 if m["half"] == "上半年" else 12), None
    return (6 if m["ye"] == "年中" else 12), None


def _resolve(m: re.Match[str], year: int | None) -> str | None:
    if m["iy"]:
        return _iso(int(m["iy"]), int(m["im"]), int(m["id"]) if m["id"] else None)
    if m["y"]:
        year = number(m["y"])
    elif m["rel"] and year is not None and m["rel"] in ("明年", "次年", "来年"):
        year += 1
    return _iso(year, *_month_day(m))


def _real(m: re.Match[str]) -> bool:
    """Whether the match says a time at all (the grammar's parts are all optional)."""
    if m["iy"]:
        return True
    return bool(m["m"] or m["q"] or m["half"] or m["ye"] or m["fest"] or m["y"] or m["rel"])


def dates(flow: Flow, i: int, j: int, year: int | None) -> Iterator[tuple[int, int, Deadline]]:
    """Every date in flow[i:j], with its place in the flow."""
    p = i
    while p < j:
        m = _NEXT.search(flow.text, p, j)
        if m is None:
            return
        d = _DATE.match(flow.text, m.start(), j)
        if d is None or d.end() == d.start() or not _real(d):
            p = m.start() + 1
            continue
        a, b = flow.trim(d.start(), d.end())
        yield a, b, Deadline(flow.quote(a, b), "date", _resolve(d, year), None, flow.span(a, b))
        p = d.end()


_NEXT = re.compile(
    r"(?<!\d)(?:19|20)\d\d ?(?=[年./-])|二[〇零一二三四五六七八九]{3}年|[今本当明次来]年|"
    rf"(?<![\d一二三四五六七八九十个])(?:{_NUM}) ?月(?!度)|第?[一二三四1-4]季度"
    r"|[上下]半年|年[底末内中]|全年|"
    r"(?:五一|国庆)(?:节|劳动节)?前"
)


def _period_word(m: re.Match[str]) -> str:
    if m["hy"] or m["b"] == "半年":
        return "half-year"
    word = _WORD[m["u"] or m["b"] or m["a"]]
    n = m["n"]
    if n == "半":
        return "half-year" if word == "year" else f"half-{word}"
    return f"{number(n)}-{word}s" if n else word


def periods(flow: Flow, i: int, j: int) -> list[Period]:
    """Frequencies named in flow[i:j]."""
    return [
        Period(flow.quote(m.start(), m.end()), _period_word(m), flow.span(m.start(), m.end()))
        for m in _EVERY.finditer(flow.text, i, j)
    ]


def labelled(flow: Flow, i: int, j: int, year: int | None, issued: dt.date | None) -> list[Deadline]:
    """Deadlines in the value of a 完成时限, in the order in which they bind.

    A frequency makes it recurring, unless a date without a frequency comes with it; 长期坚持 makes it
    standing; of several dates the last is the completion.
    """
    i, j = flow.trim(i, j, " \n\t。;,:")
    if i >= j:
        return []
    every = _EVERY.search(flow.text, i, j)
    raw, span = flow.quote(i, j), flow.span(i, j)
    standing = STANDING.search(flow.text, i, j)
    found = [
        (b, d)
        for a, b, d in dates(flow, i, j, year)
        if not (standing and (standing.start() <= a < standing.end() or flow.text[b : b + 1] == "起"))
    ]
    if every and (not found or found[0][0] > every.start()):
        return [Deadline(raw, "recurring", None, _period_word(every), span)]
    result = sorted((d for _, d in found if d.iso), key=lambda d: d.iso or "", reverse=True)
    if found:
        result = result or [found[0][1]]
        if len(found) == 1:
            result = [
                Deadline(
                    raw if len(raw) <= len(found[0][1].raw or "") + 6 else found[0][1].raw,
                    "date",
                    result[0].iso,
                    None,
                    result[0].span,
                )
            ]
    elif not standing:
        term = _term(flow, i, j, issued)
        return [term] if term else [Deadline(raw, "none", None, None, span)]
    if standing:
        result = [
            *result,
            Deadline(flow.quote(i, j), "standing", None, None, span),
        ]
    return result


def _term(flow: Flow, i: int, j: int, issued: dt.date | None) -> Deadline | None:
    m = _TERM.match(flow.text, i, j)
    if m is None:
        return None
    n, iso = number(m["n"]), None
    if issued is not None and not m["w"]:
        if m["u"] in ("日", "天"):
            iso = (issued + dt.timedelta(days=n)).isoformat()
        else:
            months = issued.month - 1 + n * (12 if m["u"] == "年" else 1)
            y, mo = issued.year + months // 12, months % 12 + 1
            iso = dt.date(y, mo, min(issued.day, _last_day(y, mo))).isoformat()
    return Deadline(flow.quote(i, j), "date", iso, None, flow.span(i, j))


_BINDS = re.compile(
    r"(?P<end>[底末内])?(?:之前|以前|前)(?!的|已|后|述|款|列|期)|(?:完成|建成|实现|出台|印发|上线|办结|到位)"
)
_REACH = re.compile(r"(?:到|至|截至|力争|确保|于|在|,|;|。|^|\n)$")
_PAST = re.compile(r"(?:自|从|每|近|截至|以来|对|将|现有|已)$|每年?$|每$|每[年月季]度?$")
_NOT = re.compile(
    r"起|以来|开始|至|到|—|-|~|度(?!前|底|末|内)|的|召开|印发的|发布的|出台的|第|计划|工作要点|要点|方案"
)


def prose(flow: Flow, i: int, j: int, year: int | None) -> list[Deadline]:
    """Dates in running text by which something is to be complete (前, 底, 年内, 到…底)."""
    found = []
    for a, b, d in dates(flow, i, j, year):
        before, after = flow.text[max(i, a - 6) : a], flow.text[b : min(j, b + 8)]
        raw = d.raw or ""
        if _PAST.search(before) or _NOT.match(after) or raw.startswith("全年"):
            continue
        binds = _BINDS.match(after)
        ends = raw.endswith(("底", "末", "内"))
        if not binds and not ends:
            continue
        if ends and not binds and not _REACH.search(before):
            continue
        found.append(d)
    return found


_DONE = re.compile(
    r"(?:之前|以前|前)?(?:全面|基本|全部|力争)?(?:完成|取得|实现|出台|建成|形成|印发|启动|见效|达到)"
)


def is_time(text: str) -> bool:
    """Whether a segment of an annotation says a time and nothing else."""
    bare = "".join(text.split())
    if STANDING.match(bare) and len(bare) <= 10:
        return True
    if _EVERY.match(bare) and len(bare) <= 12:
        return True
    m = _NEXT.search(bare)
    if m is None or m.start() > 3:
        return bool(re.fullmatch(r"(?:限时|即时|立即)?(?:立行立改|马上就办)", bare))
    d = _DATE.match(bare, m.start())
    if d is None or not _real(d):
        return False
    tail = bare[d.end() :]
    return len(tail) <= 6 or (len(tail) <= 20 and _DONE.match(tail) is not None)
