"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.organs.models import Linkage
from fuyuantong.reports.models import REMARK_MOST, TEXT_MOST, Case
from fuyuantong.reports.queries.issues import Line


class Versioned(forms.Form):
    """Carries the version of the row that the person was looking at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OpenForm(forms.Form):
    """One issue of a product: of which period, in which linkage."""

    linkage = forms.ChoiceField(label=_("联动机制"))
    period = forms.CharField(
        label=_("期间"), max_length=20, help_text=_("季度写作 2026Q3，半年写作 2026H1，年度写作 2026。")
    )

    def __init__(self, *args: Any, linkages: Sequence[Linkage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]


class StepForm(Versioned):
    """What a step may want: a reason or remark, who signed and when, the number."""

    reason = forms.CharField(
        label=_("意见或理由"),
        required=False,
        max_length=REMARK_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signed_by = forms.CharField(label=_("签发人"), required=False, max_length=60)
    signed_on = forms.DateField(
        label=_("签发日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    number = forms.CharField(
        label=_("文号"),
        required=False,
        max_length=80,
        help_text=_("不填的，按本单位文号规则编号；没有规则的，按期编号。"),
    )


class TextsForm(Versioned):
    """The draft: one text for every paragraph, named `text-<passage>`, figures in 【】."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            rows = max(3, len(line.typed) // 42 + 1)
            self.fields[f"text-{line.passage.pk}"] = forms.CharField(
                label=line.passage.part,
                required=False,
                max_length=TEXT_MOST,
                initial=line.typed,
                widget=forms.Textarea(attrs={"rows": rows, "data-draft": f"report:{line.passage.pk}"}),
            )

    def texts(self) -> dict[UUID, str]:
        return {line.passage.pk: self.cleaned_data[f"text-{line.passage.pk}"] for line in self.lines}


class CaseForm(Versioned):
    title = forms.CharField(label=_("案例名称"), required=False, max_length=200)
    text = forms.CharField(
        label=_("案例内容"), required=False, max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": 8})
    )


def case_form(case: Case) -> CaseForm:
    return CaseForm(
        initial={"title": case.title, "text": case.text, "version": case.version},
        auto_id=f"case-{case.pk}-%s",
    )
