"""The shapes of what people type: a case number and a document; then the letter as read, to be confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.dispatches.kinds import TARGET_WORDS, Recipe, Sending
from fuyuantong.meetings.forms.fields import UnitNames, day_input
from fuyuantong.organs.models import Linkage

ITEM_MARK = "｜"
DOCUMENTS = ".docx,.doc,.pdf,.ofd,.txt"


class ReadForm(forms.Form):
    """First: the number, the document, or both."""

    case = forms.CharField(
        label=_("案号"), required=False, max_length=100, widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=_("直接粘贴，如（2026）新2801行初15号。"),
    )  # fmt: skip
    document = forms.FileField(
        label=_("文书"), required=False, widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
        help_text=_("拖入或选择已制发的文书，系统读出收文单位、文号、日期和建议。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("case") and not data.get("document"):
            raise forms.ValidationError(_("请粘贴案号或选择文书。"))
        return data


class SendForm(forms.Form):
    """Then: everything as it was read, to be looked at and confirmed. One suggestion a line (问题｜建议)."""

    file = forms.UUIDField(required=False, widget=forms.HiddenInput)
    recipe = forms.ChoiceField(label=_("文书种类"))
    linkage = forms.ChoiceField(label=_("联动机制"))
    title = forms.CharField(label=_("标题"), max_length=300)
    number = forms.CharField(label=_("文号"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"))
    addressees = UnitNames(label=_("收文单位"))
    case_number = forms.CharField(label=_("案号"), required=False, max_length=100)
    cause = forms.CharField(label=_("案由"), required=False, max_length=200)
    signed_on = forms.DateField(label=_("签发日期"), widget=day_input())
    served_on = forms.DateField(
        label=_("送达日期"), widget=day_input(), help_text=_("回复期限从送达之日起算。")
    )
    reply_on = forms.DateField(
        label=_("文书载明的回复日期"), required=False, widget=day_input(),
        help_text=_("没有载明的不填，按规定的期限计算。"),
    )  # fmt: skip
    items = forms.CharField(
        label=_("建议"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一条；问题和建议之间用“｜”隔开。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, recipes: Sequence[Recipe], linkages: Sequence[Linkage], kinds: Sequence[str],
        region: str, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offered: Mapping[str, list[tuple[str, str]]] = {
            "recipe": [(one.name, one.name) for one in recipes],
            "linkage": [(one.code, one.name) for one in linkages],
            "kind": [(one, one) for one in kinds],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["addressees"].region = region  # type: ignore[attr-defined]

    def sending(self) -> Sending:
        data = self.cleaned_data
        pairs = [line.partition(ITEM_MARK) for line in data["items"].splitlines() if line.strip()]
        items = [(left.strip(), right.strip()) if mark else ("", left.strip()) for left, mark, right in pairs]
        names = ("recipe", "linkage", "title", "addressees", "number", "kind", "case_number", "cause")
        days = ("signed_on", "served_on", "reply_on")
        return Sending(items=items, **{name: data[name] for name in (*names, *days)})


class BatchForm(forms.Form):
    recipe = forms.ChoiceField(label=_("文书种类"))
    linkage = forms.ChoiceField(label=_("联动机制"))
    file = forms.FileField(
        label=_("办案系统导出的表"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("第一行为列名，每行一件；一次最多 500 件。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, recipes: Sequence[Recipe], linkages: Sequence[Linkage], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipe"].choices = [(one.name, one.name) for one in recipes]  # type: ignore[attr-defined]
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which heading means what; one select for each heading."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, heads: Sequence[str], columns: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads = [head for head in heads if head]
        for n, head in enumerate(self.heads):
            self.fields[f"c{n}"] = forms.ChoiceField(
                label=head, required=False, choices=[("", _("不用")), *TARGET_WORDS.items()],
                initial=columns.get(head, ""),
            )  # fmt: skip

    def columns(self) -> dict[str, str]:
        return {head: self.cleaned_data[f"c{n}"] for n, head in enumerate(self.heads)}
