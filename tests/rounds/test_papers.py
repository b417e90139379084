"""汇总, 专报, 台账: read back as their readers would."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import load_workbook
from tests.make import do

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.documents.official import print_pdf
from fuyuantong.documents.queries import open_file
from fuyuantong.rounds import actions, queries
from fuyuantong.rounds.composing import one_page
from fuyuantong.rounds.kinds import PaperKind, PaperState
from fuyuantong.rounds.models import Entry, Sheet
from rounds.conftest import at, words


@pytest.fixture
def half(city, round_, sheet):
    """The housing bureau has answered, the court has not; one wording is the office's and stands in the 专报."""
    do(city.housing_clerk, actions.fill, sheet.pk, words(sheet), send=True)
    do(city.housing_chief, actions.check, sheet.pk)
    first = sheet.entries.order_by("place").first()
    do(city.office, actions.edit, sheet.pk, {first.pk: {"progress": "流程已印发"}}, brief={first.pk: True})
    return round_


def made(city, round_, kind) -> bytes:
    paper = do(city.office, actions.want_paper, round_.pk, kind)
    assert paper.state == PaperState.WAITING
    ready = do(city.office, actions.make_paper, paper.pk)
    assert ready.state == PaperState.READY
    with open_file(ready.file).open("rb") as file:
        return file.read()


def rows(content: bytes) -> list[list[str]]:
    document = Document(io.BytesIO(content))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def test_by_section_every_task_stands_once_with_what_its_unit_said(city, half):
    found = rows(made(city, half, PaperKind.BY_SECTION))
    assert found[0] == ["序号", "任务", "承办单位", "进展", "问题", "下步措施"]
    told = {row[1]: row[2:] for row in found[1:]}
    assert told["制定对接流程"] == ["市住建局", "流程已印发", "人手不足", "增配人员"]
    assert told["通报审判情况"] == ["市中院", "", "", ""]  # a court is not said to be late


def test_a_bureau_that_has_not_answered_is_said_so(city, round_):
    told = {row[1]: row[3] for row in rows(made(city, round_, PaperKind.BY_SECTION))[1:]}
    assert (told["制定对接流程"], told["通报审判情况"]) == ("（未报）", "")


def test_by_unit_each_has_its_heading_and_who_signed(city, half):
    document = Document(io.BytesIO(made(city, half, PaperKind.BY_UNIT)))
    lines = [p.text for p in document.paragraphs]
    assert "市住建局" in lines
    assert f"签发：{city.housing_chief.name}" in lines
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [
        "序号",
        "任务",
        "进展",
        "问题",
        "下步措施",
    ]


def test_the_table_has_every_task_with_its_state(city, half):
    page = load_workbook(io.BytesIO(made(city, half, PaperKind.TABLE))).active
    told = {
        row[2]: (row[7].isoformat()[:10], row[9])
        for row in page.iter_rows(values_only=True)
        if row[0] in (1, 2, 3)
    }
    assert told["制定对接流程"] == ("2026-06-30", "已报")
    assert told["通报审判情况"] == ("2026-06-30", "未报")


def test_the_brief_tells_figures_and_what_the_office_chose_and_names_no_court(city, half):
    text = "\n".join(p.text for p in Document(io.BytesIO(made(city, half, PaperKind.BRIEF))).paragraphs)
    assert "本次调度涉及 2 个单位、3 项任务，已报送 1 个单位，其间办结 0 项，目前超期 0 项。" in text
    assert "市住建局“制定对接流程”：流程已印发。" in text
    assert "市住建局“制定对接流程”：人手不足。" in text
    assert "市中院" not in text


def test_the_brief_is_one_page_however_much_there_is_to_tell(city, half):
    for entry in Entry.objects.filter(sheet__round=half):
        entry.progress = entry.problems = "这一项工作推进顺利但仍有若干具体困难需要协调。" * 20
        entry.brief = True
        entry.save()
    Sheet.objects.filter(round=half).update(state="sent")
    told = list(Entry.objects.filter(sheet__round=half).select_related("sheet__unit", "obligation")) * 5
    assert print_pdf(one_page(city.office, half, told, at("2026-07-15"))).pages == 1


def test_a_paper_is_made_once(city, half):
    paper = do(city.office, actions.want_paper, half.pk, PaperKind.TABLE)
    first = do(city.office, actions.make_paper, paper.pk).file_id
    assert do(city.office, actions.make_paper, paper.pk).file_id == first


def test_units_order_and_read_no_papers(city, half):
    with pytest.raises(Forbidden):
        do(city.housing_clerk, actions.want_paper, half.pk, PaperKind.TABLE)
    paper = do(city.office, actions.want_paper, half.pk, PaperKind.TABLE)
    with pytest.raises(NotFound):
        queries.paper_of(city.housing_clerk, paper.pk)


def test_overview_and_papers_ask_the_same_whatever_the_size(city, half, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        view = queries.overview(city.office, half.pk, half.due_on)
    assert [sheet.items for sheet in view.sheets] == [1, 2] or [sheet.items for sheet in view.sheets] == [
        2,
        1,
    ]
    assert Sheet.objects.count() == 2
