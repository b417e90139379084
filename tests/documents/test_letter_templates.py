"""Templates of letters: every instrument that is called for is there, mistakes are named with their line,
and what people change in a form's text goes back into its boxes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.documents import letters_command
from fuyuantong.documents.letters import (
    FILL_IN,
    blocks_of,
    check_folder,
    read_template,
    required_gaps,
    template_for,
    templates,
    text_of,
    title_of,
    values_in,
)
from fuyuantong.documents.letters.catalogue import FOLDER
from fuyuantong.documents.letters.filling import cell_of
from fuyuantong.documents.letters.kinds import STANDARD, Type
from fuyuantong.documents.official import Document, Grid, Layout, print_docx, print_pdf

NAMED = [
    "司法建议书",
    "司法意见书",
    "检察建议书",
    "再审检察建议书",
    "检察建议书（纠正违法）",
    "检察建议书（公益诉讼）",
    "检察建议书（社会治理）",
    "检察建议书（改进工作）",
    "检察意见书",
    "跟进监督函",
    "提醒函",
    "风险提示",
    "催办单",
    "督办单",
    "约谈通知书",
    "交办单",
    "移送函",
    "反馈单",
    "委派函",
    "协助执行函",
    "解除函",
    "支持起诉书",
    "抗诉书",
    "请示",
    "批复",
    "通知",
    "通报",
    "函",
    "会议通知",
    "纪要",
    "会签文件",
    "议题申请表",
    "送达地址确认书",
    "涉嫌犯罪案件移送书",
]
"""The instruments that the source documents call for."""
LIBRARY = FOLDER.parent / "mechanisms"
GOOD = """---
文书: 试验函
代码: [trial-letter]
文种: [试验函]
版式: 函
字段:
  理由: {类型: 长文本, 必填: 是}
---
标题：关于{标题}的函
@若 依据：根据{依据}办理。
@否则：请予办理。
@逐项 建议条目：{序}、{项}
理由：{理由}
"""


def test_the_library_has_no_mistake_and_every_instrument_that_is_called_for():
    assert check_folder() == []
    assert {name for name in NAMED if template_for("", name).code == "paper"} == set()
    exact = {genre for one in templates() for genre in one.genres}
    assert set(NAMED) <= exact


def test_every_template_that_a_mechanism_names_is_there():
    text = "\n".join(path.read_text("utf-8") for path in sorted(LIBRARY.glob("*.yaml")))
    codes = {code for one in templates() for code in one.codes}
    assert set(re.findall(r"模板: ([a-z-]+)", text)) <= codes


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.code)
def test_every_template_can_be_filled_with_nothing_and_printed(template):
    """What nobody knows is left for a person; nothing fails, in PDF or in Word."""
    text = text_of(
        template, {"标题": "某事项", "文种": template.name, "文书": template.name, "事由": "某事项"}
    )
    body, annexes = blocks_of(template, text, {"标题": "某事项"})
    assert "{" not in text
    assert body
    document = Document(
        template.layout, template.name, ("临江市某局",), genre=template.name if template.headed else "", body=body,
        annexes=annexes, signed=template.signed, cover=template.cover,
    )  # fmt: skip
    assert print_pdf(document).pages >= 1
    assert print_docx(document).startswith(b"PK")


def test_lines_that_depend_on_a_field_are_printed_or_their_other_is():
    template, problems = read_template(GOOD)
    assert problems == []
    full = text_of(template, {"标题": "甲", "依据": "某法", "建议条目": ("一项", "两项"), "理由": "充分"})
    assert full.splitlines() == ["根据某法办理。", "一、一项。", "二、两项。", "理由：充分"]
    bare = text_of(template, {"标题": "甲"})
    assert bare.splitlines() == ["请予办理。", f"理由：{FILL_IN}"]
    assert title_of(template, {"标题": "甲"}) == "关于甲的函"


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("---\n文书", "文书", 1, "L-FRONT"),
        ("版式: 函", "版式: 信", 5, "L-MISSING"),
        ("版式: 函", "版式: 函\n颜色: 红", 6, "L-KEY"),
        ("版式: 函", "版式: [函", 6, "L-YAML"),
        ("代码: [trial-letter]", "代码: [Trial]", 3, "L-CODE"),
        ("代码: [trial-letter]", "甲: 乙", 3, "L-KEY"),
        ("类型: 长文本", "类型: 长长", 7, "L-TYPE"),
        ("  理由: ", "  标题: ", 7, "L-NAME"),
        ("类型: 长文本, 必填: 是", "类型: 选项", 7, "L-OPTIONS"),
        ("标题：关于", "关于", 9, "L-TITLE"),
        ("@若 依据：", "@如果 依据：", 10, "L-VERB"),
        ("@若 依据：根据", "@若 依据 根据", 10, "L-SUBJECT"),
        ("@若 依据：", "@若 根据：", 10, "L-NAME"),
        ("@逐项 建议条目：", "@逐项 理由：", 12, "L-EACH"),
        ("理由：{理由}", "理由：{原因}", 13, "L-NAME"),
        ("理由：{理由}", "理由", 7, "L-UNUSED"),
        ("理由：{理由}", "理由：{理由}\n@表 甲 乙\n| 一 | 二 |", 14, "L-WIDTHS"),
        ("理由：{理由}", "理由：{理由}\n@表 1 2\n| #一 | 二 | 三 |", 15, "L-SPAN"),
        ("理由：{理由}", "理由：{理由}\n| 一 |", 14, "L-BARS"),
    ],
)
def test_a_mistake_is_named_with_its_line(old, new, line, code):
    template, problems = read_template(GOOD.replace(old, new, 1))
    assert template is None
    assert (line, code) in {(problem.line, problem.code) for problem in problems}, problems


def test_a_code_stands_in_one_file_only(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.letter").write_text(GOOD, encoding="utf-8")
    assert {problem.code for _path, problem in check_folder(tmp_path)} == {"L-TWICE"}


def test_what_people_change_in_a_forms_text_goes_back_into_its_boxes():
    template = template_for("", "督办单")
    text = text_of(template, {"督办事项": "某事项", "督办要求": "说明原因"})
    assert f"督办依据：{FILL_IN}" in text
    edited = text.replace(f"督办依据：{FILL_IN}", "督办依据：批示\n第二行：仍属依据")
    assert values_in(template, edited)["督办依据"] == "批示\n第二行：仍属依据"
    grid = blocks_of(template, edited, {"承办单位": "市住建局", "期限日期": date(2026, 3, 5)})[0][0]
    assert isinstance(grid, Grid)
    texts = {cell.text for row in grid.rows for cell in row}
    assert {"批示\n第二行：仍属依据", "某事项", "市住建局", "2026年3月5日"} <= texts


def test_a_required_box_that_is_empty_keeps_a_form_from_its_signature():
    template = template_for("", "督办单")
    text = text_of(template, {"督办事项": "某事项"})
    assert "督办依据" in required_gaps(template, text)
    assert required_gaps(template_for("", "函"), "任意文字") == []


def test_a_slip_to_send_back_and_an_annex_are_printed_after_the_text():
    template = template_for("", "移送函")
    text = text_of(template, {"标题": "某线索", "事由": "某线索"})
    assert "回执" not in text
    body, _annexes = blocks_of(template, text, {"标题": "某线索"})
    assert any(type(block).__name__ == "Tear" for block in body)
    notice = template_for("", "会议通知")
    assert [annex.title for annex in blocks_of(notice, "正文", {"标题": "会"})[1]] == ["参会回执"]
    assert template_for("", "请示").layout is Layout.FILE


def test_a_box_may_span_columns_be_high_and_have_a_foot():
    cell = cell_of("#审批 意见 >3 ^4 ~签字：", {})
    assert (cell.text, cell.label, cell.span, cell.lines, cell.foot) == ("审批 意见", True, 3, 4, "签字：")
    assert cell_of("{无}", {}).text == ""


@given(st.dictionaries(st.sampled_from(["督办依据", "督办事项", "未办结情况", "督办要求"]),
                       st.text(alphabet="甲乙丙，。 ", min_size=1, max_size=30), max_size=4))  # fmt: skip
def test_a_forms_text_and_its_values_say_the_same(values):
    template = template_for("", "督办单")
    told = values_in(template, text_of(template, values))
    assert all(told[key] == value.strip() for key, value in values.items() if value.strip())


def test_standard_names_have_a_type_and_are_never_fields():
    assert set(STANDARD.values()) <= set(Type)
    assert not {field.key for one in templates() for field in one.fields} & STANDARD.keys()


def test_the_command_checks_files_and_lists_what_there_is(tmp_path, capsys):
    bad = tmp_path / "bad.letter"
    bad.write_text(GOOD.replace("版式: 函", "版式: 信"), encoding="utf-8")
    assert letters_command.main(["check"]) == 0
    assert letters_command.main(["check", str(bad)]) == 1
    assert f"{bad}:5: L-MISSING" in capsys.readouterr().err
    assert letters_command.main(["check", str(Path(tmp_path) / "none")]) == 1
    assert letters_command.main([]) == 2
    assert letters_command.main(["list", "--json"]) == 0
    assert capsys.readouterr().out.count("\n") == len(templates())
