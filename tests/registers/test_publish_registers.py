"""Registers' files: broken ones are refused with their line; what is published never changes; matters write rows."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict
from fuyuantong.registers.actions import mention_cases, publish, write_row
from fuyuantong.registers.models import BookVersion, Row
from fuyuantong.registers.queries import rows_about
from fuyuantong.registers.reading import examine
from registers.conftest import CASES


@pytest.mark.parametrize(
    ("old", "new", "code", "line_with"),
    [
        ("类别: 案件台账", "类别: 案件", "E-DEF-WORD", "类别: 案件"),
        ("录入: [法院]", "录入: [某院]", "E-DEF-WORD", "录入"),
        ("责任单位: 市中院\n", "", "E-DEF-MISSING", "台账: 试验"),
        ("标的额: 金额", "标的额: 钱", "E-DEF-WORD", "标的额"),
        ("标的额: 金额", "标的额: 附件", "E-DEF-TYPE", "标的额"),
        ("选项: [驳回, 撤销, 调解]", "必填: 否", "E-DEF-OPTIONS", "结果"),
        ("标题: [案号, 案由]", "标题: [案号, 案件]", "E-DEF-UNKNOWN", "台账: 试验"),
        ("封存: [涉未成年人]", "封存: [案由]", "E-DEF-TYPE", "案由"),
        ("结案日期 >= 立案日期", "结案日期 >= 收案日期", "E-DEF-UNKNOWN", "先立后结"),
        ("案号: {类型: 案号, 必填: 是, 唯一: 是}", "案号: {类型: 案号, 唯一: 是}", "E-DEF-UNIQUE", "案号:"),
        ("校验:\n", "目标:\n  件数: {单位: 件}\n校验:\n", "E-DEF-KIND", "件数"),
        ("校验:\n", "关联:\n  案号: {台账: nowhere, 列: 案号}\n校验:\n", "E-DEF-REGISTER", "nowhere"),
        ("校验:\n", "转登:\n  公示: {台账: trial-cases, 何时: 新增}\n校验:\n", "E-DEF-REGISTER", "公示"),
        (
            "校验:\n",
            "转登:\n  公示: {台账: board, 何时: 新增, 写明: {甲: '{原告身份证号}'}}\n校验:\n",
            "E-DEF-PERSONAL",
            "公示",
        ),
    ],
)
def test_a_broken_register_is_refused_with_its_line(old: str, new: str, code: str, line_with: str) -> None:
    text = CASES.strip()
    assert old in text
    broken = text.replace(old, new, 1)
    _register, problems = examine(broken, known=frozenset())
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    lines = broken.splitlines()
    assert any(line_with in lines[problem.line - 1] for problem in found), found


@pytest.mark.django_db
def test_a_published_register_stays_and_the_next_version_leaves_old_rows_as_they_were(city, call) -> None:
    values = {"案号": "（2026）新2801行初15号", "案由": "行政处罚", "立案日期": "2026-03-02"}
    made = call(city.judge).send("/registers/trial-cases/rows", {"values": values}).json()
    with pytest.raises(Conflict):
        make.do(SYSTEM, publish, CASES.replace("台账: 试验案件台账", "台账: 改名"))
    make.do(SYSTEM, publish, CASES.replace("版本: 1", "版本: 2").replace("  标的额: 金额\n", ""))
    assert call(city.judge).get(f"/register-rows/{made['id']}").json()["version"] == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        BookVersion.objects.filter(book_id="trial-cases").update(source="改")
    with pytest.raises(Conflict):
        make.do(SYSTEM, publish, CASES.replace("类别: 案件台账", "类别: 清单").replace("版本: 1", "版本: 3"))


@pytest.mark.django_db
def test_a_matter_writes_its_row_once_and_both_find_each_other_by_the_case(city, call) -> None:
    matter = city.linkage.pk
    cells = {"案号": "（2026）新2801行初15号", "案由": "行政处罚", "标的额": "不详"}
    for _ in range(2):
        make.do(
            city.judge, write_row, "trial-cases", cells, matter=matter, owner=city.court.pk, source="化解事项"
        )
    row = Row.objects.get()
    assert (row.owner, row.matter) == (city.court, matter)
    assert "标的额" not in row.cells
    assert "未登记" in row.changes.get(revision=1).reason
    other = city.court.pk
    make.do(city.judge, mention_cases, other, ["关于（2026）新2801行初15号案的函"])
    assert [found.pk for found in rows_about(city.judge, other)] == [row.pk]
    assert rows_about(city.housing_clerk, other) == []
