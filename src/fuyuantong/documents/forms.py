"""Forms of the room: a rule of numbering, the reason of a void, a letterhead."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

REASON = forms.Textarea(attrs={"rows": 3})


class NumberRuleForm(forms.Form):
    series = forms.CharField(
        label=_("机关代字"), max_length=20, help_text=_("例如“临司发”；编出的文号是 临司发〔2026〕1号")
    )
    genre = forms.CharField(
        label=_("文种"),
        max_length=40,
        required=False,
        help_text=_("不填表示本单位没有另行规定的所有文种；几个文种用同一机关代字的，连续编号"),
    )
    active = forms.BooleanField(
        label=_("由本系统编号"), required=False, initial=True, help_text=_("不选时改为登记外部文号")
    )


class VoidNumberForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("作废理由"), max_length=400, widget=REASON)


class LetterheadForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如“市司法局函头（2026版）”"))
    genre = forms.CharField(
        label=_("文种"), max_length=40, required=False, help_text=_("不填表示本单位的所有文种")
    )
    file = forms.FileField(label=_("Word 模板（.docx）"))
