"""What the pages ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.refusals import BadInput
from fuyuantong.indicators.periods import Span, read_span


class SpanForm(forms.Form):
    """Which period: one offered, or any that `Span.text` could write."""

    period = forms.CharField(label=_("期间"), max_length=20)

    def __init__(self, *args: Any, spans: list[Span], **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.fields["period"].widget = forms.Select(choices=[(one.text, one.label) for one in spans])

    def clean_period(self) -> Span:
        try:
            return read_span(str(self.cleaned_data["period"]))
        except BadInput as error:
            raise forms.ValidationError(f"{error.message}{error.hint}") from error


class FigureForm(SpanForm):
    """Which period, broken down by what."""

    by = forms.MultipleChoiceField(label=_("分组"), required=False)

    def __init__(self, *args: Any, groups: Sequence[str], **keys: Any) -> None:
        super().__init__(*args, **keys)
        field = self.fields["by"]
        field.widget = forms.CheckboxSelectMultiple()
        field.choices = field.widget.choices = [  # type: ignore[attr-defined]
            (one, one) for one in groups
        ]


class SignForm(forms.Form):
    """Freezing a period."""

    period = forms.CharField(widget=forms.HiddenInput, max_length=20)
    signed_by = forms.CharField(label=_("签定人"), max_length=60)


class CorrectForm(SignForm):
    """Signing anew, with the reason."""

    reason = forms.CharField(label=_("更正理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SourceForm(forms.Form):
    """The text of a definition."""

    source = forms.CharField(
        label=_("定义原文"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 30, "class": "code"})
    )
