"""What comes out of a round: 汇总 by section or by unit, the 专报 on one page, the 台账. Pure of writes.

Papers are Chinese whatever the language of the screen. They hold what the viewer's office may see; a unit
that has not answered is named as such, courts and their like are not (the office does not hold them to
account: practice §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of
from fuyuantong.documents.official import Block, Document, Layout, Paragraph, print_docx, print_pdf
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, book_docx, time_note, to_xlsx
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.organs.models import Linkage
from fuyuantong.rounds.kinds import PaperKind, SheetState
from fuyuantong.rounds.models import Entry, Round
from fuyuantong.rounds.queries import sheets_of

BRIEF_SIZES = ((8, 60), (6, 48), (5, 40), (4, 34), (3, 28), (2, 24), (1, 20))
"""How many items of a part stand in the 专报, and how long each may be: the most that fits on its page."""
_COLUMNS = (
    TableColumn("序号", 1),
    TableColumn("任务", 4),
    TableColumn("承办单位", 3),
    TableColumn("进展", 7),
    TableColumn("问题", 4),
    TableColumn("下步措施", 4),
)


def compose(viewer: Actor, round_: Round, kind: PaperKind, now: datetime) -> bytes:
    """Make one paper of what has come in, as a .docx or (台账) an .xlsx."""
    entries = _entries(viewer, round_)
    notes = [f"{round_.get_cadence_display()}　{round_.period}".strip("　"), time_note(now, viewer.unit_name)]
    match kind:
        case PaperKind.BY_SECTION:
            return book_docx(round_.title, notes, _by_section(entries))
        case PaperKind.BY_UNIT:
            return book_docx(round_.title, notes, _by_unit(entries))
        case PaperKind.TABLE:
            return to_xlsx(_table(round_, entries, notes))
        case PaperKind.BRIEF:
            return print_docx(one_page(viewer, round_, entries, now))


def _entries(viewer: Actor, round_: Round) -> list[Entry]:
    """In the order of the plan, each with its unit and obligation; what has not come in is there without
    words."""
    rows = (
        Entry.objects.visible_to(viewer)
        .filter(sheet__round=round_)
        .select_related("sheet__unit", "obligation")
        .defer("obligation__grams", "obligation__content")
        .order_by("place", "pk")
    )
    return list(rows)


def _said(entry: Entry, word: str) -> str:
    return entry.said(word) if entry.sheet.state == SheetState.SENT else ""


def _progress(entry: Entry) -> str:
    return _said(entry, "progress") or ("（未报）" if entry.sheet.unit.kind not in GENTLE_KINDS else "")


def _by_section(entries: Sequence[Entry]) -> list[TableSheet]:
    found = groupby(entries, key=lambda entry: entry.section)
    merged: dict[str, list[Entry]] = {}
    for name, rows in found:  # a mechanism's entries may stand apart: one table for one heading
        merged.setdefault(name, []).extend(rows)
    return [TableSheet(name, _COLUMNS, [_row(entry) for entry in rows]) for name, rows in merged.items()]


def _row(entry: Entry) -> Sequence[Value]:
    return (
        entry.place, entry.obligation.title, str(entry.sheet.unit), _progress(entry),
        _said(entry, "problems"), _said(entry, "next_steps"),
    )  # fmt: skip


def _by_unit(entries: Sequence[Entry]) -> list[TableSheet]:
    ordered = sorted(entries, key=lambda e: (e.sheet.unit.protocol_order, str(e.sheet.unit), e.place))
    columns = [column for column in _COLUMNS if column.title != "承办单位"]
    sheets = []
    for unit, rows in groupby(ordered, key=lambda entry: str(entry.sheet.unit)):
        own = list(rows)
        signed = own[0].sheet.approved_by or own[0].sheet.checked_by or own[0].sheet.filled_by
        notes = [f"签发：{signed}"] if own[0].sheet.state == SheetState.SENT else []
        rest = [[cell for n, cell in enumerate(_row(entry)) if n != 2] for entry in own]  # noqa: PLR2004 - 承办单位
        sheets.append(TableSheet(unit, columns, rest, notes))
    return sheets


def _table(round_: Round, entries: Sequence[Entry], notes: Sequence[str]) -> TableSheet:
    columns = [
        _COLUMNS[0], TableColumn("部分", 3), *_COLUMNS[1:],
        TableColumn("办理期限", 2), TableColumn("任务状态", 2), TableColumn("报送情况", 2),
    ]  # fmt: skip
    rows: list[Sequence[Value]] = []
    for entry in entries:
        place, *rest = _row(entry)
        row = entry.obligation
        rows.append(
            (
                place,
                entry.section,
                *rest,
                row.due_on,
                row.get_state_display(),
                entry.sheet.get_state_display(),
            )
        )
    return TableSheet(round_.title, columns, rows, notes)


def one_page(viewer: Actor, round_: Round, entries: Sequence[Entry], now: datetime) -> Document:
    """The 专报 with as much as stands on one page, by trial: the printer alone knows how long a text is."""
    for items, words in BRIEF_SIZES:
        made = brief(viewer, round_, entries, now, items=items, words=words)
        if print_pdf(made).pages == 1:
            break
    return made


def brief(
    viewer: Actor, round_: Round, entries: Sequence[Entry], now: datetime, *, items: int, words: int
) -> Document:
    """Figures, what the office chose to tell, what is late, who has not answered."""
    linkage = Linkage.objects.select_related("office_unit").get(code=round_.linkage)
    today = day_of(now)
    sheets = sheets_of(viewer, round_)
    sent = [sheet for sheet in sheets if sheet.state == SheetState.SENT]
    late = [e for e in entries if e.obligation.is_overdue(today) and e.sheet.unit.kind not in GENTLE_KINDS]
    figures = f"本次调度涉及 {len(sheets)} 个单位、{len(entries)} 项任务，已报送 {len(sent)} 个单位"
    finished = sum(1 for entry in entries if not entry.obligation.is_open)
    figures += f"，其间办结 {finished} 项，目前超期 {len(late)} 项"
    parts: list[tuple[str, list[str]]] = [("总体情况", [figures])]
    chosen = [entry for entry in entries if entry.brief and entry.sheet.state == SheetState.SENT]
    parts.append(("主要进展", [_told(e, "progress", words) for e in chosen[:items]]))
    problems = [e for e in chosen if _said(e, "problems")] or [e for e in entries if _said(e, "problems")]
    parts.append(("主要问题", [_told(e, "problems", words) for e in problems[:items]]))
    parts.append(("超期任务", [_late(entry, today, words) for entry in late[:items]]))
    missing = [str(s.unit) for s in sheets if s.state != SheetState.SENT and s.unit.kind not in GENTLE_KINDS]
    parts.append(("尚未报送", [_names(missing, items)] if missing else []))
    return Document(
        layout=Layout.SHEET,
        title=f"{linkage.name}工作专报",
        issuers=(linkage.office_unit.name,),
        body=(Paragraph(f"（{round_.title}）", align="center", plain=True), *_body(parts)),
        issued_on=today,
        sealed=False,
    )


def _names(names: Sequence[str], items: int) -> str:
    """All where there is room, else the first ones and how many there are."""
    most = items * 4
    told = "、".join(names[:most])
    return told if len(names) <= most else f"{told}等 {len(names)} 个单位"


def _body(parts: Iterable[tuple[str, Sequence[str]]]) -> Iterable[Block]:
    """One paragraph for each part, its heading run in, because the page is short."""
    told = [(head, texts) for head, texts in parts if texts]
    for number, (head, texts) in zip("一二三四五", told, strict=False):
        yield Paragraph("；".join(texts) + "。", level=1, lead=f"{number}、{head}。")


def _short(text: str, words: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= words else plain[: words - 1] + "…"


def _told(entry: Entry, word: str, words: int) -> str:
    text = _short(_said(entry, word), words).rstrip("。；;.")
    return f"{entry.sheet.unit}“{_short(entry.obligation.title, words)}”：{text}"


def _late(entry: Entry, today: date, words: int) -> str:
    row = entry.obligation
    days = (today - row.due_on).days if row.due_on else 0
    return f"{entry.sheet.unit}“{_short(row.title, words)}”超期 {days} 天"
