"""What the auditor may narrow the trail to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.audit.queries import TrailFilters


class TrailForm(forms.Form):
    stream = forms.CharField(label=_("链"), required=False, max_length=80)
    kind = forms.CharField(label=_("动作代码"), required=False, max_length=64)
    person = forms.CharField(label=_("人员"), required=False, max_length=60)
    result = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), ("ok", _("成功")), ("denied", _("拒绝"))]
    )
    since = forms.DateField(label=_("自"), required=False)
    until = forms.DateField(label=_("至"), required=False)

    def filters(self) -> TrailFilters:
        """The filters of a valid form; a form with mistakes narrows nothing (its errors are shown)."""
        data = self.cleaned_data if self.is_valid() else {}
        return TrailFilters(**{key: value for key, value in data.items() if value})
