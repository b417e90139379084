"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fuyuantong.matters.queries.columns import COLUMNS
from fuyuantong.organs.models import Linkage
from fuyuantong.packs.layouts import HEADS, Layout
from fuyuantong.packs.models import OwnForm
from fuyuantong.packs.queries import Candidate


def _day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class PackForm(forms.Form):
    """Make packs: for which units, until when."""

    linkage = forms.ChoiceField(label=_("联动机制"))
    title = forms.CharField(label=_("名称"), max_length=120, initial=_("承办任务填报"))
    due_on = _day(_("返回期限"), required=True)
    units = forms.MultipleChoiceField(label=_("给哪些单位"), widget=forms.CheckboxSelectMultiple)
    form = forms.TypedChoiceField(
        label=_("表格样式"), required=False, coerce=UUID, empty_value=None,
        help_text=_("可用本办公室自己的台账；Word 和打印的单据不变"),
    )  # fmt: skip
    remark = forms.CharField(
        label=_("填报说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        linkages: Sequence[Linkage],
        candidates: Sequence[Candidate],
        own: Sequence[OwnForm] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        styles = [("", _("系统任务包")), *((str(one.pk), one.name) for one in own if one.settled)]
        self.fields["form"].choices = styles  # type: ignore[attr-defined]
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]
        offered = [(str(one.unit.pk), _named(one)) for one in candidates]
        self.fields["units"].choices = offered  # type: ignore[attr-defined]
        self.fields["units"].initial = [str(one.unit.pk) for one in candidates if not one.unit.has_accounts]

    def clean_units(self) -> list[UUID]:
        return [UUID(text) for text in self.cleaned_data["units"]]


def _named(one: Candidate) -> str:
    count = ngettext("%d 项任务", "%d 项任务", one.open) % one.open
    return f"{one.unit}（{count}{'' if one.unit.has_accounts else '，' + str(_('办公室代录'))}）"


class ReturnForm(forms.Form):
    """Bring a filled-in pack in."""

    file = forms.FileField(label=_("填好的任务包"), help_text=_("xlsx、docx 或 csv；先预览，确认后才写入"))
    why = forms.CharField(
        label=_("代录原因"), max_length=200, required=False,
        help_text=_("例如：该单位没有账号、在法院专网办理、书面报送"),
    )  # fmt: skip
    received_on = _day(_("签收日期"), _("单位签收任务包的日期，用于表中没有填签收日期的待签收任务"))
    said_on = _day(_("反馈日期"), _("单位签字盖章的日期，不填为今天"))

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["why"]


class OwnFormForm(forms.Form):
    """Upload an office's own 台账."""

    linkage = forms.ChoiceField(label=_("联动机制"))
    name = forms.CharField(label=_("名称"), max_length=120)
    file = forms.FileField(
        label=_("台账样表"), help_text=_("xlsx，带表头、空行和填表人、审核人、盖章处等表尾")
    )

    def __init__(self, *args: Any, linkages: Sequence[Linkage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]


def column_names() -> dict[str, str]:
    """Key of a column → what it is called on the screen."""
    return {key: str(COLUMNS[key].label) if key in COLUMNS else str(_("是否办结")) for key in HEADS}


class ColumnsForm(forms.Form):
    """Which column is which: one choice for each, named `column-A` …"""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first_row = forms.IntegerField(label=_("数据从第几行开始"), min_value=2, max_value=2000)
    foot_row = forms.IntegerField(
        label=_("表尾从第几行开始"), min_value=0, max_value=5000, required=False,
        help_text=_("填表人、审核人、盖章处所在的行；没有表尾的不填"),
    )  # fmt: skip

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letters = list(layout.columns)
        names = [("", _("（不填）")), *column_names().items()]
        for letter, (head, key) in layout.columns.items():
            self.fields[f"column-{letter}"] = forms.ChoiceField(
                label=f"{letter}　{head}"[:60], required=False, choices=names, initial=key
            )
        self.fields["first_row"].initial = layout.first_row
        self.fields["foot_row"].initial = layout.foot_row or None

    def columns(self) -> dict[str, str]:
        return {letter: self.cleaned_data[f"column-{letter}"] for letter in self.letters}


class WithdrawForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("原因"), max_length=200)
