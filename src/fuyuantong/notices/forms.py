"""The shapes of input of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import open_channels

_HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class PreferenceForm(forms.Form):
    """When and over which ways a person wants to hear."""

    digest_hour = forms.TypedChoiceField(
        label=_("每日消息时间"), choices=_HOURS, coerce=int, help_text=_("每天最多一条，合并所有未读消息。")
    )
    quiet_from = forms.TypedChoiceField(label=_("免打扰开始"), choices=_HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=_("免打扰结束"), choices=_HOURS, coerce=int, help_text=_("两个时间相同表示不设免打扰。")
    )
    channels = forms.MultipleChoiceField(
        label=_("外发方式"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选则只在系统内查看。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channels"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(c.code, str(c.word)) for c in open_channels(for_units=False)]


class SettleForm(forms.Form):
    """What was done about a job that had been given up."""

    remark = forms.CharField(label=_("处理说明"), max_length=300, strip=True)


class InboxForm(forms.Form):
    """The inbox's query: everything or what is unread, and the page."""

    show = forms.ChoiceField(choices=[("", ""), ("all", "")], required=False)
    after = forms.CharField(required=False, max_length=300)
    before = forms.CharField(required=False, max_length=300)
