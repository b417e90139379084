"""The 交接单 on paper: who gives, who takes, from when, on whose authority, each thing, three signatures.

Papers are Chinese whatever the language of the screen; units bear the names of the day of the change.
"""

from __future__ import annotations

from fuyuantong.documents.official import (
    Block,
    Cell,
    Document,
    Grid,
    Layout,
    Paragraph,
    Table,
    print_docx,
    print_pdf,
    said_day,
)
from fuyuantong.handovers.kinds import Nature
from fuyuantong.handovers.queries.sight import SlipView

_SIGN = "签字（盖章）："
_DAY = "年　　月　　日"


def document_of(view: SlipView) -> Document:
    """The slip as a form; lines stand under their kinds, what is only counted in one last table."""
    slip, row = view.slip, view.slip.handover
    body: list[Block] = [_facts(view), *_lists(view)]
    body += [Paragraph("以上事项、材料和期限已逐项核对，办理期限不因交接变动。"), _signatures(view)]
    return Document(
        layout=Layout.SHEET,
        title=f"{row.title}\n工作交接单"
        if row.nature != Nature.POST
        else f"{row.title.removesuffix('交接')}交接单",
        issuers=(slip.giver.name,),
        body=tuple(body),
        signed=False,
    )


def _facts(view: SlipView) -> Grid:
    slip, row = view.slip, view.slip.handover
    post = row.nature == Nature.POST
    pairs = (
        ("移交人" if post else "移交单位", slip.giver.name),
        ("接收人" if post else "接收单位", slip.taker.name),
        ("类型", Nature(row.nature).label),
        ("生效日期", said_day(row.on)),
        ("依据", row.basis or "—"),
    )
    rows = [(Cell(str(label), label=True), Cell(str(text))) for label, text in pairs]
    return Grid((2, 8), tuple(rows))


def _lists(view: SlipView) -> list[Block]:
    """One table a kind; for those who may only count, the counts."""
    blocks: list[Block] = []
    for number, (label, lines) in enumerate(view.lines, 1):
        blocks.append(Paragraph(f"{_ones(number)}、{label}（{len(lines)}项）", 1))
        rows = tuple(
            (str(place), line.title, line.detail, said_day(line.due_on) or "—")
            for place, line in enumerate(lines, 1)
        )
        blocks.append(Table(("序号", "名称", "说明", "办理期限"), rows, (1.3, 5.2, 3, 3.1), centred=(0, 3)))
    named = {label for label, _lines in view.lines}
    rest = tuple((label, str(count)) for label, count in view.counts if label not in named)
    if rest:
        heading = "其他随同移交" if named else "移交数量"
        blocks.append(Paragraph(f"{_ones(len(view.lines) + 1)}、{heading}", 1))
        blocks.append(Table(("类别", "数量（件、项）"), rest, (6, 2), centred=(1,)))
    return blocks


def _ones(number: int) -> str:
    digits = "零一二三四五六七八九十"
    if number <= 10:  # noqa: PLR2004 - 十 is one character, 十一 two
        return digits[number]
    return f"{'十' if number < 20 else '二十'}{digits[number % 10] if number % 10 else ''}"  # noqa: PLR2004


def _signatures(view: SlipView) -> Grid:
    slip = view.slip
    day = said_day(slip.signed_on) or _DAY
    cells = tuple(
        Cell(f"{label}\n{_SIGN}{name}", lines=4, foot=day)
        for label, name in (
            ("移交方", slip.given_by), ("接收方", slip.taken_by), ("监交方", slip.watched_by),
        )
    )  # fmt: skip
    return Grid((1, 1, 1), (cells,))


def paper(view: SlipView, kind: str) -> bytes:
    """The slip as `docx` or `pdf`."""
    document = document_of(view)
    return print_docx(document) if kind == "docx" else print_pdf(document).content


def name_of(view: SlipView) -> str:
    return f"{view.slip.handover.title}交接单（{view.slip.giver.name}—{view.slip.taker.name}）"
