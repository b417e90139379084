"""What may stand in the address of a list: filters, columns, page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.paging import PAGE_SIZES
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.registers.forms.rows import CELL
from fuyuantong.registers.kinds import Progress, Register, RegisterKind
from fuyuantong.registers.queries.rows import FILTERED, Filters

FILTERS_MOST = 3
_ALL = ("", _("全部"))
_STATES = [
    ("current", _("有效")),
    ("force", _("现行有效（按今天）")),
    ("void", _("已废止")),
    ("all", _("全部")),
]


class ListForm(forms.Form):
    """The filters as a GET form. The first few columns with choices become filters of their own."""

    q = forms.CharField(
        label=_("关键字"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )
    case_number = forms.CharField(label=_("案号"), required=False, max_length=120)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=_STATES)
    progress = forms.ChoiceField(
        label=_("进度"),
        required=False,
        choices=[_ALL, *((v, w) for v, w in Progress.choices if v), ("done", _("已举办和已反馈"))],
    )
    year = forms.IntegerField(label=_("年度"), required=False, min_value=1900, max_value=2199)
    since = forms.DateField(required=False, label=_("日期自"), widget=forms.HiddenInput)
    until = forms.DateField(required=False, label=_("日期至"), widget=forms.HiddenInput)
    owner = forms.UUIDField(required=False, label=_("所属单位"), widget=forms.HiddenInput)
    size = forms.TypedChoiceField(
        label=_("每页"),
        required=False,
        coerce=int,
        empty_value="50",
        choices=[(str(n), str(n)) for n in PAGE_SIZES],
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Any, *, register: Register) -> None:
        super().__init__(data)
        self.register = register
        if not any(register.of_type(FieldType.CASE_NO)):
            del self.fields["case_number"]
        if register.kind is not RegisterKind.ACTIVITY:
            del self.fields["progress"]
        if not register.day:
            del self.fields["year"]
        for column in [c for c in register.columns if c.type in FILTERED and not c.many][:FILTERS_MOST]:
            options = column.options or ("是", "否")
            choices = [_ALL, *((option, option) for option in options)]
            self.fields[CELL + column.key] = forms.ChoiceField(
                label=column.key, required=False, choices=choices
            )

    def filters(self) -> Filters:
        """The filters of a valid form."""
        data = self.cleaned_data
        cells = {}
        for name, value in data.items():
            column = self.register.column(name.removeprefix(CELL)) if name.startswith(CELL) else None
            if column is not None and value:
                cells[column.key] = value == "是" if column.type is FieldType.FLAG else value
        owner: UUID | None = data.get("owner")
        return Filters(
            words=data["q"].strip(),
            state=data["state"] or "current",
            progress=data.get("progress", ""),
            owner=owner,
            year=data.get("year"),
            since=data["since"],
            until=data["until"],
            case_number=data.get("case_number", "").strip(),
            cells=cells,
        )

    def words(self) -> list[tuple[str, str]]:
        """The filters that are set, for people: in the file's note and above the list."""
        shown = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and name != "size":
                offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
                shown.append((str(field.label), str(dict(offered).get(value, value))))
        return shown
