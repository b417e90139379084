"""From an issue to its printed paper: the text with its figures, tables, charts, lists, and the letters.

Papers are Chinese whatever the language of the screen. Everything printed comes from the cut that is kept
with the issue, so that the same issue is always the same paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fuyuantong.common.charts.prints import Mark, bars, trend
from fuyuantong.documents.official import (
    Annex,
    Block,
    Document,
    Layout,
    Paragraph,
    Picture,
    Table,
    paragraphs,
    said_day,
)
from fuyuantong.reports.kinds import CaseState, Form, Part, Product, State
from fuyuantong.reports.models import Finding, Issue
from fuyuantong.reports.protecting import shown
from fuyuantong.reports.queries.library import told

NUMERALS = "一二三四五六七八九十"
COVERED = frozenset({Form.WHITE_PAPER, Form.WARNING, Form.SUMMARY})
"""Forms with a cover page."""


def compose(issue: Issue) -> Document:
    """The whole paper; a draft says so at its top."""
    product, body = told(issue.product), issue.cut.body
    texts: dict[str, list[str]] = {}
    for passage in issue.passages.all():
        texts.setdefault(passage.part, []).append(passage.text)
    parts = [part for part in product.parts if not part.annex]
    blocks: list[Block] = []
    heads = [*(part.key for part in parts), *(["典型案例"] if product.cases else [])]
    for number, part in enumerate(parts):
        blocks.append(Paragraph(f"{_ordinal(number, heads)}{part.key}", 1))
        blocks += _part(part, texts.get(part.key, ()), body)
    if product.cases:
        blocks += _cases(issue)
    if issue.corrects is not None:
        blocks.insert(
            0,
            Paragraph(
                f"（本期更正{said_day(issue.corrects.issued_on)}发布的同期材料，更正理由：{issue.reason}）"
            ),
        )
    blocks.append(Paragraph(_source_note(issue)))
    blocks += _doubts(body)
    annexes = [
        Annex(part.key, tuple(_part(part, texts.get(part.key, ()), body)))
        for part in product.parts
        if part.annex
    ]
    return Document(
        layout=Layout.SHEET if product.form in COVERED else Layout.FILE,
        title=issue.title,
        issuers=(issue.owner.name,),
        number=issue.number,
        body=tuple(blocks),
        annexes=tuple(annexes),
        addressees=() if product.public or product.form in COVERED else ("各有关单位",),
        issued_on=issue.issued_on,
        sealed=False,
        cover=_cover(product) if product.form in COVERED else "",
        draft=issue.state in {State.DRAFT, State.REVIEW, State.SIGNED},
        printer="" if product.form in COVERED else issue.owner.name,
        printed_on=issue.issued_on,
    )


def _cover(product: Product) -> str:
    return product.name.split("（")[0]


def _ordinal(number: int, heads: Sequence[str]) -> str:
    if len(heads) < 2:  # noqa: PLR2004 - a single heading has no number
        return ""
    return f"{NUMERALS[number]}、" if number < len(NUMERALS) else f"{number + 1}."


def _part(part: Part, texts: Sequence[str], body: Mapping[str, Any]) -> Iterator[Block]:
    for text in texts:
        yield from paragraphs(shown(text, body["words"]))
    for chart in part.charts:
        drawn = body["charts"][f"{part.key}/{chart.key}"]
        if any(float(value or 0) for _name, value, _words in drawn["points"]):  # an empty frame says nothing
            yield picture(drawn)
    for table in part.tables:
        yield from table_blocks(body["tables"][f"{part.key}/{table.key}"])
    for lag in part.lags:
        found = body["lags"][f"{part.key}/{lag.key}"]
        yield Paragraph(f"列出规则：{found['rule']}；分母过小的不列。")
        if found["units"]:
            rows = tuple((str(n), one["name"], one["figure"]) for n, one in enumerate(found["units"], 1))
            yield Table(("序号", "单位", "数值"), rows, (1, 6, 3), caption=lag.key, centred=(0, 2))
    if part.items:
        yield from table_blocks(body["tables"][f"{part.key}/得分"])
    if part.total:
        yield from table_blocks(body["tables"][f"{part.key}/总分"])


def picture(drawn: Mapping[str, Any]) -> Picture:
    """A chart of the cut."""
    marks = [
        Mark(name, None if value is None else float(value), text) for name, value, text in drawn["points"]
    ]
    svg = trend(marks) if drawn["drawing"] == "trend" else bars(marks)
    alt = f"{drawn['title']}：" + "，".join(f"{mark.name}{mark.words}" for mark in marks)
    return Picture(svg, drawn["title"], alt, 0.94)


def table_blocks(told_: Mapping[str, Any]) -> Iterator[Block]:
    """A table of the cut with its notes."""
    if not told_["rows"]:
        yield Paragraph(f"（{told_['title']}：本期没有应计事项。）")
        return
    head = told_["head"]
    widths = (2.4, *(1.0 for _ in head[1:]))
    rows = tuple(tuple(row) for row in told_["rows"])
    yield Table(tuple(head), rows, widths, told_["title"], tuple(range(1, len(head))))
    for note in told_["notes"]:
        yield Paragraph(f"注：{note}", plain=True)


def _cases(issue: Issue) -> Iterator[Block]:
    ready = [case for case in issue.cases.all() if case.state == CaseState.CONFIRMED]
    for number, case in enumerate(ready, 1):
        yield Paragraph(f"案例{number}　{case.title}", 2)
        yield from (Paragraph(line.strip()) for line in case.text.splitlines() if line.strip())


def _source_note(issue: Issue) -> str:
    cut = issue.cut
    if not cut.body["figures"]:
        return f"（编写日期：{cut.body['words']['截至']}）"
    signed = any(one["signed"] for one in cut.body["figures"].values())
    kind = "期间数据已签定" if signed else "期间数据为取数时的台账数"
    return f"（数据截至{cut.body['words']['截至']}，{kind}；数据校验码{cut.digest[:12]}）"


def _doubts(body: Mapping[str, Any]) -> Iterator[Block]:
    """What to know of the figures before they are used: 分母过小, 骤变, 年中改过口径, 只反映次数…"""
    found: dict[str, list[str]] = {}
    for name, one in sorted(body["figures"].items()):
        for words in dict.fromkeys(one.get("doubts", ())):
            found.setdefault(words, []).append(name)
    for words, names in sorted(found.items()):
        yield Paragraph(f"注：{words}的指标：{'、'.join(names)}。", plain=True)


def letter(finding: Finding) -> Document:
    """The 提醒函 to one unit."""
    issue = finding.issue
    return Document(
        layout=Layout.LETTER,
        title=f"关于{issue.cut.body['words']['期']}有关风险的提醒函",
        issuers=(issue.owner.name,),
        addressees=(finding.unit.name,),
        body=(*paragraphs(finding.letter), *paragraphs(finding.demand)),
        issued_on=issue.issued_on,
        sealed=True,
        draft=issue.state != State.ISSUED,
        note="本函作提示、商请之用，不作为考核依据",
    )
