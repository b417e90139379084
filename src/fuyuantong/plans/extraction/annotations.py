"""Finding annotations in the flow: labelled values, brackets, and what stands open in the prose."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fuyuantong.plans.extraction.clauses import Claim, Clause
from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.labels import Label
from fuyuantong.plans.extraction.model import Unit
from fuyuantong.plans.extraction.temporal import labelled
from fuyuantong.plans.extraction.units import Lexicon, is_placed, is_strong, is_unit, split_units

_BRACKET = re.compile(r"[()\n\[\]]")
_MAYBE = re.compile(r"[局委办院府会部厅门位行司心]|牵头|负责|完成|年|月|长期")
_ORGANS = re.compile(r"[局委院府会部厅门位行司心队联区县市旗镇乡道站所处]|办(?![理案结好])")
_ADDRESSEE = re.compile(r"(?:报|报送|送|交|函告)[^,。;:()\n]{2,24}$")
_MAX = 600


@dataclass(frozen=True, slots=True)
class Context:
    """What an annotation's reading depends on."""

    year: int | None
    issued: dt.date | None
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation at flow[start:end]; `own_line` when it begins its paragraph."""

    start: int
    end: int
    claim: Claim
    own_line: bool
    labelled: bool


def brackets(text: str) -> list[tuple[int, int]]:
    """Outermost brackets, round or square, as (index of the opening, index after the closing), in order."""
    found: list[tuple[int, int]] = []
    depth, start = 0, 0
    for m in _BRACKET.finditer(text):
        c = m.group()
        if c in "([":
            if depth == 0:
                start = m.start()
            depth += 1
        elif c in ")]" and depth:
            depth -= 1
            if depth == 0:
                found.append((start, m.end()))
        elif c == "\n":
            depth = 0
    return found


class Finder:
    """Annotations of one document; `bounds` are the places where numbered parts begin."""

    def __init__(self, flow: Flow, labels: Sequence[Label], bounds: Sequence[int], context: Context) -> None:
        self.flow, self.labels, self.bounds, self.context = flow, labels, bounds, context
        self.brackets = brackets(flow.text)
        self.opens = [b[0] for b in self.brackets]

    def find(self) -> list[Annotation]:
        """All annotations in order of place."""
        found: list[Annotation] = []
        used: set[int] = set()
        for n, label in enumerate(self.labels):
            if label.role == "other":
                continue
            k = bisect_right(self.opens, label.start) - 1
            inside = k >= 0 and self.brackets[k][1] > label.end
            if inside:
                used.add(k)
            found.append(self._labelled(n, label, self.brackets[k] if inside else None))
            if inside and (n == 0 or self.labels[n - 1].start < self.brackets[k][0]):
                found += self._bare(self.brackets[k][0], label.start, partial=True)
        ends = {a.start: a.end for a in found}
        spans = sorted(ends.items())
        starts = [s for s, _ in spans]
        for k, (start, end) in enumerate(self.brackets):
            n = bisect_right(starts, start) - 1
            if n >= 0 and spans[n][1] > start:
                continue
            if self._alias(start, end):
                continue
            if k not in used and end - start <= _MAX and _MAYBE.search(self.flow.text, start, end):
                found += self._bare(start, end, partial=False)
        found.sort(key=lambda a: a.start)
        return found

    def _alias(self, start: int, end: int) -> bool:
        """Whether a bracket gives another name of the unit before it: 县委依法治县办(县司法局),…"""
        text = self.flow.text
        if end >= len(text) or text[end] not in ",;、的。" or end - start > 24:
            return False
        if text[end] == "。" and not _ADDRESSEE.search(text, max(0, start - 40), start):
            return False
        return is_strong(text[max(0, start - 6) : start]) and "、" not in text[start:end]

    def _limit(self, n: int, label: Label, bracket: tuple[int, int] | None) -> int:
        """Where the label's value ends at the latest."""
        text = self.flow.text
        far = min(len(text), label.end + _MAX * 4)
        limit = min(far, bracket[1] - 1) if bracket else _first(text, "\n。", label.end, far)
        if n + 1 < len(self.labels):
            limit = min(limit, self.labels[n + 1].start)
        k = bisect_right(self.bounds, label.start)
        if k < len(self.bounds):
            limit = min(limit, self.bounds[k])
        if bracket is None:
            close = text.find(")", label.end, limit)
            if close >= 0 and text.find("(", label.end, close) < 0:
                limit = close
        return max(limit, label.end)

    def _labelled(self, n: int, label: Label, bracket: tuple[int, int] | None) -> Annotation:
        limit = self._limit(n, label, bracket)
        claim = Claim()
        if label.role == "deadline":
            claim.deadlines = labelled(self.flow, label.end, limit, self.context.year, self.context.issued)
        else:
            clause = Clause(self.flow, label.role, self.context.year, self.context.issued, self.context.known)
            clause.persons = "人" in self.flow.text[label.start : label.end]
            claim = clause.read(label.end, limit) or claim
        start, end = bracket or (label.start, limit)
        if not bracket and self.flow.text[limit : limit + 1] == "。":
            end += 1
        own = start == 0 or self.flow.text[start - 1] == "\n"
        return Annotation(start, end, claim, own, True)

    def _bare(self, start: int, end: int, *, partial: bool) -> list[Annotation]:
        """A bracket without a label; `partial` is the part of one before its first label."""
        text = self.flow.text
        a, b = start + 1, end if partial else end - 1
        if b - a < 3 or not _ends_sentence(text, start, end, partial=partial):
            return []
        clause = Clause(self.flow, None, self.context.year, self.context.issued, self.context.known)
        claim = clause.read(a, b)
        if claim is None or claim.empty():
            return []
        return [Annotation(start, end, claim, start == 0 or text[start - 1] == "\n", clause.verbs > 0)]


def _first(text: str, stops: str, start: int, end: int) -> int:
    found = [p for p in (text.find(c, start, end) for c in stops) if p >= 0]
    return min(found, default=end)


def _ends_sentence(text: str, start: int, end: int, *, partial: bool) -> bool:
    """Whether a bracket stands where annotations stand: at the end of a sentence, line or list point."""
    if partial or end >= len(text):
        return True
    after = text[end : end + 2].strip()
    return (
        not after
        or after[0] in '。;,!?([\n:"”'
        or text[start - 1] in "。;!?)\n"
        or after[0].isdigit()
        or after[0] in "一二三四五六七八九十"
    )


_LEAD = "牵头"
_NOUN = re.compile(r"牵头(?:单位|部门|人|领导|责任|机构|、(?:配合|参与|协办|责任|承办))")
_WITH = re.compile(r"[,:]?(?:并|共同|统一|负责)?(?:联合|会同|协同|商|协调|组织|与|和)(?!会|体)")
_HELP = re.compile(r"(?:积极|协同|共同|予以)?(?:配合|参与|协助)")
_BREAK = re.compile(r"[。;:\n!?—]")
_COMMA = re.compile(r"[,。;:\n!?]")


def prose_units(
    flow: Flow, i: int, j: int, lexicon: Lexicon, *, joint: bool
) -> tuple[list[Unit], list[Unit]]:
    """Leads and partners named in running text: 由X牵头，联合Y；由X会同Y, X会同Y (when `joint`); Y配合."""
    text = flow.text
    leads: list[Unit] = []
    partners: list[Unit] = []
    p = text.find(_LEAD, i, j)
    while p >= 0:
        if not _NOUN.match(text, p):
            named = _before(flow, i, p)
            leads += named
            if named:
                partners += _after(flow, p + 2, j, lexicon)
        p = text.find(_LEAD, p + 2, j)
    if not leads:  # 由X会同Y… makes X lead also where an annotation only lists who is responsible
        p = text.find("会同", i, j)
        while p >= 0:
            named = _before(flow, i, p, by=not joint)
            leads += named
            if named:
                partners += lexicon.listed(flow, p + 2, j)[0]
            p = text.find("会同", p + 2, j)
    return leads, partners


def _before(flow: Flow, i: int, p: int, *, by: bool = False) -> list[Unit]:
    """The units straight before 牵头 or 会同: after 由, or (unless `by`) filling the clause."""
    text = flow.text
    lo = max(i, p - 90)
    at = text.rfind("由", lo, p)
    start = lo
    for m in _BREAK.finditer(text, lo, p):
        start = m.end()
    if at >= start and text[at - 1 : at + 1] not in ("自由", "理由", "事由", "案由"):
        start = at + 1
    elif by:
        return []
    else:
        comma = text.rfind(",", start, p)
        start = comma + 1 if comma >= 0 else start
    units = split_units(flow, start, p)
    return units if units and all(is_unit(_fold(u.name)) for u in units) else []


def _after(flow: Flow, p: int, j: int, lexicon: Lexicon) -> list[Unit]:
    """The units that go along: 牵头，联合A、B… or 牵头，A、B配合."""
    m = _WITH.match(flow.text, p, j)
    if m:
        return lexicon.listed(flow, m.end(), j)[0]
    if flow.text[p : p + 1] == ",":
        units, q = lexicon.listed(flow, p + 1, j)
        gap = flow.text[q : q + 20]
        if _HELP.match(gap) or gap.startswith("("):
            return units
    return []


_SENTENCE = re.compile(r"[^。;!?\n]+")
_ASSIGNS = re.compile(r"牵头|负责|承担|落实|办理")


def assigned(flow: Flow, i: int, j: int, context: Context) -> list[Claim]:
    """What sentences of running text say that do nothing but assign: 市法院牵头，市司法局配合。"""
    claims: list[Claim] = []
    if not _ASSIGNS.search(flow.text, i, j):
        return claims
    for m in _SENTENCE.finditer(flow.text, i, j):
        a, b = m.span()
        if b - a > 160 or not (_ASSIGNS.search(flow.text, a, b) and _ORGANS.search(flow.text, a, b)):
            continue
        clause = Clause(flow, None, context.year, context.issued, context.known)
        claim = clause.read(m.start(), m.end())
        named = [*claim.lead, *claim.responsible, *claim.assist] if claim else []
        if claim is not None and clause.verbs and named and all(is_placed(_fold(u.name)) for u in named):
            claims.append(claim)
    return claims


_CHARGE = re.compile(r"负责(?!解释)|(?:承担|落实|组织实施|办理)(?=[,。;]|$)")


def charged(flow: Flow, i: int, j: int) -> list[Unit]:
    """The units of 由X负责 in running text."""
    found: list[Unit] = []
    for m in _CHARGE.finditer(flow.text, i, j):
        p = m.start()
        by = flow.text.rfind("由", max(i, p - 60), p)
        if by >= 0 and not _COMMA.search(flow.text, by, p):
            units = split_units(flow, by + 1, p)
            if units and all(is_placed(_fold(u.name)) for u in units):
                found += units
    return found


def _fold(name: str) -> str:
    return name.replace("（", "(").replace("）", ")")
