"""The file that goes out: a table for the unit to fill in, as .xlsx or .docx, set for A4 landscape."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fuyuantong.common.now import day_of
from fuyuantong.documents.official import said_day
from fuyuantong.documents.simulated import mark
from fuyuantong.documents.tables import TableColumn, TableSheet, book_docx, words
from fuyuantong.packs.codes import row_code
from fuyuantong.packs.kinds import CODE, FILLED, SHOWN
from fuyuantong.packs.models import Pack, PackRow

WIDTHS: Mapping[str, int] = {
    "place": 6, "title": 30, "source": 14, "due": 11, "state": 9, "last": 24, "signed_on": 11, "progress": 36,
    "problems": 20, "next_steps": 20, "done": 6, "finished_on": 11, "code": 22,
}  # fmt: skip
"""Widths of columns in characters of a spreadsheet."""
KEYS = (*SHOWN, *FILLED, "code")
HEADS: Mapping[str, str] = {**SHOWN, **FILLED, "code": CODE}
DAYS = frozenset({"signed_on", "finished_on"})
_LINE = Side(style="thin", color="808080")
_EDGE = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_BODY, _SMALL = Font(name="仿宋_GB2312", size=11), Font(name="仿宋_GB2312", size=9, color="666666")
_HEAD = Font(name="黑体", size=11)
_FILL, _TELL = PatternFill("solid", fgColor="FFFBE6"), PatternFill("solid", fgColor="E8EDF3")
SIGNED = ("填表人：", "审核人：", "分管领导：", "单位（盖章）：", "填报日期：　　　年　　月　　日")
WORD_KEYS = ("place", "title", "due", "state", *FILLED, "code")


def notes_of(pack: Pack) -> list[str]:
    """What stands above the table: which pack, until when, and how to fill it in."""
    which = (
        f"承办单位：{pack.unit.name}　　任务包编号：{pack.spoken_code}　　共 {pack.count} 项　　"
        f"制作：{pack.by_unit_name}　{said_day(day_of(pack.at))}"
    )
    how = (
        f"请于{said_day(pack.due_on)}前填写有底色的各栏后返回；没有变化的可以不填。“{CODE}”请勿改动，行可以排序、"
        "不可新增。办结的，“进展情况”写办理结果，“是否办结”填“是”并填办结日期。"
    )
    lines = [which, how]
    return [*lines, f"说明：{pack.remark}"] if pack.remark else lines


def to_xlsx(pack: Pack, rows: Sequence[PackRow]) -> bytes:
    """Return the pack as .xlsx. What is told is locked (without a password), what is asked is not."""
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError
    page.title = "任务包"
    head = _top(page, pack)
    for place, key in enumerate(KEYS, start=1):
        cell = page.cell(head, place, HEADS[key])
        cell.font, cell.border, cell.fill = _HEAD, _EDGE, _FILL if key in FILLED else _TELL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(place)].width = WIDTHS[key]
    for number, row in enumerate(rows, start=head + 1):
        _line(page, number, pack, row)
    last = head + len(rows)
    _foot(page, last + 1)
    _choices(page, head + 1, max(last, head + 1))
    _paper(page, pack, head)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _top(page: Worksheet, pack: Pack) -> int:
    lines = [pack.title, *notes_of(pack), *filter(None, [mark()])]
    for number, text in enumerate(lines, start=1):
        cell = page.cell(number, 1, words(text))
        cell.data_type = "s"
        page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(KEYS))
        cell.font = Font(name="方正小标宋简体", size=18) if number == 1 else _BODY
        cell.alignment = Alignment(
            horizontal="center" if number == 1 else "left", vertical="center", wrap_text=True
        )
        page.row_dimensions[number].height = 32 if number == 1 else 30
    return 1 + len(lines)


def _line(page: Worksheet, number: int, pack: Pack, row: PackRow) -> None:
    signed = row.shown.get("signed_on", "")
    told = {**row.shown, "code": row_code(pack, row)}
    for place, key in enumerate(KEYS, start=1):
        cell = page.cell(number, place)
        asked = key in FILLED and not (key == "signed_on" and signed)
        text = words(told.get(key, "")) if key not in FILLED or key == "signed_on" else ""
        if text:
            cell.value, cell.data_type = text, "s"
        cell.number_format = "yyyy-mm-dd" if key in DAYS else "@"
        cell.quotePrefix = text[:1] in set("=+-@＝＋－＠")
        cell.font, cell.border = _SMALL if key == "code" else _BODY, _EDGE
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if asked:
            cell.fill, cell.protection = _FILL, Protection(locked=False)


def _foot(page: Worksheet, number: int) -> None:
    """Places for signature and chop, on one line."""
    starts = (1, 4, 7, 9, 11)
    for text, start, end in zip(SIGNED, starts, (*[n - 1 for n in starts[1:]], len(KEYS)), strict=True):
        cell = page.cell(number + 1, start, text)
        cell.font, cell.alignment = _BODY, Alignment(horizontal="left", vertical="center")
        page.merge_cells(start_row=number + 1, start_column=start, end_row=number + 1, end_column=end)
    page.row_dimensions[number + 1].height = 40


def _choices(page: Worksheet, first: int, last: int) -> None:
    column = get_column_letter(KEYS.index("done") + 1)
    yes = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    page.add_data_validation(yes)
    yes.add(f"{column}{first}:{column}{last}")


def _paper(page: Worksheet, pack: Pack, head: int) -> None:
    page.freeze_panes = f"C{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter.center.text = f"任务包 {pack.spoken_code}　第 &P 页，共 &N 页"  # type: ignore[union-attr]
    page.oddHeader.right.text = mark()  # type: ignore[union-attr]
    page.protection.sheet = True
    page.protection.formatRows = page.protection.formatColumns = page.protection.formatCells = False
    page.protection.sort = page.protection.deleteRows = False


def to_docx(pack: Pack, rows: Sequence[PackRow]) -> bytes:
    """Return the pack as .docx: the same table with the fewer columns that a page of Word can hold."""
    columns = [TableColumn(HEADS[key], max(2, WIDTHS[key] // 3)) for key in WORD_KEYS]
    lines = [
        [
            row_code(pack, row)
            if key == "code"
            else row.shown.get(key, "")
            if key in (*SHOWN, "signed_on")
            else ""
            for key in WORD_KEYS
        ]
        for row in rows
    ]
    signed = TableSheet("", [TableColumn(text, 3) for text in SIGNED], [])
    return book_docx(pack.title, notes_of(pack), [TableSheet("", columns, lines), signed])
