"""The grammar of an annotation's inside: who leads, who is responsible, who helps, by when.

    annotation := segment ((',' | ';' | '。') segment)*
    segment    := time | filler | units (verb units?)*
    verb       := 牵头… → lead | 会同… → the units before it lead | 配合… → assist | 负责… → responsible

Units that no verb claims take the role of the label before them; without a label they are responsible.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fuyuantong.plans.extraction.flow import Flow, fold
from fuyuantong.plans.extraction.labels import Role
from fuyuantong.plans.extraction.model import Deadline, Unit
from fuyuantong.plans.extraction.temporal import is_time, labelled
from fuyuantong.plans.extraction.units import complete, is_placed, is_strong, is_unit, split_units

_VERB = re.compile(
    r"(?P<lead>(?:共同|联合|分别|负责|总)?牵头(?:负责|落实|组织实施|组织|推进|实施|抓总|办理|协调|抓落实|制定|承办)*(?!单位|部门|人|领导))"
    r"|(?P<joint>会同|(?<=[局委办院府会部厅行])商(?=有关|相关|市|各|省|县|州|区))"
    r"|(?P<with>(?<=[局委办院府会部厅行头)])(?:联合|协同)(?!会|国|工会|社|体|创新))"
    r"|(?P<assist>(?:(?:依|按照?|根据)(?:各自)?(?:职责|职能)(?:分工)?)?(?:积极|协同|共同|分别|予以|做好|协作)*(?:配合|参与|协助|参加|支持|协办)"
    r"(?:落实|实施|推进|做好|工作)*(?!单位|部门)|(?:督促|督导|指导|监督|协调|统筹)+(?:落实|检查)?(?=$|[,;。)\]]))"
    r"|(?P<resp>负(?:总|主)责|(?:(?:依|按照?|根据)(?:各自)?(?:职责|职能|任务)(?:和任务)?(?:分工)?)(?:分别|共同|抓好)?(?:负责|落实|推进|实施|抓落实)?"
    r"|(?:共同|分别|分工|具体|各自|分头|协同|组织)*(?:负责|落实|承担|主办|承办)(?:落实|实施|推进|组织实施|办理)*(?!单位|部门|人)|办理(?=$|[,;。)\]]))"
)
_SEGMENT = re.compile(r"[,;。:\n()\[\]]")
# what one name of a list is said to do: 市司法局(牵头)、市法院(配合)
_MARKED = re.compile(
    r"[(\[] ?(?:(?P<lead>总?牵头(?:单位|部门)?|主办(?:单位)?|主责(?:单位)?)"
    r"|(?P<assist>(?:配合|协办|参与|协助)(?:单位|部门)?)"
    r"|(?P<responsible>(?:责任|承办|负责)(?:单位|部门)?)) ?[)\]]"
)
_BY = re.compile(r"(?:于|在|至|到)(?=(?:19|20)\d\d|\d{1,2} ?月|年[底内]|今年)")
_PERSON = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff某×*X]{0,2}某|[\u4e00-\u9fff][×*X某]{1,3}")
_FILLER = re.compile(
    r"(?:下同|以下同|(?:责任|牵头)?(?:单位)?(?:列|排|居)?(?:在)?(?:名)?(?:第一|首)(?:位|个|名).*|.*为牵头(?:单位|部门).*|"
    r"按职责分工|排名不分先后|不再一一列出|等)"
)


@dataclass(slots=True)
class Claim:
    """What one annotation says."""

    lead: list[Unit] = field(default_factory=list)
    responsible: list[Unit] = field(default_factory=list)
    assist: list[Unit] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)

    def empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.lead or self.responsible or self.assist or self.deadlines)


class Clause:
    """Reads one value: a label's or a bracket's.  `role` is the label's role, None in a bare bracket."""

    def __init__(
        self, flow: Flow, role: Role | None, year: int | None, issued: dt.date | None, known: frozenset[str]
    ) -> None:
        self.flow, self.role, self.year, self.issued, self.known = flow, role, year, issued, known
        self.claim = Claim()
        self.pending: list[Unit] = []
        self.verbs = 0
        self.led = False
        self.persons = False

    def read(self, i: int, j: int) -> Claim | None:
        """What flow[i:j] says; None when a bare bracket is no annotation."""
        for start, end in self._segments(i, j):
            a, b = self.flow.trim(start, end, " \n\t.。;,、:")
            if a < b and not self._segment(a, b):
                return None
            if self.role:
                self._flush(self.role)
        strict = self.role is None and not self.verbs
        if strict and not self._bare(self.pending):
            return None
        self._flush(self.role or "responsible")
        return self.claim

    def _bare(self, units: list[Unit]) -> bool:
        """A bracket without label and verb must hold nothing but units beyond doubt."""
        if not units:
            return bool(self.claim.deadlines)
        names = [_plain(u.name) for u in units]
        if not all(n in self.known or (is_unit(n) and is_strong(n)) for n in names):
            return False
        return any(n in self.known or is_placed(n) for n in names)

    def _segments(self, i: int, j: int) -> list[tuple[int, int]]:
        cuts, depth, start = [], 0, i
        text = self.flow.text
        for m in _SEGMENT.finditer(text, i, j):
            c = m.group()
            if c in "([":
                depth += 1
            elif c in ")]":
                depth = max(0, depth - 1)
            elif not depth and (c != ":" or self.role is None):
                cuts.append((start, m.start()))
                start = m.end()
        return [*cuts, (start, j)]

    def _segment(self, a: int, b: int) -> bool:
        text = self.flow.text[a:b]
        if _FILLER.fullmatch(text):
            return True
        if is_time(text):
            self.claim.deadlines += labelled(self.flow, a, b, self.year, self.issued)
            return True
        p = a
        for m in _verbs(self.flow.text, a, b):
            if not self._chunk(p, m.start()):
                return False
            self._verb(m.lastgroup or "")
            p = m.end()
        by = _BY.search(self.flow.text, p, b)
        at = by.end() if by else p
        if (by or p > a) and is_time(self.flow.text[at:b].strip()):
            self.claim.deadlines += labelled(self.flow, at, b, self.year, self.issued)
            return by is None or self._chunk(p, by.start())
        return self._chunk(p, b)

    def _chunk(self, a: int, b: int) -> bool:
        """Units between verbs; in a bare bracket anything else makes it no annotation."""
        a, b = self.flow.trim(a, b, " \n\t、:")
        if a >= b or _FILLER.fullmatch(self.flow.text[a:b]):
            return True
        units = split_units(self.flow, a, b)
        if self.role is None:
            if not units or not all(self._plausible(u.name) for u in units):
                return False
        else:
            units = [u for u in units if len(u.name) <= 60 and not self._person(u.name)]
        self.pending += [u for u in units if not self._marked(u)]
        return True

    def _person(self, name: str) -> bool:
        """Whether a piece names a person; 责任单位及责任人 gives persons with their full names too."""
        short = self.persons and 2 <= len(name) <= 4 and not complete(name, 0, len(name))
        return short or _PERSON.fullmatch(name) is not None

    def _marked(self, unit: Unit) -> bool:
        """Whether the unit's own bracket says what it does; then it is taken with that role."""
        m = _MARKED.search(fold(unit.name))
        if m is None or m.end() < len(unit.name) or m.start() < 2:
            return False
        self.verbs += 1
        self._take(m.lastgroup or "", [without_tail(unit, m.start())])
        return True

    def _plausible(self, name: str) -> bool:
        plain = _plain(name)
        return name in self.known or is_unit(plain)

    def _verb(self, kind: str) -> None:
        self.verbs += 1
        if kind == "lead":
            self.led = True
            self._flush("lead")
        elif kind == "joint":
            self._flush(
                "lead"
                if self.role in (None, "responsible", "lead") and not self.led
                else self.role or "responsible"
            )
        elif kind == "assist":
            self._flush("assist")
        elif kind == "resp":
            self._flush("responsible")

    def _flush(self, role: Role) -> None:
        self._take(role, self.pending)
        self.pending = []

    def _take(self, role: str, units: list[Unit]) -> None:
        target = {"lead": self.claim.lead, "assist": self.claim.assist}.get(role, self.claim.responsible)
        target += units


def _verbs(text: str, a: int, b: int) -> Iterator[re.Match[str]]:
    """The verbs of a segment; one in a bracket of its own (市司法局(牵头)) belongs to its name."""
    marks = [m.span() for m in _MARKED.finditer(text, a, b)]
    for m in _VERB.finditer(text, a, b):
        if not any(s <= m.start() < e for s, e in marks):
            yield m


def without_tail(unit: Unit, length: int) -> Unit:
    """The unit's name cut to its first `length` characters; blanks inside the name do not count."""
    return Unit(unit.name[:length], (unit.span[0], unit.span[0] + length))


def _plain(name: str) -> str:
    """The name folded, for looking at its shape."""
    return name.replace("（", "(").replace("）", ")")


def looks_complete(name: str) -> bool:
    """Whether a name ends as a unit does."""
    return complete(name, 0, len(name))
