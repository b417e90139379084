"""A form for the cells of any register, and the small forms of the acts on one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.widgets import LongSelect
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.registers.cells import FROM, UNTIL, is_required
from fuyuantong.registers.kinds import Column, Progress, Register, RegisterKind

CELL, FREE = "c:", 20_000
"""Prefix of the inputs of cells, because columns may bear any name."""


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def cell_field(column: Column, units: list[str], *, required: bool) -> forms.Field:  # noqa: PLR0911
    """An input for one column; what it means is judged by the action, which says what is wrong."""
    label = f"{column.key}（{column.unit}）" if column.unit else column.key
    common: dict[str, Any] = {"label": label, "required": required, "help_text": column.note}
    if column.type is FieldType.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((o, o) for o in column.options)], **common)
    if column.type is FieldType.FLAG:
        return forms.ChoiceField(choices=[("", "—"), ("是", _("是")), ("否", _("否"))], **common)
    if column.type is FieldType.DATE and not column.many:
        return forms.DateField(widget=DayInput(), **common)
    if column.type is FieldType.UNIT and not column.many:
        return forms.ChoiceField(
            choices=[("", "—"), *((name, name) for name in units)], widget=LongSelect, **common
        )
    if column.type is FieldType.LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=FREE, **common)
    if column.type is FieldType.CHOICES:
        return forms.MultipleChoiceField(
            choices=[(o, o) for o in column.options], widget=forms.CheckboxSelectMultiple, **common
        )
    if column.many and not common["help_text"]:
        common["help_text"] = _("可填多个，以顿号隔开")
    return forms.CharField(max_length=FREE if column.many else 500, **common)


class CellsForm(forms.Form):
    """The cells of a row. `values()` gives what was typed; personal cells left blank stay as they are."""

    def __init__(
        self,
        *args: Any,
        register: Register,
        units: list[str],
        current: Mapping[str, Any] | None = None,
        progress: str = "",
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.register, self.current = register, current
        for column in register.columns:
            kept = current is not None and column.masked and column.key in current
            required = is_required(register, column, progress) and not kept
            made = cell_field(column, units, required=required)
            if kept:
                made.help_text = _("已填，平时遮盖；不改就留空")
            elif current is not None:
                made.initial = initial(current.get(column.key), column)
            self.fields[CELL + column.key] = made
        if register.validity:
            for name in (FROM, UNTIL):
                made = forms.DateField(label=name, required=False, widget=DayInput())
                made.initial = (current or {}).get(name)
                self.fields[CELL + name] = made

    def values(self) -> dict[str, Any]:
        """Column → what was typed; when correcting, only what differs from what stands there."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name.startswith(CELL):
                key = name.removeprefix(CELL)
                column = self.register.column(key)
                if self.current is None or (
                    (value or not (column and column.masked)) and self._differs(key, column, value)
                ):
                    found[key] = value
        return found

    def _differs(self, key: str, column: Column | None, value: Any) -> bool:
        before = initial((self.current or {}).get(key), column) if self.current else None
        return str(value if value is not None else "") != str(before if before is not None else "")


def initial(value: Any, column: Column | None) -> Any:
    """A stored cell as its input shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and (column is None or column.type is not FieldType.CHOICES):
        return "、".join(map(str, value))
    return value


class ProgressForm(forms.Form):
    """Beside the cells of a new activity: whether it is planned or was held already."""

    progress = forms.ChoiceField(
        label=_("进度"),
        required=False,
        choices=[(value, label) for value, label in Progress.choices if value],
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("随这一行的历史保存"),
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("查看用途"), max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("文件"),
        help_text=_("xlsx 或 csv，表头与模板一致；先预览，确认后才写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    again = forms.BooleanField(label=_("仍要再次导入同一文件"), required=False)


def is_activity(register: Register) -> bool:
    return register.kind is RegisterKind.ACTIVITY
