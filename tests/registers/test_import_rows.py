"""Bad tables: each is refused with its sheet, row, column and a sentence, and nothing is written."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from api.calling import V1
from fuyuantong.registers.models import Intake, Row

pytestmark = pytest.mark.django_db
HEADS = ["案号", "案由", "立案日期", "标的额", "结果"]
GOOD = ["（2026）新2801行初15号", "行政处罚", "2026-03-02", "12000", "撤销"]


def sheet(rows: list[list[Any]], change: Any = None) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "台账"
    for row in rows:
        page.append(row)
    if change:
        change(book, page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(caller, content: bytes, name: str = "台账.xlsx", again: str = "", key: str = "import-0001") -> Any:
    return caller.client.post(
        f"{V1}/registers/trial-cases/imports",
        {"file": SimpleUploadedFile(name, content), "again": again},
        headers={**caller.headers, "Idempotency-Key": key},
    )


def with_cell(**cells: Any) -> list[list[Any]]:
    return [HEADS, [cells.get(head, value) for head, value in zip(HEADS, GOOD, strict=True)]]


def merge(_book: Any, page: Any) -> None:
    page.merge_cells("B2:B3")


def far(_book: Any, page: Any) -> None:
    page["XFD1048576"] = "x"


@pytest.mark.parametrize(
    ("rows", "change", "code", "column"),
    [
        (with_cell(案由="=A2&B2"), None, "E-IMP-FORMULA", "B（案由）"),
        (with_cell(立案日期=46000), None, "E-DATE-NUMBER", "C（立案日期）"),
        (with_cell(立案日期="2026/2/30"), None, "E-DATE-NONEXIST", "C（立案日期）"),
        (with_cell(标的额="壹仟元"), None, "E-NUM-UNIT", "D（标的额）"),
        (with_cell(标的额="1.005"), None, "E-NUM-PRECISION", "D（标的额）"),
        (with_cell(案由="　 "), None, "E-REQUIRED", "B（案由）"),
        (with_cell(案由="长" * 20_001), None, "E-TEXT-LENGTH", "B（案由）"),
        ([HEADS, GOOD, GOOD], None, "E-IMP-TWICE", "A（案号）"),
        ([HEADS, GOOD, [None, *GOOD[1:]]], merge, "E-IMP-MERGED", "B2:B3"),
    ],
)
def test_a_bad_cell_is_named_with_its_place(city, call, rows, change, code, column):
    answer = send(call(city.judge), sheet(rows, change))
    assert answer.status_code == 422, answer.content.decode()
    error = next(e for e in answer.json()["errors"] if e["code"] == code)
    assert (error["sheet"], error["column"]) == ("台账", column)
    assert error["row"] >= 2
    assert "没有导入任何一行" in answer.json()["title"]
    assert not Row.objects.exists()
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("台账.xlsx", sheet([["案由", "立案日期"], ["甲", "2026-03-02"]]), "E-IMP-HEADER"),
        ("台账.xlsx", sheet([[*HEADS, "案由"], [*GOOD, "x"]]), "E-IMP-HEADER-DUP"),
        ("台账.xlsx", sheet([HEADS, GOOD], far), "E-IMP-DIM"),
        ("台账.xlsx", sheet([HEADS]), "E-IMP-EMPTY"),
        ("台账.csv", '案号,案由,立案日期\n"（2026）新2801行初1号,甲,2026-03-02\n'.encode(), "E-CSV-QUOTE"),
        (
            "台账.csv",
            "案号,案由,立案日期\n（2026）新2801行初1号,甲,2026-03-02,多\n".encode(),
            "E-CSV-COLUMNS",
        ),
        ("台账.xls", b"\xd0\xcf\x11\xe0", "E-FILE-TYPE"),
        ("台账.xlsx", b"not a workbook", "E-FILE-TYPE"),
    ],
)
def test_a_bad_file_is_refused_whole(city, call, name, content, code):
    answer = send(call(city.judge), content, name)
    assert answer.json()["code"] == code, answer.content.decode()
    assert not Row.objects.exists()


def test_one_bad_row_of_many_stores_nothing(city, call):
    rows = [[f"（2026）新2801行初{n}号", "行政处罚", "2026-03-02", "1", ""] for n in range(1, 300)]
    rows[250][2] = "2026-13-01"
    answer = send(call(city.judge), sheet([HEADS, *rows]))
    assert [(e["row"], e["code"]) for e in answer.json()["errors"]] == [(252, "E-DATE-NONEXIST")]
    assert not Row.objects.exists()


def test_new_changed_and_unchanged_rows_are_told_apart_and_the_same_file_is_named(city, call):
    judge = call(city.judge)
    first = [GOOD, ["（2026）新2801行初16号", "行政许可", "2026-03-03", "", ""]]
    content = sheet([["某院台账"], HEADS, *first])
    made = send(judge, content).json()["id"]
    preview = judge.get(f"/register-imports/{made}").json()
    assert (
        judge.send(f"/register-imports/{made}/confirm", {"digest": "0" * 64}).json()["code"] == "E-IMP-STALE"
    )
    confirm = {"digest": preview["digest"]}
    assert judge.send(f"/register-imports/{made}/confirm", confirm).status_code == 200
    assert Row.objects.count() == 2
    again = send(judge, content, key="import-0002")
    assert (again.status_code, again.json()["code"]) == (409, "E-IMP-SAME-FILE")
    changed = [GOOD, [*first[1][:4], "驳回"], ["（2026）新2801行初17号", "行政处罚", "2026-03-04", "", ""]]
    second = send(judge, sheet([HEADS, *changed]), key="import-0003").json()["id"]
    seen = judge.get(f"/register-imports/{second}").json()
    assert (seen["new"], seen["changed"], seen["same"]) == (1, 1, 1)


def test_an_import_is_confirmed_by_the_one_who_began_it(city, call):
    made = send(call(city.judge), sheet([HEADS, GOOD])).json()["id"]
    assert call(city.office).get(f"/register-imports/{made}").status_code == 404


def test_dangerous_text_is_kept_as_text_and_leaves_harmless(city, call):
    judge = call(city.judge)
    text = "案号,案由,立案日期\n（2026）新2801行初1号,+1|cmd,2026-03-02\n"
    made = send(judge, text.encode(), "台账.csv").json()["id"]
    digest = judge.get(f"/register-imports/{made}").json()["digest"]
    judge.send(f"/register-imports/{made}/confirm", {"digest": digest})
    assert Row.objects.get().cells["案由"] == "+1|cmd"
    answer = judge.get("/registers/trial-cases/export", format="csv")
    assert "'+1|cmd" in answer.content.decode("utf-8-sig")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_the_template_has_heads_choices_and_a_sample_and_can_be_taken_in(city, call):
    judge = call(city.judge)
    book = load_workbook(io.BytesIO(judge.get("/registers/trial-cases/template").content))
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert heads[:3] == ["案号*", "案由*", "立案日期*"]
    assert "示例" in page["A1"].comment.text
    assert any("驳回,撤销,调解" in rule.formula1 for rule in page.data_validations.dataValidation)
    for place, value in enumerate(GOOD[:3], start=1):
        page.cell(2, place, value)
    out = io.BytesIO()
    book.save(out)
    assert send(judge, out.getvalue()).status_code == 201
