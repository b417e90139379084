"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.plans.actions import ItemEdit, SplitPart
from fuyuantong.plans.kinds import DeadlineKind, Every, NameRole
from fuyuantong.plans.models import Plan, PlanItem

_EVERY = [("", _("不报送")), *Every.choices]
_OFTEN = [("", "—"), *Every.choices]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Versioned(forms.Form):
    """Carries the version of the row that the person was looking at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """`linkage` is asked only of posts that serve several offices."""

    file = forms.FileField(
        label=_("来文文件"),
        max_length=1000,
        allow_empty_file=True,
        help_text=_("可读取 txt、docx、pdf、html、xlsx、ofd、doc，不超过 50 MB。涉密文件不得上传。"),
    )
    linkage = forms.ChoiceField(label=_("联动机制"), required=False)
    again = forms.BooleanField(label=_("仍要再次导入"), required=False)

    def __init__(self, *args: Any, offices: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offices) > 1:
            rows = Linkage.objects.filter(code__in=offices)
            self.fields["linkage"] = forms.ChoiceField(
                label=_("联动机制"), choices=[(row.code, row.name) for row in rows]
            )
        else:
            del self.fields["linkage"]
        if not self.data:
            del self.fields["again"]


class ItemForm(Versioned):
    """One item as a person changes it; names as the paper writes them."""

    title = forms.CharField(label=_("任务名称"), max_length=300)
    text = forms.CharField(label=_("任务内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    lead = forms.CharField(
        label=_("牵头单位"), required=False, max_length=4000, help_text=_("几个单位用顿号隔开。")
    )
    responsible = forms.CharField(label=_("责任单位"), required=False, max_length=4000)
    partner = forms.CharField(label=_("配合单位"), required=False, max_length=4000)
    collector = forms.CharField(
        label=_("汇总单位"),
        required=False,
        max_length=120,
        help_text=_("几个牵头单位之一；不填为列第一位者。"),
    )
    deadline_kind = forms.ChoiceField(label=_("时限类型"), choices=DeadlineKind.choices)
    due_on = forms.DateField(label=_("完成时限"), required=False, widget=day_input())
    every = forms.ChoiceField(label=_("定期办理的频次"), required=False, choices=_OFTEN)
    review_on = forms.DateField(
        label=_("复核日"), required=False, widget=day_input(), help_text=_("长期坚持的任务到这一天复核一次。")
    )
    report_every = forms.ChoiceField(label=_("报送进展"), required=False, choices=_EVERY)

    @classmethod
    def of(cls, item: PlanItem) -> ItemForm:
        """A form that shows the item as it is."""
        names = {role.value: "、".join(item.named(role)) for role in NameRole}
        own = ("title", "text", "collector", "deadline_kind", "due_on", "every", "review_on", "report_every")
        return cls(initial=names | {name: getattr(item, name) for name in (*own, "version")})

    def edit(self) -> ItemEdit:
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ItemEdit(**data)


class PartForm(forms.Form):
    """One part of a split; a part without a title is left out."""

    title = forms.CharField(label=_("任务名称"), required=False, max_length=300)
    deadline_kind = forms.ChoiceField(
        label=_("时限类型"), choices=DeadlineKind.choices, initial=DeadlineKind.DATE
    )
    due_on = forms.DateField(label=_("完成时限"), required=False, widget=day_input())
    every = forms.ChoiceField(label=_("频次"), required=False, choices=_OFTEN)
    review_on = forms.DateField(label=_("复核日"), required=False, widget=day_input())

    def part(self) -> SplitPart | None:
        data = self.cleaned_data
        return SplitPart(**data) if data.get("title") else None


PartSet = forms.formset_factory(PartForm, extra=2, max_num=20, absolute_max=20)


class DamageForm(Versioned):
    text = forms.CharField(label=_("改为"), required=False, max_length=2000)
    how = forms.ChoiceField(choices=[("correct", ""), ("cut", ""), ("keep", "")])


class AdoptForm(Versioned):
    title = forms.CharField(label=_("计划标题"), max_length=300, required=False)
    year = forms.IntegerField(label=_("年度"), min_value=1990, max_value=2100)
    plan = forms.UUIDField(label=_("加入已有草案"), required=False)

    def __init__(self, *args: Any, plans: Sequence[Plan] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plans:
            choices = [("", _("新建计划草案")), *((str(p.pk), f"{p.year} {p.title}") for p in plans)]
            self.fields["plan"].widget = forms.Select(choices=choices)
        else:
            del self.fields["plan"]


class ConsultForm(Versioned):
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("征求意见的单位"), widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label=_("反馈期限"), widget=day_input())

    def __init__(self, *args: Any, choices: Sequence[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - says the type, checks nothing
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in choices]).in_protocol_order()


class OpinionForm(Versioned):
    text = forms.CharField(
        label=_("意见"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    how = forms.ChoiceField(choices=[(how, "") for how in ("agree", "opine", "adopt", "decline")])


class SubmitForm(Versioned):
    text = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("没有征求意见就报审的，请说明理由。"),
    )


class DecisionForm(Versioned):
    decided_by = forms.CharField(label=_("同意的领导或会议"), max_length=120, required=False)
    decided_on = forms.DateField(label=_("同意日期"), widget=day_input())
    reference = forms.CharField(
        label=_("会议纪要或批示"), max_length=200, required=False, help_text=_("如纪要文号、批示件编号。")
    )
    text = forms.CharField(
        label=_("说明"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(Versioned):
    decided_by = forms.CharField(label=_("提出的领导或会议"), max_length=120, required=False)
    decided_on = forms.DateField(label=_("日期"), widget=day_input())
    text = forms.CharField(
        label=_("修改意见"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PrintForm(Versioned):
    title = forms.CharField(label=_("标题"), max_length=300, required=False)
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    issued_on = forms.DateField(label=_("印发日期"), widget=day_input())


class VoidForm(Versioned):
    text = forms.CharField(
        label=_("作废理由"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
