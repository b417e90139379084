"""Targets: figures that an item promises to reach.

A target is a measure, a comparison and a number.  Money handed out (补贴, 奖励), ceilings on charges and
durations, frequencies, what a sentence reports of the past, and figures inside a condition (…超过50%的企业,
达到…的，给予…) are not targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fuyuantong.plans.extraction import wording
from fuyuantong.plans.extraction.figures import Figure, figures
from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Target

_OVER = re.compile(r" ?[(]?(?:及)?(?:以上|之上)")
_UNDER = re.compile(r" ?(?:及)?(?:以下|以内|之内|内)")
_OPS: tuple[tuple[str, str], ...] = (
    (r"(?:不(?:得)?(?:少|低|小)于|不下于|至少|达到或超过|不少于|最少|保底)(?:达到)?", ">="),
    (
        r"(?:不(?:得)?(?:超过|高于|多于|大于)|控制在|(?:压降|压减|压缩|缩短|缩减|减少|精简|减|压|缩)(?:到|至|为)|(?:下)?降(?:低)?(?:到|至)|降至|低于|少于|小于)",
        "<=",
    ),
    (r"(?:超过|高于|突破|大于|多于)", ">"),
    (
        r"(?:达到|达|为|保持在?|稳定在|维持在|提(?:高|升)(?:到|至)|(?:增(?:长|加)|拓展|扩[大展]|上升|回升)(?:到|至)|增至|升至|实现|完成|力争|确保|约|：|:|=|≥|≤|>|<)+",
        "=",
    ),
)
_OP = re.compile(
    "(?:" + "|".join(f"(?P<o{n}>{p})" for n, (p, _) in enumerate(_OPS)) + ")+(?:了|在|到|年均)?$"
)
_AT_LEAST = re.compile(
    r"(?:至少|最少|不少于|不低于)(?:[\u4e00-\u9fff]{1,6}|[\u4e00-\u9fff]{1,14}总[数量额]的)$"
)
_CHANGE = re.compile(
    r"(?:同比|环比|年均|较上年|比上年|较去年|比去年|平均)?(?:(?:减少|下降|降低|增长|增加|提高|提升|上升|压减|压降|压缩|精简|缩短|缩减|提速|净增|递增|递减|"
    r"回落|下浮)(?:了)?)(?:不少于|不低于|至少|超过|达到|达|约|近)?$"
)
# a bracket of a few characters belongs to the words around it: 无讼村(社区), 县(市、区)
_CLAUSE = re.compile(r"\([^()\n,。;:]{1,8}\)|[,。;:!?\n()]")
_SENTENCE = re.compile(r"[。;!?\n]")
_STOP_NAME = re.compile(
    r"^(?:并|且|使|确保|力争|实现|努力|推动|争取|围绕|全年|年内|全市|全县|全区|其中|保证|做到|要|将|达到|切实|不断|逐步|"
    r"到?20\d\d年底?前?|仅有|有|促进|切实提高|进一步提高|的)+"
)
_CEILING = re.compile(r"(?:不(?:得)?(?:超过|超出|高于|多于|大于|长于|突破)|控制在)$")
_LOWER = re.compile(r"(?:降|压|减|缩)[\u4e00-\u9fff]{0,2}(?:到|至|为)$")
# what may stand between two figures of one measure: 分别达到100%和92%, 2026年80%、2027年90%
_SERIES = re.compile(
    r"(?:以上|以下|以内|左右)?[、,;和及与]?(?:(?:20\d\d|[今明次]) ?年)?[底末]?(?:前)?(?:分别|再)?"
    r"(?:达到?|提[高升][到至]|增[加长]?[到至]|降[低]?[到至]|不低于|不少于)? ?"
)
_SEVERAL = 2
_FIGURED = re.compile(r"\d")
_STUDY = {"学时", "课时"}
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}
_SPAN = 60
_CELL = 20
_SENTENCE_SPAN = 160
_CROWD = 24
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Words:
    """The clause around a figure: its place, the words before and behind, and how they compare."""

    start: int
    end: int
    before: str
    after: str
    tail: str
    op: str
    stem: str
    change: bool

    @property
    def rest(self) -> str:
        """The words behind the figure and its 以上 or 以下."""
        return self.after[len(self.tail) :]


def targets(flow: Flow, i: int, j: int, year: int | None = None) -> Iterator[Target]:
    """The targets promised in flow[i:j]; `year` is the one that the document is about."""
    last: tuple[Figure, Target] | None = None
    crowd = count = 0
    ended = i
    for figure in figures(flow.text, i, j):
        near = figure.start - ended < 2
        crowd = crowd + 1 if near else 0
        ended = figure.end
        if crowd > _CROWD or (near and crowd and figure.start == ended):
            continue  # figure after figure without words between: a table of numbers
        words = _words(flow.text, figure, i, j)
        found = _shared(flow, figure, last, words) or _read(flow, figure, words, i, year)
        if found is not None:
            last = (figure, found)
            count += 1
            yield found
            if count == _MOST:
                return  # no item promises so much: a table of numbers


def alone(flow: Flow, name: str) -> Target | None:
    """The target of a cell that holds a figure and nothing else (≥66%, 100%); `name` is its measure."""
    i, j = flow.trim(0, len(flow.text))
    if j - i > _CELL:
        return None
    figure = next(figures(flow.text, i, j), None)
    if figure is None:
        return None
    before, after = flow.text[i : figure.start].strip(), flow.text[figure.end : j].strip()
    op, stem = _operator(before)
    bound = _OVER.fullmatch(after) or _UNDER.fullmatch(after)
    if stem or (after and not bound):
        return None
    sign = _SIGNS.get(before[-1:], op) or "="
    if bound:
        sign = "<=" if after.endswith(("下", "内")) else ">="
    measure = "".join(name.split("\n", 1)[0].split())
    return Target(flow.quote(i, j), measure[-30:], sign, figure.value, figure.unit, flow.span(i, j))


def _words(text: str, figure: Figure, i: int, j: int) -> _Words:
    """The clause around a figure within i..j, at most 60 characters to either side."""
    lo, hi = max(i, figure.start - _SPAN), min(j, figure.end + _SPAN)
    start, end = lo, hi
    for m in _CLAUSE.finditer(text, lo, figure.start):
        if m.end() - m.start() == 1:
            start = m.end()
    for m in _CLAUSE.finditer(text, figure.end, hi):
        if m.end() - m.start() == 1:
            end = m.start()
            break
    before, after = text[start : figure.start].rstrip(), text[figure.end : end]
    bound = _OVER.match(after) or _UNDER.match(after)
    tail = bound.group() if bound else ""
    op, stem = _operator(before)
    if tail or figure.ranged:
        op = "<=" if tail.endswith(("下", "内")) else ">="
    return _Words(start, end, before, after, tail, op, stem, _CHANGE.search(before) is not None)


def _operator(before: str) -> tuple[str, str]:
    """The comparison that ends the words before the figure, and the words before it."""
    m = _OP.search(before[-24:])
    if m is None:
        far = _AT_LEAST.search(before, max(0, len(before) - 24))
        return (">=", before[: far.start()]) if far else ("", before)
    for n, (_, op) in enumerate(_OPS):
        if m[f"o{n}"]:
            return op, before[: len(before[:-24]) + m.start()]
    return "", before


def _shared(flow: Flow, figure: Figure, last: tuple[Figure, Target] | None, words: _Words) -> Target | None:
    """A figure that goes on with the measure of the target before it."""
    if last is None or figure.start - last[0].end > 20 or figure.unit != last[0].unit:
        return None
    between = flow.text[last[0].end : figure.start]
    if not between or not _SERIES.fullmatch(between):
        return None
    a, b = flow.trim(figure.start, figure.end + len(words.tail))
    op = words.op or last[1].op
    return Target(flow.quote(a, b), last[1].name, op, figure.value, figure.unit, flow.span(a, b))


def _read(flow: Flow, figure: Figure, w: _Words, i: int, year: int | None) -> Target | None:
    text = flow.text
    if _excluded(text, figure, w) or not _ACCEPT[figure.kind](figure, w):
        return None
    lo = max(i, figure.start - _SENTENCE_SPAN)
    for m in _SENTENCE.finditer(text, lo, figure.start):
        lo = m.end()
    if wording.reports_past(text, lo, figure.start, year):
        return None
    return _target(flow, figure, w)


def _target(flow: Flow, figure: Figure, w: _Words) -> Target:
    """The target with its name: the measure before the figure, or what is counted behind it."""
    name = _name(w)
    counted = "" if figure.kind == "rate" else _counted(w.rest)
    name = (counted or name) if figure.kind in ("count", "money") else (name or _counted(w.rest))
    a = w.start + w.before.find(name) if name and name in w.before else figure.start
    b = figure.end + len(w.tail)
    if a >= figure.start or figure.kind != "rate":
        a, b = w.start, w.end
    a, b = flow.trim(a, b)
    op = "=" if figure.kind == "time" and wording.SHORTER.search(w.before) else w.op
    name = "".join(name.split())
    return Target(flow.quote(a, b), name, op or "=", figure.value, figure.unit, flow.span(a, b))


def _name(w: _Words) -> str:
    words = w.before if w.change else w.stem
    cut = max(words.rfind(c) for c in "、并且")
    words = words[cut + 1 :] if cut >= 0 and len(words) - cut > 4 else words
    return _STOP_NAME.sub("", words.strip())[-30:]


def _counted(rest: str) -> str:
    m = re.match(r"[的]?([\u4e00-\u9fff“”]{2,16})", rest)
    return m.group(1) if m else ""


def _told(figure: Figure, before: str) -> bool:
    """Whether the words before a figure report or start from it."""
    if wording.REPORTS.search(before) or wording.FROM.search(before):
        return True
    if figure.kind in ("count", "money") and wording.HAS_DONE.search(before):
        return True
    return figure.kind == "count" and wording.REPORTS_COUNT.search(before) is not None


def _given(figure: Figure, w: _Words, before: str) -> bool:
    """Whether the words before a figure hand it out; not those inside a rate's name (保证金存储率)."""
    measured = figure.kind == "rate" and w.stem.endswith("率") and not wording.CHARGE.search(w.stem)
    give = wording.GIVE_COUNT if measured or figure.kind in ("count", "time") else wording.GIVE
    return give.search(before) is not None


def _excluded(text: str, figure: Figure, w: _Words) -> bool:
    """Whether the clause hands out, reports, conditions or starts from the figure."""
    start = wording.START.match(w.before)
    before = w.before[start.end() :] if start else w.before
    if _given(figure, w, before) or _told(figure, before) or wording.NEEDED.search(w.rest):
        return True
    if figure.kind == "money" and (wording.MONEY_AFTER.search(w.after) or wording.NO_INCOME.search(w.before)):
        return True
    if wording.CHARGE.search(w.before) and not (w.change or _LOWER.search(w.before)):
        return True
    if figure.kind == "count" and wording.BUILD.search(w.stem) and w.rest.startswith("的"):
        return False  # 组建30人的专家库
    return _condition(w, text[w.end : w.end + 1])


def _condition(w: _Words, stop: str) -> bool:
    """Whether the figure stands in a condition or a relative clause."""
    if wording.CONDITION.search(w.before) and ("的" in w.after or not w.before):
        return True
    rest = w.rest
    if rest.startswith("的"):
        if re.match(r"的(?:同时|目标|要求|标准|任务|指标|水平|比例)", rest):
            return False
        if rest == "的" or rest.startswith("的基础") or not wording.DOES.search(rest):
            return True
        return bool(w.before) and not re.search(
            r"(?:使|让|确保|力争|实现|推动|促进|有|约|保证|做到)$", w.before
        )
    return rest.endswith("的") and stop == ","


def _ceiling(w: _Words) -> bool:
    """Whether the figure is a bound not to be passed (不超过, 控制在…以内), no level to come down to."""
    return bool(_CEILING.search(w.before)) or (w.tail.endswith("内") and not _LOWER.search(w.before))


def _rate(figure: Figure, w: _Words) -> bool:
    """A rate is a target when it measures something: its measure before it or what it does behind it."""
    if _ceiling(w):
        return False
    stem = w.stem.rstrip()
    if figure.unit == "番":
        return bool(stem)
    if w.change or wording.MEASURE.search(stem):
        return w.op != "<=" or bool(wording.RATE.search(stem))
    return _reached(w, stem)


def _reached(w: _Words, stem: str) -> bool:
    """Whether a rate without a measure straight before it is one to be reached."""
    rated = wording.RATE.search(stem) is not None
    if w.op == "<=" and not rated:
        return False
    if w.op and _name(w) and (w.tail or not w.rest or rated):
        return True
    if not w.rest.strip() and w.op in ("=", ">") and wording.REACHED.search(w.before):
        return True
    return bool(wording.DOES.search(w.rest) or wording.DONE.search(w.before))


def _time(figure: Figure, w: _Words) -> bool:
    """A duration is a target when it is to become shorter, or is to be spent on learning."""
    if wording.SHORTEN.search(w.before) or wording.SHORTER.search(w.before):
        return True
    if w.op != ">=" or "提前" in w.before:
        return False
    days = figure.unit in ("天", "日") and not wording.OFTEN.search(w.before)
    return figure.unit == "小时" or (days and bool(wording.TRAINING.search(w.before)))


def _money(_: Figure, w: _Words) -> bool:
    """Money is a target when it is collected, lent, invested or brought in, not handed out."""
    if w.op == "<=" or (w.before.endswith("为") and w.op == "=" and not wording.REACHED.search(w.before)):
        return False  # 周转金规模为1000万元 describes
    return bool(wording.MONEY_WORK.search(w.before) or wording.MEASURE.search(w.stem.rstrip()))


def _count(figure: Figure, w: _Words) -> bool:
    """A count is a target when it is bounded from below, reached, or made in figures by a verb of work."""
    before = w.before
    if w.op == "<=":
        lower = bool(wording.RATE.search(w.stem)) and not _ceiling(w)
        return lower or bool(wording.SHORTEN.search(before))
    if figure.event and figure.unit not in _STUDY and wording.OFTEN.search(before):
        return False
    if w.op == ">=":
        return _bounded(figure, w)
    if wording.REACHED.search(before):
        return bool(w.stem.strip())
    served = wording.FOR.fullmatch(before) is not None and wording.works(w.rest)
    served = served and not _FIGURED.search(w.rest)  # 为全县58所中小学开展法治课116场
    return served or w.change or (not _aside(figure, w) and _made(figure, w))


def _aside(figure: Figure, w: _Words) -> bool:
    """Whether the figure only describes: 每…, 共有…, 其中的3个, 实现12个县全覆盖."""
    if figure.value < 1 or "全覆盖" in w.rest:
        return True
    return bool(wording.NOT_MADE.search(w.before) or wording.OFTEN.search(w.before))


def _made(figure: Figure, w: _Words) -> bool:
    """Whether a verb of work makes the figure: 识别企业20户, 选派12名干部."""
    before, rest = w.before, w.rest
    if not rest.strip() or rest[0] in "、和及与(" or wording.GOES_ON.match(rest):
        return wording.works(before) or (figure.event and len(before) > 1)
    if figure.value < _SEVERAL:
        return wording.BUILD.search(w.stem or before) is not None
    if wording.ENSURED.search(before) and wording.ALL_DONE.match(rest) and wording.works(rest):
        return True
    return wording.RIGHT_BEFORE.search(before) is not None or (bool(w.op) and wording.works(before))


def _bounded(figure: Figure, w: _Words) -> bool:
    """不少于N, N以上: a promise, unless it is the least number of a procedure (由3人以上组成)."""
    if wording.PROCEDURE.search(w.before) or (figure.ranged and figure.value < _SEVERAL):
        return False
    if figure.value <= 3 and figure.unit in ("人", "名") and "不得少于" in w.before:
        return False
    if w.tail and not w.stem.strip():
        return wording.works(w.rest)
    if not w.tail or not w.rest or w.stem != w.before:
        return True
    return wording.works(w.before) or bool(wording.MEASURE.search(w.stem))


_ACCEPT = {"rate": _rate, "time": _time, "money": _money, "count": _count}
