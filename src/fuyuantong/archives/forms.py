"""The shapes of what people type here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.archives.kinds import Retention, Source
from fuyuantong.archives.models import WORDS_MOST


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 3}), **more
    )


class YearForm(forms.Form):
    """Which volumes are shown."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    retention = forms.ChoiceField(
        label=_("保管期限"), choices=[("", _("全部")), *Retention.choices], required=False
    )
    source = forms.ChoiceField(label=_("类别"), choices=[("", _("全部")), *Source.choices], required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class RetentionForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    retention = forms.ChoiceField(label=_("保管期限"), choices=Retention.choices)
    reason = forms.CharField(label=_("调整理由"), max_length=200)


class ProposeForm(forms.Form):
    """`ids` are ticked in the list above it."""

    opinion = _text(_("鉴定意见"), help_text=_("例如 经逐卷鉴定，已无继续保存价值，拟予销毁。"))
    appraisers = forms.CharField(label=_("鉴定人"), max_length=200)


class WordsForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words = _text(_("审批意见"), required=False)


class RecordForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    by = forms.CharField(label=_("批准人"), max_length=120)
    on = forms.DateField(
        label=_("批准日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = _text(_("审批意见"))
    file = forms.FileField(label=_("批准的清册扫描件"))


class CarryOutForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first = forms.CharField(label=_("监销人一"), max_length=60)
    second = forms.CharField(label=_("监销人二"), max_length=60)
