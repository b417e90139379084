"""The shapes of what people type here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.handovers.kinds import MOVING, Nature
from fuyuantong.organs.models import Person, Post, Tenure, Unit

UNIT_NATURES = [choice for choice in Nature.choices if choice[0] != Nature.POST]


def _date(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class HandoverForm(forms.Form):
    nature = forms.ChoiceField(label=_("类型"), choices=UNIT_NATURES)
    title = forms.CharField(label=_("名称"), max_length=200, help_text=_("例如 住房和城管机构整合。"))
    on = _date(_("生效日期"), help_text=_("到这一天才能执行；自该日起按新机构办理。"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("批准文件的名称和文号。")
    )
    givers = forms.ModelMultipleChoiceField(
        label=_("移交单位"), queryset=Unit.objects.none(), help_text=_("更名时选择要更名的单位。可多选。")
    )
    takers = forms.ModelMultipleChoiceField(
        label=_("接收单位"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("新组建的单位请先在“机构与人员”中新增。更名不选。"),
    )
    heir = forms.ModelChoiceField(
        label=_("承继单位"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("有多个接收单位时，未另行指定的事项归它。"),
    )
    ends = forms.BooleanField(label=_("分设后原单位撤销"), required=False)
    new_name = forms.CharField(label=_("新全称"), max_length=120, required=False, help_text=_("更名时填写。"))
    new_short = forms.CharField(label=_("新规范化简称"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(valid_until__isnull=True).in_protocol_order()
        for name in ("givers", "takers", "heir"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `draft_handover` wants: the heir stands first among those who take."""
        data = dict(self.cleaned_data)
        heir, takers = data.pop("heir"), list(data["takers"])
        if heir is not None:
            takers = [heir, *(unit for unit in takers if unit != heir)]
        return data | {"givers": list(data["givers"]), "takers": takers if data["nature"] in MOVING else []}


class PostHandoverForm(forms.Form):
    tenure = forms.ModelChoiceField(label=_("移交人"), queryset=Tenure.objects.none())
    username = forms.CharField(label=_("接任人登录名"), max_length=60)
    post = forms.ModelChoiceField(
        label=_("接收岗位"),
        queryset=Post.objects.none(),
        required=False,
        help_text=_("留空为接任同一岗位；岗位撤并的，选择接手其工作的岗位。"),
    )
    on = _date(_("交接日期"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)

    def __init__(self, *args: Any, tenures: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tenure"].queryset = tenures  # type: ignore[attr-defined]
        self.fields["tenure"].label_from_instance = _tenure  # type: ignore[attr-defined]
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = _post  # type: ignore[attr-defined]

    def clean_username(self) -> Person:
        typed = Person.normalize_username(self.cleaned_data["username"])
        found = Person.objects.filter(username=typed, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有这个登录名，或账号已停用。请先在“人员”中建立。"))
        return found

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        post = data["post"]
        return {
            "tenure": data["tenure"].pk, "person": data["username"], "post": post.pk if post else None,
            "on": data["on"], "basis": data["basis"],
        }  # fmt: skip


def _tenure(row: Tenure) -> str:
    return f"{row.post.unit} {row.post.title} {row.person.name}"


def _post(row: Post) -> str:
    return f"{row.unit} {row.title}"


class EditForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=200)
    on = _date(_("生效日期"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SignForm(forms.Form):
    given_by = forms.CharField(label=_("移交人"), max_length=60)
    taken_by = forms.CharField(label=_("接收人"), max_length=60)
    watched_by = forms.CharField(label=_("监交人"), max_length=60, required=False)
    signed_on = _date(_("签字日期"))
    file = forms.FileField(label=_("签字盖章后的扫描件"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


__all__ = ["EditForm", "HandoverForm", "PostHandoverForm", "SignForm"]
