"""An office's own 台账: columns guessed by heads, filled with formats kept, and back through the pack's check."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import Border, Font, PatternFill, Side
from tests import make

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.matters.models import Feedback
from fuyuantong.matters.queries.ledger import Filters
from fuyuantong.packs import actions
from fuyuantong.packs.models import OwnForm, Pack
from packs.conftest import TITLES, Table, bring, lines, said

pytestmark = pytest.mark.django_db
FLOW, TRAINING, OLD = TITLES
HEADS = ("序号", "工作任务", "牵头单位", "完成时限", "目前进展", "存在问题", "下一步措施", "备注")


def template(*, blank: int = 2) -> bytes:
    """Merged heads on two rows, red title, yellow problems, so many blank rows, 填表人 and 盖章处 below."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "台账"
    page["A1"] = "临江市府院联动工作台账"
    page["A1"].font = Font(name="黑体", size=20, color="FF0000")
    page.merge_cells("A1:H1")
    for column, head in enumerate(HEADS, start=1):
        letter = openpyxl.utils.get_column_letter(column)
        if head in {"目前进展", "存在问题", "下一步措施"}:
            page[f"{letter}3"] = head
        else:
            page[f"{letter}2"] = head
            page.merge_cells(f"{letter}2:{letter}3")
    page["E2"] = "办理情况"
    page.merge_cells("E2:G2")
    line = Side(style="thick")
    for row in range(4, 4 + blank):
        for column in range(1, 9):
            page.cell(row, column).border = Border(bottom=line)
        page.cell(row, 6).fill = PatternFill("solid", fgColor="FFFF00")
    foot = 4 + blank
    page[f"A{foot}"], page[f"D{foot}"], page[f"F{foot}"] = "填表人：", "审核人：", "单位（盖章）："
    page.merge_cells(f"A{foot}:C{foot}")
    page.row_dimensions[foot].height = 50
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("我的台账.xlsx", content)


@pytest.fixture
def form(city: make.City) -> OwnForm:
    made = make.do(
        city.office, actions.add_form, upload(template()), linkage=city.linkage.code, name="府院联动台账"
    )
    told = {letter: key for letter, (_head, key) in made.layout["columns"].items()}
    return make.do(city.office, actions.settle_form, made.pk, told, first_row=4, foot_row=6)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_columns_are_guessed_by_their_heads(city: make.City) -> None:
    made = make.do(city.office, actions.add_form, upload(template()), linkage=city.linkage.code, name="")
    layout = made.layout
    keys = dict(layout["columns"].values())
    assert keys == {
        "序号": "ordinal", "工作任务": "title", "牵头单位": "unit", "完成时限": "due", "目前进展": "text",
        "存在问题": "problems", "下一步措施": "next_steps", "备注": "",
    }  # fmt: skip
    assert (layout["head_row"], layout["first_row"], layout["foot_row"], made.name) == (
        3,
        4,
        6,
        "我的台账.xlsx",
    )
    with pytest.raises(Refusal, match="没有找到表头"):
        blank = io.BytesIO()
        openpyxl.Workbook().save(blank)
        make.do(city.office, actions.add_form, upload(blank.getvalue()), linkage=city.linkage.code, name="x")
    twice = dict.fromkeys("ABC", "title")
    with pytest.raises(Refusal, match="两栏对应了同一列"):
        make.do(city.office, actions.settle_form, made.pk, twice, first_row=4)


def test_the_export_keeps_heads_faces_borders_and_the_foot(city: make.City, tasks, form: OwnForm) -> None:
    _form, content = make.do(city.office, actions.export_form, form.pk, Filters(linkage=city.linkage.code))
    page = opened(content)
    assert page["A1"].value == "临江市府院联动工作台账"
    assert (page["A1"].font.color.rgb, page["A1"].font.name) == ("00FF0000", "黑体")
    assert [page.cell(row, 2).value for row in (4, 5, 6)].count(FLOW) == 1
    assert all(page.cell(row, 3).value == "市住建局" for row in (4, 5, 6))
    assert page.cell(6, 4).value.isoformat().startswith("2026-06-30"), "a date stays a date"
    assert page.cell(6, 6).fill.fgColor.rgb == "00FFFF00", "three tasks where the form had two rows"
    assert page.cell(6, 1).border.bottom.style == "thick"
    assert [page.cell(7, column).value for column in (1, 4, 6)] == ["填表人：", "审核人：", "单位（盖章）："]
    assert page.row_dimensions[7].height == 50
    areas = {str(area) for area in page.merged_cells.ranges}
    assert {"A1:H1", "A2:A3", "E2:G2", "A7:C7"} <= areas
    assert "A6:C6" not in areas
    assert (page.page_setup.paperSize, page.page_setup.fitToWidth) == (9, 1)
    assert page.cell(3, 9).value is None, "the ledger is not made to come back"
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.export_form, form.pk, Filters())


def test_fewer_tasks_than_rows_leave_no_blank_rows(city: make.City, tasks) -> None:
    made = make.do(
        city.office, actions.add_form, upload(template(blank=6)), linkage=city.linkage.code, name="长表"
    )
    told = {letter: key for letter, (_head, key) in made.layout["columns"].items()}
    make.do(city.office, actions.settle_form, made.pk, told, first_row=4, foot_row=10)
    page = opened(make.do(city.office, actions.export_form, made.pk, Filters(linkage=city.linkage.code))[1])
    assert page["A7"].value == "填表人："
    assert page["F7"].value == "单位（盖章）："
    assert page["A10"].value is None


def test_a_pack_in_the_offices_form_comes_back_through_the_same_check(
    city: make.City, tasks, form: OwnForm
) -> None:
    from datetime import date

    (pack,) = make.do(
        city.office, actions.make_packs, linkage=city.linkage.code, units=[city.housing.pk], title="填报",
        due_on=date(2026, 3, 31), form=form.pk,
    )  # fmt: skip
    table = Table(city, pack)
    assert table.head == 3
    table.columns |= {"任务事项": 2, "进展情况": 5, "存在问题": 6}
    assert table.cell(FLOW, "进展情况").value == "已完成调研", "the last words stand in it"
    assert table.page.print_area.endswith("$H$7"), "the column of codes is not printed"
    table.put(TRAINING, 进展情况="已开班", 存在问题="缺教室")
    found = bring(city, pack, table)
    assert said(found) == {FLOW: "same", TRAINING: "new", OLD: "new"}
    assert lines(found)[TRAINING]["given"]["problems"] == "缺教室"
    table.put(FLOW, 进展情况="流程已印发")
    found = bring(city, pack, table)
    assert said(found)[FLOW] == "changed"
    make.do(city.office, actions.adopt_return, found.pk, found.digest)
    assert Feedback.objects.filter(obligation=tasks[FLOW]).latest("at").text == "流程已印发"
    assert Pack.objects.get(pk=pack.pk).state == "adopted"
