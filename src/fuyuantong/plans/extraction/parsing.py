"""A policy document's text to its structure: the floors of the grammar, one upon the other.

glyphs → lines and paragraphs → numbers and tables → annotations → items.  Everything is linear in the
length of the text; nothing raises on any input.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from fuyuantong.plans.extraction.annotations import Annotation, Context, Finder
from fuyuantong.plans.extraction.clauses import looks_complete
from fuyuantong.plans.extraction.damage import holes, spam
from fuyuantong.plans.extraction.flow import Flow, fold
from fuyuantong.plans.extraction.head import read_head
from fuyuantong.plans.extraction.items import Assembler
from fuyuantong.plans.extraction.labels import Label, find_labels
from fuyuantong.plans.extraction.lines import Line, build_flow, cut_lines
from fuyuantong.plans.extraction.material import Rules, first_leads
from fuyuantong.plans.extraction.model import Document, Flaw, Span
from fuyuantong.plans.extraction.organisation import duties, meetings, seats
from fuyuantong.plans.extraction.outline import Node, Outliner, trim_closing
from fuyuantong.plans.extraction.tables import Table, TableReader
from fuyuantong.plans.extraction.units import Lexicon, split_units

_ALIAS = re.compile(r"(?:以下|下)?简称:?[“\"]?([\u4e00-\u9fff]{2,12})[”\"]?\)")
_YEARS = re.compile(r"((?:19|20)\d\d) ?年? ?[—–~至-]{1,2} ?((?:19|20)\d\d) ?年")
_HEAD = 200  # characters in which a title's second line, (2026—2028年), stands
_YEAR = re.compile(r"((?:19|20)\d\d)年")


def parse_text(text: str, *, file: str = "") -> Document:
    """The structure of a policy document; offsets count in `text`.  Never raises on any text."""
    folded = fold(text)
    ads = spam(folded)
    lines = cut_lines(folded)
    tables = TableReader(folded, lines).read()
    flow = _flow(text, folded, lines, tables, [w.span for w in ads])
    blocked = [_place(flow, lines, t) for t in tables]
    labels = _outside(find_labels(flow.text), blocked)
    nodes = Outliner(flow.text, labels, blocked).run()
    trim_closing(flow.text, nodes)
    first = min([n.start for n in nodes[:1]] + [b[0] for b in blocked[:1]], default=_body_start(flow, labels))
    head = read_head(flow, first)
    known = _learn(flow, labels)
    context = Context(_year(flow.text, head.title, head.notice, head.issued_on), head.issued_on, known)
    found = Finder(flow, labels, [n.start for n in nodes], context).find()
    rules = Rules(context, first_leads(folded))
    lexicon = Lexicon(known, flow.text)
    items = Assembler(flow, nodes, _clear(found, blocked), rules, lexicon, text, folded).build(
        tables, blocked
    )
    warnings = sorted([*ads, *holes(text, folded), *_repeated(flow, nodes)], key=lambda w: w.span)
    return Document(
        file=file,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=head.title,
        notice=head.notice,
        issuers=head.issuers,
        number=head.number,
        issued_on=head.issued_on.isoformat() if head.issued_on else None,
        warnings=tuple(warnings),
        items=tuple(items),
        organisation=tuple(seats(flow)),
        meetings=tuple(meetings(flow)),
        duties=tuple(duties(flow, nodes)),
    )


def _flow(
    text: str, folded: str, lines: Sequence[Line], tables: Sequence[Table], masked: Sequence[Span]
) -> Flow:
    held = {n for t in tables for n in range(t.first, t.last)}
    return build_flow(text, folded, lines, masked, held.__contains__)


def _place(flow: Flow, lines: Sequence[Line], table: Table) -> tuple[int, int]:
    """Where a table stands in the flow."""
    return (bisect_left(flow.at, lines[table.first].start), bisect_left(flow.at, lines[table.last - 1].end))


def _outside(labels: list[Label], blocked: Sequence[tuple[int, int]]) -> list[Label]:
    return [n for n in labels if not _within(n.start, blocked)] if blocked else labels


def _clear(found: list[Annotation], blocked: Sequence[tuple[int, int]]) -> list[Annotation]:
    return [n for n in found if not _within(n.start, blocked)] if blocked else found


def _within(p: int, blocked: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the tables, which stand in order and apart."""
    k = bisect_right(blocked, p, key=lambda b: b[0]) - 1
    return k >= 0 and p < blocked[k][1]


def _body_start(flow: Flow, labels: Sequence[Label]) -> int:
    """Where the body of a document without numbers begins, for reading its head."""
    return labels[0].start if labels else len(flow.text)


def _learn(flow: Flow, labels: Sequence[Label]) -> frozenset[str]:
    """Names that the document itself gives: units in labelled lists, short forms (以下简称…)."""
    names: set[str] = {m[1] for m in _ALIAS.finditer(flow.text)}
    for n, label in enumerate(labels):
        if label.role not in ("lead", "responsible", "assist"):
            continue
        end = min(
            (p for p in (flow.text.find(c, label.end, label.end + 400) for c in "\n。)") if p >= 0),
            default=min(len(flow.text), label.end + 400),
        )
        if n + 1 < len(labels):
            end = min(end, labels[n + 1].start)
        for unit in split_units(flow, label.end, max(end, label.end)):
            name = unit.name.replace("（", "(").replace("）", ")")
            if 3 <= len(name) <= 20 and looks_complete(name):
                names.add(name)
    return frozenset(names)


def _year(text: str, title: str, notice: str | None, issued: dt.date | None) -> int | None:
    """The year that a document is about: its title's, its date's, the one it names most."""
    for words in (title, notice or ""):
        m = _YEARS.search(words)
        if m and not _YEAR.search(_YEARS.sub("", words)):
            inside = issued is not None and int(m[1]) <= issued.year <= int(m[2])
            return issued.year if issued and inside else int(m[1])
        m = _YEAR.search(_YEARS.sub("", words))
        if m:
            return int(m[1])
    if issued:
        return issued.year
    span = _YEARS.search(text, 0, _HEAD)
    if span:
        return int(span[1])
    named = Counter(_YEAR.findall(text))
    return int(max(named, key=lambda y: (named[y], y))) if named else None


def _repeated(flow: Flow, nodes: Sequence[Node]) -> list[Flaw]:
    """Numbers that one list uses twice."""
    found = []
    seen: set[tuple[int, str, int]] = set()
    for node in nodes:
        key = (id(node.parent), node.token.style, node.token.value)
        if key in seen:
            a, b = flow.trim(node.token.start, node.token.end)
            found.append(Flaw("repeated-number", flow.span(a, b), flow.raw[a:b]))
        seen.add(key)
    return found
