"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.organs.models import Unit
from fuyuantong.screening import kinds
from fuyuantong.screening.actions import NewRecord, Question
from fuyuantong.screening.kinds import Listing, Measure
from fuyuantong.screening.models import TEXT_MOST

KINDS = [("P", _("自然人")), ("O", _("单位"))]
SEXES = [("", _("不详")), ("男", _("男")), ("女", _("女"))]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _text(label: Any, *, required: bool = True, most: int = TEXT_MOST) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget)


class RecordForm(forms.Form):
    """One record for a list."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    name = forms.CharField(label=_("姓名或名称"), max_length=200)
    former = forms.CharField(
        label=_("曾用名"), required=False, max_length=300, help_text=_("有多个时用顿号隔开。")
    )
    number = forms.CharField(label=_("证件号码"), required=False, max_length=40)
    birth_year = forms.IntegerField(label=_("出生年份"), required=False, min_value=1900, max_value=2100)
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=SEXES)
    province = forms.CharField(
        label=_("省份代码"), required=False, max_length=2, help_text=_("行政区划代码前两位。")
    )
    case_no = forms.CharField(label=_("案号"), max_length=80)
    published_on = _day(_("发布日期"))
    expires_on = _day(_("期限届满日"), required=False)
    duty = _text(_("未履行的义务"), required=False)
    principal = forms.CharField(
        label=kinds.PUBLISHED["principal"], required=False, max_length=60, help_text=_("单位填写。")
    )
    basis_unit = forms.CharField(label=kinds.PUBLISHED["basis_unit"], required=False, max_length=100)
    basis_no = forms.CharField(label=kinds.PUBLISHED["basis_no"], required=False, max_length=100)
    filed_on = _day(kinds.PUBLISHED["filed_on"], required=False)
    performed = forms.CharField(
        label=kinds.PUBLISHED["performed"], required=False, max_length=300,
        help_text=_("例如：全部未履行、部分履行。"),
    )  # fmt: skip
    conduct = forms.MultipleChoiceField(label=_("情形"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conduct"].choices = list(listing.conduct.items())  # type: ignore[attr-defined]
        if not listing.conduct:
            del self.fields["conduct"]
        for name in kinds.PUBLISHED if listing.minimal else ():
            del self.fields[name]

    def published_fields(self) -> list[forms.BoundField]:
        """What is published beside the name, the case and the duty; none where the list says the least."""
        return [self[name] for name in kinds.PUBLISHED if name in self.fields]

    def record(self) -> NewRecord:
        data = dict(self.cleaned_data)
        former = tuple(name for name in data.pop("former").split("、") if name)
        conduct = tuple(int(code) for code in data.pop("conduct", ()))
        return NewRecord(former=former, conduct=conduct, **data)


class FileForm(forms.Form):
    """`after`, of a list: the version that the publisher saw when the page was opened."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    file = forms.FileField(label=_("CSV 文件"), widget=forms.FileInput(attrs={"accept": ".csv"}))


class SourceForm(forms.Form):
    """One of the unit's own registers."""

    source = forms.ChoiceField(label=_("本单位的台账"))

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A text with the version of what it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = _text(_("说明"))

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or _("说明")
        self.fields["text"].required = required


class WithdrawForm(ReasonForm):
    state = forms.ChoiceField(label=_("撤下方式"), choices=[(s.value, s.label) for s in kinds.WITHDRAWN])


class ObjectionForm(ReasonForm):
    applicant = forms.CharField(label=_("申请人"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="objection_%s", **kwargs)  # it stands beside another form with a text


class ItemForm(forms.Form):
    """A 事项: which list, for what, with which measures."""

    title = forms.CharField(
        label=_("事项名称"), max_length=200, help_text=_("例如：施工许可、政府采购资格审查。")
    )
    purpose = _text(_("用途和依据"), most=500)
    publisher = forms.ChoiceField(label=_("发布单位"))
    measures = forms.MultipleChoiceField(
        label=_("命中后适用的措施"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只能从现行措施清单中选择，不能手工填写。"),
    )
    valid_until = _day(_("有效期至"))
    daily_cap = forms.IntegerField(label=_("每日比对上限"), min_value=1, max_value=1_000_000, initial=1000)

    def __init__(
        self, *args: Any, publishers: Sequence[Unit], measures: Sequence[Measure], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publisher"].choices = [(str(u.pk), str(u)) for u in publishers]  # type: ignore[attr-defined]
        self.fields["measures"].choices = [  # type: ignore[attr-defined]
            (m.code, f"{m.name}（{m.basis}{'' if m.verified else '，待核对'}）") for m in measures
        ]


class AskForm(forms.Form):
    """One subject at the counter."""

    reference = forms.CharField(label=_("办件编号"), max_length=80)
    name = forms.CharField(label=_("姓名或名称"), required=False, max_length=200)
    number = forms.CharField(label=_("证件号码"), required=False, max_length=40)
    birth = _day(_("出生日期"), required=False)
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=SEXES)
    province = forms.CharField(label=_("省份代码"), required=False, max_length=2)

    def question(self) -> Question:
        data = dict(self.cleaned_data)
        birth = data.pop("birth")
        return Question(birth=birth.isoformat() if birth else "", **data)
