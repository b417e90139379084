"""The template of an import: the heads, options as lists to choose from, the sample line in a note."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.definitions.vocabulary.words import FIELD_TYPES
from fuyuantong.registers.cells import FROM
from fuyuantong.registers.grids import PROGRESS, headings
from fuyuantong.registers.kinds import Column, Progress, Register

ROWS = 5000
LIST_MOST = 250
"""Characters that a spreadsheet takes as a written-out list of choices."""
SAMPLES = {
    FieldType.DATE: "2026-03-02",
    FieldType.NUMBER: "12",
    FieldType.MONEY: "12000.50",
    FieldType.PERCENT: "90",
    FieldType.CASE_NO: "（2026）临01行初15号",
    FieldType.DOC_NO: "临府发〔2026〕3号",
    FieldType.UNIT: "临江市司法局",
    FieldType.PERSON: "张某某",
    FieldType.FLAG: "否",
    FieldType.IDENT: "18 位居民身份证号",
    FieldType.CREDIT_CODE: "18 位代码",
    FieldType.PHONE: "13900000000",
}
_WORDS = {kind: word for word, kind in FIELD_TYPES.items()}


def template(register: Register, kind: str) -> bytes:
    """The empty file to fill in, as xlsx or csv."""
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerow(headings(register))
        return text.getvalue().encode("utf-8-sig")
    if kind != "xlsx":
        raise NotFound
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError
    page.title = register.name[:31]
    _heads(register, page)
    _explain(register, book.create_sheet(_("填写说明")))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sample(register: Register, name: str) -> str:
    column = register.column(name)
    if name == PROGRESS:
        return str(Progress.HELD.label)
    if column is None:
        return "2026-01-01" if name == FROM else "2026-12-31"
    return column.options[0] if column.options else SAMPLES.get(column.type, _("（文字）"))


def _heads(register: Register, page: Worksheet) -> None:
    names = headings(register)
    fill = PatternFill("solid", fgColor="E8EDF3")
    for place, name in enumerate(names, start=1):
        column = register.column(name)
        must = column is not None and column.required and column.due_at is None
        cell = page.cell(1, place, f"{name}*" if must else name)
        cell.font, cell.fill = Font(name="黑体", size=11, bold=must), fill
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = 18
        cell.comment = Comment(_told(column, name, register), register.keeper, width=260, height=120)
        choices = _choices(column, name)
        if choices and len(",".join(choices)) <= LIST_MOST:
            rule = DataValidation(type="list", formula1='"' + ",".join(choices) + '"', allow_blank=True)
            rule.error, rule.showErrorMessage = _("请从列表中选择。"), True
            page.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
        for row in range(2, 52):
            page.cell(row, place).number_format = "@"
    page.freeze_panes = "A2"


def _choices(column: Column | None, name: str) -> list[str]:
    if name == PROGRESS:
        return [str(step.label) for step in Progress if step]
    if column is None or column.many:
        return []
    if column.type is FieldType.FLAG:
        return ["是", "否"]
    return list(column.options) if column.type is FieldType.CHOICE else []


def _told(column: Column | None, name: str, register: Register) -> str:
    lines = [_("示例：%s") % sample(register, name)]
    if column is not None:
        lines.insert(0, str(_WORDS[column.type]) + (_("，必填") if column.required else ""))
        if column.many or column.type is FieldType.CHOICES:
            lines.append(_("可填多个，以顿号隔开。"))
        if column.note:
            lines.append(column.note)
    return "\n".join(lines)


def _explain(register: Register, page: Worksheet) -> None:
    rows = [[_("栏目"), _("怎么填"), _("可选的值")]]
    for name in headings(register):
        column = register.column(name)
        rows.append(
            [f"·{name}", _told(column, name, register).replace("\n", "；"), "、".join(_choices(column, name))]
        )
    for row in rows:
        page.append(row)
    for letter, width in (("A", 24), ("B", 60), ("C", 60)):
        page.column_dimensions[letter].width = width
