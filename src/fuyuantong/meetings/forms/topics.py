"""What people type about topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.meetings.actions import TopicWords
from fuyuantong.meetings.forms.fields import UnitNames, Versioned, day_input, long_text
from fuyuantong.meetings.models import Topic

_OWN = (
    "title", "background", "asks", "coordination", "reporter", "signed_by", "signed_on", "leader_view",
)  # fmt: skip


class TopicForm(Versioned):
    """议题申请表. `where` (kind|linkage) is asked only of a new one."""

    where = forms.ChoiceField(label=_("提交到"), required=False)
    title = forms.CharField(label=_("议题"), max_length=300)
    background = forms.CharField(label=_("背景与依据"), max_length=4000, widget=long_text(4))
    coordination = forms.CharField(
        label=_("前期协调情况和分歧"), required=False, max_length=4000, widget=long_text()
    )
    asks = forms.CharField(
        label=_("拟请研究事项"),
        max_length=4000,
        widget=long_text(4),
        help_text=_("只写协调化解和工作配合，不写案件如何裁判。"),
    )
    reporter = forms.CharField(label=_("汇报人"), required=False, max_length=60)
    attending = UnitNames(label=_("建议列席单位"), required=False)
    leader_view = forms.CharField(
        label=_("分管领导意见"), required=False, max_length=2000, widget=long_text(2)
    )
    signed_by = forms.CharField(label=_("签字的主要负责人"), required=False, max_length=60)
    signed_on = forms.DateField(label=_("签字日期"), required=False, widget=day_input())
    matter = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places:
            field = self.fields["where"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - says the type, checks nothing
            field.choices, field.required = list(places), True
        else:
            del self.fields["where"]

    @classmethod
    def of(cls, row: Topic, region: str) -> TopicForm:
        names = "、".join(str(unit) for unit in row.attending.all())
        own = {name: getattr(row, name) for name in (*_OWN, "version")}
        return cls(initial=own | {"attending": names}, region=region)

    def words(self) -> TopicWords:
        data = self.cleaned_data
        return TopicWords(
            **{name: data[name] for name in _OWN}, attending=data["attending"], matter=data["matter"]
        )

    @property
    def place(self) -> tuple[str, str]:
        """(kind, linkage)."""
        kind, _bar, linkage = str(self.cleaned_data.get("where", "")).partition("|")
        return kind, linkage


class TopicSubmitForm(Versioned):
    signed_by = forms.CharField(label=_("签字的主要负责人"), required=False, max_length=60)


class ReasonForm(Versioned):
    text = forms.CharField(label=_("理由"), required=False, max_length=4000, widget=long_text())


class ViewForm(Versioned):
    text = forms.CharField(label=_("初审意见"), required=False, max_length=4000, widget=long_text())


class MergeForm(Versioned):
    into = forms.UUIDField(label=_("并入议题"))

    def __init__(self, *args: Any, others: Sequence[Topic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].widget = forms.Select(
            choices=[(str(row.pk), f"{row.title}（{row.unit}）") for row in others]
        )


class AskAdviceForm(Versioned):
    units = UnitNames(label=_("征求意见的单位"))
    due_on = forms.DateField(
        label=_("反馈期限"),
        required=False,
        widget=day_input(),
        help_text=_("不填的，按会议类型规定的时间。"),
    )
    text = forms.CharField(label=_("说明"), required=False, max_length=4000, widget=long_text(2))


class AdviceForm(Versioned):
    text = forms.CharField(label=_("意见"), required=False, max_length=4000, widget=long_text())
    how = forms.ChoiceField(choices=[("agree", ""), ("opine", "")])


class TopicFilter(forms.Form):
    q = forms.CharField(label=_("议题"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状态"), required=False)
    own = forms.BooleanField(label=_("只看本单位提出的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from fuyuantong.meetings.kinds import TopicState

        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("全部")), *TopicState.choices]
