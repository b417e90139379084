"""Forms of the catalogue: asking for a grant, deciding it, one question under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.widgets import LongSelect
from fuyuantong.organs.models import Person, Unit
from fuyuantong.registers.actions import NewGrant
from fuyuantong.registers.forms.rows import CELL, DayInput
from fuyuantong.registers.kinds import Lent, Register


class GrantForm(forms.Form):
    """What a unit asks for."""

    owner = forms.ChoiceField(label=_("数据单位"), widget=LongSelect)
    questions = forms.MultipleChoiceField(label=_("查询项"), widget=forms.CheckboxSelectMultiple)
    people = forms.MultipleChoiceField(label=_("查询账号"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.CharField(label=_("查询目的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label=_("查询依据"), max_length=300, help_text=_("法律条文或会签文件的名称、文号")
    )
    valid_until = forms.DateField(label=_("有效期至"), widget=DayInput())
    daily_cap = forms.IntegerField(label=_("每日查询上限"), min_value=1, max_value=10_000, initial=50)
    plain = forms.BooleanField(
        label=_("需要不遮盖的个人信息"), required=False, help_text=_("不勾选的，答复中的个人信息遮盖中间部分")
    )

    by_key = forms.BooleanField(
        label=_("本单位的系统经接口密钥查询"), required=False, help_text=_("不勾选的，只有上面的账号能查")
    )

    def __init__(
        self, *args: Any, register: Register, owners: Sequence[Unit], colleagues: Sequence[Person], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.register = register
        choices: dict[str, list[tuple[str, str]]] = {
            "owner": [("", "—"), *((str(unit.pk), str(unit)) for unit in owners)],
            "questions": [(lent.key, f"{lent.key}（{'、'.join(lent.tells)}）") for lent in register.lent],
            "people": [(str(person.pk), person.name) for person in colleagues],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def grant(self) -> NewGrant:
        data = dict(self.cleaned_data)
        owner, people = UUID(data.pop("owner")), [UUID(key) for key in data.pop("people")]
        return NewGrant(register=self.register.code, owner=owner, people=people, **data)


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(label=_("意见"), required=False, max_length=500)


class LookupForm(forms.Form):
    """One question: the case it is for, and the value of every column that it asks by."""

    question = forms.CharField(widget=forms.HiddenInput)
    reference = forms.CharField(label=_("案号或办件编号"), max_length=120)

    def __init__(self, data: Any = None, *, lent: Lent) -> None:
        super().__init__(data, auto_id=f"{lent.key}_%s")
        self.lent = lent
        self.fields["question"].initial = lent.key
        for name in lent.by:
            self.fields[CELL + name] = forms.CharField(label=name, max_length=200)

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[CELL + name] for name in self.lent.by}
