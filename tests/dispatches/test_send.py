"""Two minutes of a judge: the number, the document, confirm; and a table of the case system, all or none."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from tests import make

from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.dispatches import actions, queries
from fuyuantong.dispatches.models import ColumnMap
from fuyuantong.dispatches.reading import read_letter
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.models import Clock, Draft, Matter, Obligation

LETTER = """临江市中级人民法院
司法建议书
临法建〔2026〕7号
关于规范房屋征收补偿程序的司法建议书
临江市住房和城乡建设局：
本院在审理（2026）新2801行初15号案件中，发现存在以下问题：
一、补偿决定作出前未听取意见。
二、送达程序不规范。
为此，提出如下建议：
一、完善听取意见的程序，
留存笔录。
二、规范送达并留存回证。
以上建议请研究处理，并于2026年5月10日前函复本院。
2026年3月18日
"""


def test_a_letter_is_read_as_it_was_written():
    found = read_letter(LETTER)
    assert (found.recipe, found.number, found.case_number) == (
        "司法建议书",
        "临法建〔2026〕7号",
        "（2026）新2801行初15号",
    )
    assert found.title == "关于规范房屋征收补偿程序的司法建议书"
    assert found.addressees == "临江市住房和城乡建设局"
    assert (found.signed_on, found.reply_on) == (date(2026, 3, 18), date(2026, 5, 10))
    assert found.items == (
        ("补偿决定作出前未听取意见。", "完善听取意见的程序，留存笔录。"), ("送达程序不规范。", "规范送达并留存回证。"),
    )  # fmt: skip
    assert read_letter("二〇二六年三月十八日").signed_on == date(2026, 3, 18)
    assert read_letter("关于开会的通知").recipe == ""


def docx() -> SimpleUploadedFile:
    made, out = Document(), io.BytesIO()
    for line in LETTER.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return SimpleUploadedFile("司法建议书.docx", out.getvalue())


def shown_fields(page: Any) -> dict[str, Any]:
    """What a browser would send back from the form as it was shown."""
    form = page.context["form"]
    told = {name: form[name].value() for name in form.fields}
    told |= {name: form.fields[name].choices[0][0] for name in ("linkage", "kind") if not told[name]}
    return {name: value for name, value in told.items() if value not in (None, "")}


@pytest.mark.django_db
def test_number_and_document_then_confirm_and_the_unit_owes_its_answer(city, case, enter):
    judge = enter(city.judge)
    assert "/dispatches/" in judge.get("/matters/new/").content.decode()
    page = judge.post("/dispatches/", {"case": "(2026)新2801行初15号", "document": docx()})
    text = page.content.decode()
    for words in (
        "房屋征收补偿决定",
        "某公司",
        "临法建〔2026〕7号",
        "送达程序不规范。｜规范送达并留存回证。",
    ):
        assert words in text
    sent = judge.post("/dispatches/send/", shown_fields(page))
    assert sent.status_code == 302, sent.content.decode()
    matter = Matter.objects.get()
    assert (matter.stage, matter.number, matter.fields["案由"]) == (
        "已送达",
        "临法建〔2026〕7号",
        "房屋征收补偿决定",
    )
    owed = Obligation.objects.get(matter=matter)
    assert owed.owner_id == city.housing.pk
    assert Clock.objects.get(obligation=owed, main=True).due_on == date(2026, 5, 10)
    assert Attachment.objects.get(subject_id=matter.pk).file.name == "司法建议书.docx"
    assert not Draft.objects.filter(matter=matter).waiting().exists()
    wrong = judge.post("/dispatches/", {"case": "2026新2801"})
    assert "案号的" in wrong.content.decode()
    assert enter(city.housing_clerk).get("/dispatches/").status_code == 403


ROWS = """建议编号,收件单位,问题,建议,签发日期
临法建〔2026〕8号,市住建局,程序不全,完善程序,2026-03-01
临法建〔2026〕9号,市财政局,支付迟延,按期支付,2026/3/2
"""
COLUMNS = {
    "建议编号": "number", "收件单位": "addressees", "问题": "problem", "建议": "suggestion", "签发日期": "signed_on",
}  # fmt: skip


def start(city: make.City, text: str) -> Any:
    table = SimpleUploadedFile("导出.csv", text.encode())
    told = {"recipe": "司法建议书", "linkage": city.linkage.code, "source": table}
    return make.do(city.judge, actions.start_batch, **told)


@pytest.mark.django_db
def test_a_table_is_sent_whole_and_its_columns_are_remembered(city, enter):
    batch = start(city, ROWS)
    assert all(line.errors for line in queries.preview(batch, make.CITY, date(2026, 3, 20)))
    make.do(city.judge, actions.map_columns, batch.pk, COLUMNS)
    page = enter(city.judge).get(f"/dispatches/batches/{batch.pk}/").content.decode()
    assert "全部送出（2 件）" in page
    make.do(city.judge, actions.confirm_batch, batch.pk)
    owners = Obligation.objects.order_by("matter__number").values_list("owner", flat=True)
    assert list(owners) == [city.housing.pk, city.finance.pk]
    again = start(city, ROWS.replace("8号", "18号").replace("9号", "19号"))
    assert again.columns == COLUMNS == ColumnMap.objects.get().columns
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, actions.start_batch, recipe="司法建议书", linkage="x", source=None)


@pytest.mark.django_db
def test_one_wrong_row_keeps_the_whole_table_back_and_every_fault_is_named(city, enter):
    make.do(city.judge, actions.map_columns, start(city, ROWS).pk, COLUMNS)
    bad = ROWS + "临法建〔2026〕9号,无此局,，,,2026-13-40\n"
    batch = start(city, bad)
    [line] = [one for one in queries.preview(batch, make.CITY, date(2026, 3, 20)) if one.errors]
    said = "；".join(line.errors)
    for words in ("无此局", "没有填写“建议”", "不是日期", "文号与第 3 行相同"):
        assert words in said
    with pytest.raises(Refusal, match="第 4 行"):
        make.do(city.judge, actions.confirm_batch, batch.pk)
    refused = enter(city.judge).post(f"/dispatches/batches/{batch.pk}/confirm/", {})
    assert refused.status_code == 422
    assert not Matter.objects.exists()
