"""案卷目录 and 销毁清册 on paper. Papers are Chinese whatever the screen speaks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from fuyuantong.archives.kinds import Retention, Source
from fuyuantong.archives.models import Volume
from fuyuantong.archives.queries import DestructionView
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

_SIGN = "签字：　　　　　　年　　月　　日"


def printed(document: Document, kind: str) -> bytes:
    return print_docx(document) if kind == "docx" else print_pdf(document).content


def directory(unit: str, year: int, volumes: Sequence[Volume]) -> Document:
    """案卷目录 of one year."""
    rows = tuple(
        (str(row.number), row.title, f"{row.began_on:%Y%m%d}—{row.ended_on:%Y%m%d}", str(row.papers),
         str(row.pages), _term(row), _source(row))
        for row in volumes
    )  # fmt: skip
    table = Table(
        ("案卷号", "题名", "起止日期", "件数", "页数", "保管期限", "备注"),
        rows, (1.7, 4.4, 2.4, 1.2, 1.2, 2, 1.5), centred=(0, 2, 3, 4, 5, 6),
    )  # fmt: skip
    pages = sum(row.pages for row in volumes)
    total = Paragraph(f"立卷单位：{unit}　　共 {len(volumes)} 卷、{pages} 页", plain=True)
    return Document(Layout.SHEET, f"{year}年度案卷目录", (unit,), body=(total, table), signed=False)


def destruction_list(view: DestructionView) -> Document:
    """销毁清册, with the places where it is signed: appraised, approved, destroyed, watched."""
    row = view.row
    rows = tuple(
        (str(place), f"{one.year}-{one.number}", one.title, str(one.pages), _term(one),
         said_day(one.expires_on) if one.expires_on else "—")
        for place, one in enumerate(view.volumes, 1)
    )  # fmt: skip
    body: list[Block] = [
        Paragraph(f"立卷单位：{row.unit.name}　　共 {row.count} 卷", plain=True),
        Table(
            ("序号", "案卷号", "题名", "页数", "保管期限", "期满日期"),
            rows, (1.1, 1.7, 4.6, 1.1, 1.9, 3.1), centred=(0, 1, 3, 4, 5),
        ),
    ]  # fmt: skip
    if view.hidden:
        body.append(Paragraph(f"另有限定知悉范围的案卷 {view.hidden} 卷，题名由知悉人员当面核对。"))
    approved = row.decided_words or "（待审批）"
    who = f"{row.decided_by}　{said_day(row.decided_on)}" if row.decided_on else _SIGN
    body.append(
        Grid(
            (2, 10),
            (
                (Cell("鉴定意见", label=True), Cell(row.opinion, lines=2, foot=f"鉴定人：{row.appraisers}")),
                (Cell("审批意见", label=True), Cell(approved, lines=2, foot=who)),
                (Cell("销毁", label=True), Cell("销毁方式、地点：", lines=2, foot=f"销毁人{_SIGN}")),
                (Cell("监销", label=True), Cell(row.watched_by, lines=2, foot=f"监销人（两人）{_SIGN}")),
            ),
        )
    )
    return Document(Layout.SHEET, "档案销毁清册", (row.unit.name,), body=tuple(body), signed=False)


def _term(row: Volume) -> str:
    with translation.override("zh-hans"):
        return str(Retention(row.retention).label)


def _source(row: Volume) -> str:
    with translation.override("zh-hans"):
        return str(Source(row.source).label)
