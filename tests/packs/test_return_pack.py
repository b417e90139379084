"""A pack comes back: checked row by row, shown, adopted whole or not at all, exactly as it was shown."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.matters.actions.recording import record_for
from fuyuantong.matters.actions.urging import urge_many
from fuyuantong.matters.models import Feedback, Obligation, Remark
from fuyuantong.packs import actions
from fuyuantong.packs.models import Pack, Return
from packs.conftest import TITLES, Table, bring, hand_out, lines, packed, said

pytestmark = pytest.mark.django_db
FLOW, TRAINING, OLD = TITLES


def adopt(city: make.City, found: Return) -> Return:
    return make.do(city.office, actions.adopt_return, found.pk, found.digest)


def faults(found: Return, title: str) -> str:
    return "".join(lines(found)[title]["faults"])


def refused_as_shown(city: make.City, found: Return) -> None:
    """A preview with a refused line says so, and adoption does nothing at all."""
    before = list(Obligation.objects.order_by("pk").values_list("pk", "version"))
    with pytest.raises(Conflict) as refused:
        adopt(city, found)
    assert refused.value.code == "E-PACK-REFUSED"
    assert list(Obligation.objects.order_by("pk").values_list("pk", "version")) == before
    assert Return.objects.get(pk=found.pk).done_at is None


def test_what_the_preview_shows_is_what_is_done(
    city: make.City, tasks: dict[str, Obligation], pack: Pack, table: Table
) -> None:
    table.put(FLOW, 进展情况="流程已印发施行", 是否办结="是", 办结日期=datetime(2026, 3, 18))
    table.put(
        TRAINING, 签收日期=datetime(2026, 3, 6), 进展情况="完成课程设计", 存在问题="师资不足", 下步措施="外聘"
    )
    found = bring(city, pack, table, said_on=date(2026, 3, 19))
    assert said(found) == {FLOW: "changed", TRAINING: "new", OLD: "new"}
    assert lines(found)[FLOW]["before"]["progress"] == "已完成调研"
    assert lines(found)[OLD]["given"] == {"signed_on": "2026-03-06"}
    assert Obligation.objects.get(pk=tasks[TRAINING].pk).state == "pending", "a preview writes nothing"
    adopt(city, found)
    rows = {title: Obligation.objects.get(pk=row.pk) for title, row in tasks.items()}
    assert {title: (row.state, row.signed_on) for title, row in rows.items()} == {
        FLOW: ("verifying", date(2026, 3, 5)),
        TRAINING: ("working", date(2026, 3, 6)),
        OLD: ("working", date(2026, 3, 6)),
    }
    told = Feedback.objects.get(obligation=rows[TRAINING])
    assert (told.text, told.problems, told.next_steps, told.occurred_on) == (
        "完成课程设计", "师资不足", "外聘", date(2026, 3, 19),
    )  # fmt: skip
    assert Feedback.objects.filter(obligation=rows[FLOW], kind="completion").get().occurred_on == date(
        2026, 3, 18
    )
    entry = Entry.objects.get(object_id=rows[TRAINING].pk, kind="obligation.report")
    assert (entry.acting_for, entry.data["recorded"]) == ("代录：临江市住房和城乡建设局", True)
    why = Remark.objects.get(pk=entry.data["remark"]).text
    assert why == f"任务包 {pack.spoken_code}：该单位没有账号"
    assert Pack.objects.get(pk=pack.pk).state == "adopted"
    with pytest.raises(Conflict, match="已采用"):
        bring(city, pack, table)


def test_a_pack_comes_back_as_word(city: make.City, tasks, pack: Pack) -> None:
    _pack, content = make.do(city.office, actions.take_file, pack.pk, "docx")
    paper = docx.Document(io.BytesIO(content))
    grid = paper.tables[0]
    heads = [cell.text for cell in grid.rows[0].cells]
    row = next(row for row in grid.rows if TRAINING in [cell.text for cell in row.cells])
    row.cells[heads.index("签收日期")].text = "2026年3月6日"
    row.cells[heads.index("进展情况")].text = "第一期已开班\n第二期筹备中"
    out = io.BytesIO()
    paper.save(out)
    found = bring(city, pack, SimpleUploadedFile("返回.docx", out.getvalue()), received_on=None)
    assert said(found) == {FLOW: "same", TRAINING: "new", OLD: "same"}
    adopt(city, found)
    assert Feedback.objects.get(obligation=tasks[TRAINING]).text == "第一期已开班\n第二期筹备中"


def test_words_that_say_the_same_as_before_change_nothing(city: make.City, tasks, pack: Pack, table) -> None:
    table.put(FLOW, 进展情况=" 已完成调研 ")
    found = bring(city, pack, table, received_on=None)
    assert said(found) == {FLOW: "same", TRAINING: "same", OLD: "same"}
    with pytest.raises(Conflict, match="没有新内容"):
        adopt(city, found)


# Bad packs: refused, or adopted exactly as shown.


def test_deleted_rows_count_as_not_returned(city: make.City, tasks, pack: Pack, table: Table) -> None:
    table.put(FLOW, 进展情况="流程已印发")
    table.page.delete_rows(table.row(TRAINING))
    found = bring(city, pack, table)
    assert said(found) == {FLOW: "changed", OLD: "new", TRAINING: "missing"}
    adopt(city, found)
    assert Obligation.objects.get(pk=tasks[TRAINING].pk).state == "pending"


def test_moved_columns_are_found_by_their_heads(city: make.City, tasks, pack: Pack, table: Table) -> None:
    table.put(FLOW, 进展情况="流程已印发")
    first, last = table.columns["进展情况"], table.columns["任务编号"]
    for row in range(table.head, table.head + 4):
        one, other = table.page.cell(row, first), table.page.cell(row, last)
        one.value, other.value = other.value, one.value
    found = bring(city, pack, table)
    assert lines(found)[FLOW]["given"] == {"progress": "流程已印发"}
    adopt(city, found)
    assert Feedback.objects.filter(obligation=tasks[FLOW]).latest("at").text == "流程已印发"


def test_merged_cells_are_refused_with_their_place(city: make.City, tasks, pack: Pack, table: Table) -> None:
    column = table.cell(FLOW, "进展情况").column_letter
    table.put(FLOW, 进展情况="一并推进")
    area = f"{column}{table.head + 1}:{column}{table.head + 2}"
    table.page.merge_cells(area)
    found = bring(city, pack, table)
    assert sorted(kind for kind in said(found).values()) == ["new", "refused", "refused"]
    assert f"单元格 {area} 是合并的" in faults(found, FLOW)
    refused_as_shown(city, found)


def test_days_are_taken_as_text_and_as_serials_and_refused_when_they_are_none(
    city: make.City, tasks, pack: Pack, table: Table
) -> None:
    table.put(TRAINING, 签收日期="2026年3月5日")
    serial = table.cell(OLD, "签收日期")
    serial.number_format, serial.value = "General", 46086
    found = bring(city, pack, table)
    assert [lines(found)[title]["given"]["signed_on"] for title in (TRAINING, OLD)] == ["2026-03-05"] * 2
    assert "是文字，读作 2026-03-05" in lines(found)[TRAINING]["notes"][0]
    assert "是日期序号，读作 2026-03-05" in lines(found)[OLD]["notes"][0]
    for typed, told in (
        ("3月5日", "缺少年份"), ("2026年3月25日", "晚于今天"), (datetime(2026, 3, 1), "早于下达日期"),
    ):  # fmt: skip
        serial.value = typed
        wrong = bring(city, pack, table)
        assert told in faults(wrong, OLD)
    refused_as_shown(city, wrong)
    serial.value = "2026-03-05"
    adopt(city, bring(city, pack, table))
    signed = Obligation.objects.filter(pk__in=[tasks[TRAINING].pk, tasks[OLD].pk]).values_list(
        "signed_on", flat=True
    )
    assert list(signed) == [date(2026, 3, 5)] * 2


def test_another_units_pack_is_told_apart(city: make.City, tasks, pack: Pack) -> None:
    city.finance.has_accounts = False
    city.finance.save()
    hand_out(city, "落实经费", city.finance)
    other = packed(city, city.finance)[0]
    with pytest.raises(Refusal) as refused:
        bring(city, pack, Table(city, other))
    assert refused.value.code == "E-PACK-OTHER"
    assert "属于临江市财政局" in refused.value.message
    mixed, strange = Table(city, pack), Table(city, other)
    mixed.cell(FLOW, "任务编号").value = strange.cell("落实经费", "任务编号").value
    found = bring(city, pack, mixed)
    assert "属于另一个任务包（临江市财政局）" in faults(found, FLOW)
    refused_as_shown(city, found)


def test_a_code_that_was_changed_is_none_of_ours(city: make.City, pack: Pack, table: Table) -> None:
    cell = table.cell(FLOW, "任务编号")
    cell.value = table.cell(TRAINING, "任务编号").value[:-5] + cell.value[-5:]
    found = bring(city, pack, table)
    assert "与本包不符" in faults(found, FLOW)
    refused_as_shown(city, found)


def test_an_old_version_is_told_apart(city: make.City, tasks, pack: Pack, table: Table) -> None:
    newer = packed(city)[0]
    with pytest.raises(Conflict) as refused:
        bring(city, pack, table)
    assert refused.value.code == "E-PACK-OLD"
    assert newer.spoken_code in refused.value.message
    with pytest.raises(Refusal) as wrong:
        bring(city, newer, table)
    assert wrong.value.code == "E-PACK-OTHER"


def test_a_row_whose_task_has_moved_since_is_old_but_a_reminder_moves_nothing(
    city: make.City, tasks, pack: Pack, table: Table
) -> None:
    make.do(city.office, urge_many, [tasks[FLOW].pk, tasks[TRAINING].pk])
    table.put(FLOW, 进展情况="流程已印发")
    found = bring(city, pack, table)
    assert said(found) == {FLOW: "changed", TRAINING: "new", OLD: "new"}
    assert "催办" in "".join(lines(found)[FLOW]["notes"])
    make.do(city.office, record_for, tasks[FLOW].pk, "report", {"text": "又有进展"}, why="电话")
    with pytest.raises(Conflict) as stale:
        adopt(city, found)
    assert stale.value.code == "E-PACK-STALE"
    found = bring(city, pack, table)
    assert "这一行是旧的" in faults(found, FLOW)
    refused_as_shown(city, found)


def test_added_rows_are_refused(city: make.City, pack: Pack, table: Table) -> None:
    number = table.row(OLD) + 1
    table.page.insert_rows(number)
    table.page.cell(number, table.columns["任务事项"]).value = "自行增加的任务"
    table.page.cell(number, table.columns["进展情况"]).value = "已办"
    found = bring(city, pack, table)
    assert "包里没有这一行" in faults(found, "自行增加的任务")
    refused_as_shown(city, found)


def test_a_row_copied_twice_is_refused(city: make.City, pack: Pack, table: Table) -> None:
    code = table.cell(FLOW, "任务编号").value
    table.cell(OLD, "任务编号").value = code
    found = bring(city, pack, table)
    twice = [line for line in found.lines if "同一项任务" in "".join(line["faults"])]
    assert len(twice) == 1
    assert said(found)[OLD] == "missing"
    refused_as_shown(city, found)


def test_formulas_are_refused(city: make.City, pack: Pack, table: Table) -> None:
    cell = table.cell(FLOW, "进展情况")
    cell.value, cell.data_type = '=CONCATENATE("已","办")', "f"
    found = bring(city, pack, table)
    assert "是公式" in faults(found, FLOW)
    refused_as_shown(city, found)


def test_half_filled_rows_are_refused(city: make.City, pack: Pack, table: Table) -> None:
    empty = dict.fromkeys(("进展情况", "存在问题", "是否办结", "办结日期"))
    for values, told in (
        ({"存在问题": "缺人"}, "没有填“进展情况”"),
        ({"进展情况": "已印发", "是否办结": "是"}, "请填写办结日期"),
        ({"进展情况": "已印发", "办结日期": "2026-03-10"}, "“是否办结”没有填“是”"),
        ({"进展情况": "已印发", "是否办结": "大概"}, "只能填“是”或“否”"),
        ({"进展情况": "长" * 10_001}, "文字超过"),
    ):
        table.put(FLOW, **(empty | values))
        found = bring(city, pack, table)
        assert told in faults(found, FLOW)
    refused_as_shown(city, found)


def test_what_the_pack_tells_is_not_read_back(city: make.City, tasks, pack: Pack, table: Table) -> None:
    table.put(FLOW, 进展情况="流程已印发", 办理期限="2027-12-31")
    found = bring(city, pack, table)
    assert "“办理期限”与发出时不同，不采用。" in lines(found)[FLOW]["notes"]
    adopt(city, found)
    assert Obligation.objects.get(pk=tasks[FLOW].pk).due_on == date(2026, 6, 30)


def test_without_the_column_of_codes_nothing_is_read(city: make.City, pack: Pack, table: Table) -> None:
    table.page.delete_cols(table.columns["任务编号"])
    with pytest.raises(Refusal) as refused:
        bring(city, pack, table)
    assert refused.value.code == "E-PACK-HEADER"
    doubled = Table(city, pack)
    doubled.page.cell(doubled.head, doubled.columns["存在问题"]).value = "进展情况"
    with pytest.raises(Refusal, match="出现两次"):
        bring(city, pack, doubled)


# Who may.


def test_the_office_brings_in_only_for_units_without_accounts_and_the_unit_its_own(
    city: make.City, tasks, pack: Pack, table: Table
) -> None:
    with pytest.raises(Refusal, match="代录原因"):
        bring(city, pack, table, why=" ")
    city.housing.has_accounts = True
    city.housing.save()
    with pytest.raises(Forbidden, match="自行上传"):
        bring(city, pack, table)
    with pytest.raises(NotFound):
        make.do(city.finance_clerk, actions.start_return, pack.pk, table.file(), why="代交")
    table.put(FLOW, 进展情况="流程已印发", 是否办结="是", 办结日期="2026-03-18")
    found = make.do(city.housing_clerk, actions.start_return, pack.pk, table.file())
    make.do(city.housing_clerk, actions.adopt_return, found.pk, found.digest)
    assert Obligation.objects.get(pk=tasks[FLOW].pk).state == "reviewing", "its own 审签 comes first"
    entry = Entry.objects.get(object_id=tasks[FLOW].pk, kind="obligation.submit")
    assert (entry.acting_for, "recorded" in entry.data) == ("", False)


def test_another_preview_is_not_adopted(city: make.City, tasks, pack: Pack, table: Table) -> None:
    table.put(FLOW, 进展情况="流程已印发")
    found = bring(city, pack, table)
    with pytest.raises(Conflict) as stale:
        make.do(city.office, actions.adopt_return, found.pk, "0" * 64)
    assert stale.value.code == "E-PACK-STALE"
    make.do(city.office, actions.withdraw_pack, pack.pk, reason="误发")
    with pytest.raises(Conflict, match="已作废"):
        adopt(city, found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_pack_comes_back_as_csv(city: make.City, tasks, pack: Pack, table: Table, encoding: str) -> None:
    """Saved as CSV by whatever the unit has: heads, codes and days are the same, whatever stands above."""
    table.put(TRAINING, 签收日期="2026-03-06", 进展情况="完成课程设计")
    out = io.StringIO()
    csv.writer(out).writerows(
        ["" if cell is None else str(cell) for cell in row] for row in table.page.iter_rows(values_only=True)
    )
    found = bring(city, pack, SimpleUploadedFile("返回.csv", out.getvalue().encode(encoding)))
    assert said(found)[TRAINING] == "new"
    assert lines(found)[TRAINING]["given"] == {"signed_on": "2026-03-06", "progress": "完成课程设计"}
