"""The shapes of input of the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.notices.channels import open_channels
from fuyuantong.organs.models import Person, Tenure

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
        label=_("每日消息发到"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选则只在系统内查看。"),
    )
    urgent_channels = forms.MultipleChoiceField(
        label=_("紧急消息发到"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("随到随发，免打扰时段顺延；都不选则随每日消息一起发。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("channels", "urgent_channels"):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(c.code, str(c.word)) for c in open_channels(for_units=False)]


class AccountForm(forms.Form):
    """One's own account at a channel."""

    account = forms.CharField(max_length=120, strip=True)


class CodeForm(forms.Form):
    """The code that came over a channel."""

    code = forms.CharField(max_length=12, strip=True)


class LeaveForm(forms.Form):
    """Who is away from which post, from when until when, and who stands in."""

    seat = forms.ChoiceField(label=_("谁请假（岗位）"))
    deputy = forms.ChoiceField(label=_("代办人"), help_text=_("须是同一单位的在岗人员。"))
    since_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(
        label=_("结束日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("含当日，到期自动结束。"),
    )
    reason = forms.CharField(label=_("事由"), max_length=100, required=False, strip=True)

    def __init__(self, *, seats: Sequence[Tenure], deputies: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        whole = len({seat.post.unit_id for seat in seats}) > 1
        chosen = [
            (
                f"{seat.post_id}:{seat.person_id}",
                f"{seat.post.unit if whole else ''} {seat.person.name}（{seat.post.title}）".strip(),
            )
            for seat in seats
        ]
        self._choices("seat", chosen)
        self._choices("deputy", [("", "—"), *((str(one.pk), one.name) for one in deputies)])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class SettleForm(forms.Form):
    """What was done about a job that had been given up."""

    remark = forms.CharField(label=_("处理说明"), max_length=300, strip=True)


class InboxForm(forms.Form):
    """The inbox's query: everything or what is unread, and the page."""

    show = forms.ChoiceField(choices=[("", ""), ("all", "")], required=False)
    after = forms.CharField(required=False, max_length=300)
    before = forms.CharField(required=False, max_length=300)
