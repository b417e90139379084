"""Exports hold exactly what is shown: words, order, filter and time; text is never a formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fuyuantong.documents.tables import TableColumn, TableSheet, time_note, to_docx, to_xlsx

NOW = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
SHEET = TableSheet(
    "2026年府院联动台账",
    [TableColumn("序号", 1), TableColumn("任务", 6), TableColumn("牵头单位", 3), TableColumn("办理期限")],
    [
        [1, "完善府院联动机制\n并报送方案", "司法局", date(2026, 4, 30)],
        [2, "=1+1", "@公安局", None],
        [3, "㐀𠀀 <b>&", "−5", date(2026, 12, 31)],
    ],
    ["筛选：超期", time_note(NOW, "王某")],
)


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content)).active


def test_a_workbook_holds_the_table_as_shown_under_its_filter_and_time():
    page = sheet_of(to_xlsx(SHEET))
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [row[0] for row in rows[:3]] == [
        "2026年府院联动台账",
        "筛选：超期",
        "导出时间：2026-03-02 09:15　导出人：王某",
    ]
    assert rows[3] == ["序号", "任务", "牵头单位", "办理期限"]
    assert rows[4][:3] == [1, "完善府院联动机制\n并报送方案", "司法局"]
    assert rows[4][3].date() == date(2026, 4, 30)
    assert rows[5] == [2, "=1+1", "@公安局", None]
    assert len(rows) == 7


def test_a_workbook_is_set_up_for_paper_and_for_reading():
    page = sheet_of(to_xlsx(SHEET))
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:D7"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert page.sheet_properties.pageSetUpPr.fitToPage


_TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=60
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["", "=", "+", "-", "@", "＝"]), _TEXT)
@example("=", "1+1")
@example("@", "SUM(A1)")
def test_text_is_text_whatever_it_begins_with(beginning, rest):
    text = beginning + rest
    cell = sheet_of(to_xlsx(TableSheet("表", [TableColumn("列")], [[text]]))).cell(3, 1)
    assert (cell.value or "") == text
    assert cell.data_type != "f"
    assert cell.quotePrefix or not beginning


@pytest.mark.parametrize("text", ["\x00a", "a\x0bb", "\ud800", "\ufffe"])
def test_characters_that_office_files_cannot_hold_do_not_break_an_export(text):
    table = TableSheet("表", [TableColumn("列")], [[text]])
    assert sheet_of(to_xlsx(table)).cell(3, 1)
    assert docx.Document(io.BytesIO(to_docx(table)))


def test_numbers_stay_exact():
    page = sheet_of(
        to_xlsx(
            TableSheet(
                "表", [TableColumn("列")], [[12.5], [Decimal("0.1")], [11010519491231002], [10**15 - 1]]
            )
        )
    )
    assert [page.cell(row, 1).value for row in range(3, 7)] == [12.5, 0.1, "11010519491231002", 10**15 - 1]


def test_an_empty_table_still_has_its_heading():
    empty = TableSheet("表", SHEET.columns, [])
    assert sheet_of(to_xlsx(empty)).cell(2, 2).value == "任务"
    assert len(docx.Document(io.BytesIO(to_docx(empty))).tables[0].rows) == 1


def test_a_document_holds_the_same_rows_on_landscape_paper():
    document = docx.Document(io.BytesIO(to_docx(SHEET)))
    assert [p.text for p in document.paragraphs[:3]] == [SHEET.title, *SHEET.notes]
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "任务", "牵头单位", "办理期限"]
    assert [cell.text for cell in table.rows[3].cells] == ["3", "㐀𠀀 <b>&", "−5", "2026-12-31"]
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height


def test_a_document_s_heading_repeats_rows_stay_whole_and_fonts_are_chinese():
    table = docx.Document(io.BytesIO(to_docx(SHEET))).tables[0]
    first, second = table.rows[0]._tr.trPr, table.rows[1]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None
    assert second.find(qn("w:tblHeader")) is None
    assert first.find(qn("w:cantSplit")) is not None
    assert second.find(qn("w:cantSplit")) is not None
    fonts = {f.get(qn("w:eastAsia")) for f in table._tbl.iter(qn("w:rFonts"))}
    assert fonts == {"黑体", "仿宋_GB2312"}


def test_a_row_of_the_wrong_length_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="zip"):
        to_docx(TableSheet("表", SHEET.columns, [[1]]))
