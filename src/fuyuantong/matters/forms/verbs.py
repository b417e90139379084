"""Forms of the common life: one for each verb that asks something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.kinds import Field, FieldType
from fuyuantong.matters.forms.acts import FIELD, DayInput, to_value, value_field
from fuyuantong.matters.kinds import LinkKind, PetitionKind, Pressing, Scope
from fuyuantong.organs.models import Post, Unit

AREA = forms.Textarea(attrs={"rows": 4})


class PlainForm(forms.Form):
    """Asks only when it happened."""

    occurred_on = forms.DateField(
        label=_("发生日期"), required=False, widget=DayInput(), help_text=_("补录以前发生的事时填写")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=4000, widget=AREA)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RemarkForm(forms.Form):
    remark = forms.CharField(label=_("意见"), max_length=4000, required=False, widget=AREA)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CallForm(forms.Form):
    """电话催办. Whom one reached last time stands there already."""

    called = forms.CharField(label=_("接电话的人"), max_length=60)
    phone = forms.CharField(
        label=_("电话号码"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    answer = forms.CharField(
        label=_("答复"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    promised_on = forms.DateField(
        label=_("答复何时办结"),
        required=False,
        widget=DayInput(),
        help_text=_("过了这一天还没有办结，会提醒您。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PressForm(forms.Form):
    """拟督办文书: nothing goes out by this; a 批示 or a mandate and a signature come first."""

    what = forms.ChoiceField(
        label=_("文书"), choices=Pressing.choices, widget=forms.RadioSelect,
        help_text=_("拟稿后写明批示或政府督查的依据，由领导签发；约谈、通报在督办单发出之后。"),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """进展/问题/下步措施, with files."""

    text = forms.CharField(label=_("进展情况"), max_length=10_000, widget=AREA)
    problems = forms.CharField(label=_("存在问题"), max_length=10_000, required=False, widget=AREA)
    next_steps = forms.CharField(label=_("下步措施"), max_length=10_000, required=False, widget=AREA)
    milestone = forms.BooleanField(label=_("阶段性完成"), required=False)
    occurred_on = forms.DateField(label=_("发生日期"), required=False, widget=DayInput())
    file = forms.FileField(label=_("佐证材料"), required=False)


class SubmitForm(forms.Form):
    """办结反馈. For letters with itemised suggestions, one answer an item (采纳 / 部分采纳 / 不采纳)."""

    text = forms.CharField(label=_("办理结果"), max_length=10_000, widget=AREA)
    occurred_on = forms.DateField(label=_("办结日期"), required=False, widget=DayInput())
    file = forms.FileField(label=_("佐证材料"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: object,
        items: Sequence[str] = (),
        answers: Sequence[str] = (),
        fields: Sequence[tuple[Field, bool]] = (),
        **kw: object,
    ) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.items = list(items)
        self.asked = [rule for rule, _required in fields]
        for rule, required in fields:
            self.fields[FIELD + rule.key] = value_field(rule, (), required=required)
        for n, item in enumerate(self.items):
            self.fields[f"item{n}"] = forms.ChoiceField(
                label=item[:120], choices=[("", "—"), *((a, a) for a in answers)], required=True
            )

    def answers(self) -> dict[str, Any]:
        """The reply's own fields, keyed by their names; empty ones are left out."""
        data = self.cleaned_data
        told = [rule for rule in self.asked if rule.type is not FieldType.FILE]
        keys = [rule for rule in told if data.get(FIELD + rule.key) not in (None, "", [])]
        return {rule.key: to_value(rule, data[FIELD + rule.key]) for rule in keys}

    def item_answers(self) -> list[dict[str, str]]:
        return [{"条目": item, "答复": self.cleaned_data[f"item{n}"]} for n, item in enumerate(self.items)]


def recording_fields(*, wanted: bool) -> dict[str, forms.Field]:
    """What 代签收 and 代录 ask besides; `wanted`: the original must come along."""
    why = forms.CharField(
        label=_("代录原因"), max_length=200, help_text=_("例如：该单位没有账号、在法院专网办理、书面报送")
    )
    original = forms.FileField(
        label=_("原件"), required=wanted, help_text=_("签字盖章的签收单、反馈单的扫描件或照片")
    )
    return {"why": why, "original": original}


class TransferForm(forms.Form):
    post = forms.TypedChoiceField(label=_("转派给"), coerce=UUID)

    def __init__(self, *args: object, posts: Sequence[Post] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["post"].choices = [(str(p.pk), p.title) for p in posts]  # type: ignore[attr-defined]


class ExtendForm(ReasonForm):
    due_on = forms.DateField(label=_("延期至"), widget=DayInput())
    field_order = ("due_on", "reason")


class ReviewForm(ReasonForm):
    """复核 of what is 持续推进: what was found, and when to look again."""

    due_on = forms.DateField(label=_("下次复核日"), widget=DayInput())
    field_order = ("reason", "due_on")

    def __init__(self, *args: object, **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["reason"].label = _("复核情况")


class SuspendForm(ReasonForm):
    basis = forms.CharField(label=_("依据条款"), max_length=200)
    occurred_on = forms.DateField(label=_("发生日期"), required=False, widget=DayInput())


class LookBackForm(forms.Form):
    finding = forms.CharField(label=_("回头看情况"), max_length=4000, widget=AREA)
    sound = forms.BooleanField(label=_("成果仍然有效"), required=False)


class AgainForm(ReasonForm):
    due_on = forms.DateField(label=_("新的期限"), widget=DayInput())
    field_order = ("due_on", "reason")


class PetitionForm(ReasonForm):
    """What an owing unit asks for; the wanted date or unit where the kind needs it."""

    def __init__(self, *args: object, kind: str, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        if kind == PetitionKind.EXTENSION:
            self.fields["wanted_due"] = forms.DateField(label=_("申请延期至"), widget=DayInput())
        if kind == PetitionKind.REASSIGN:
            self.fields["wanted_unit"] = forms.ChoiceField(
                label=_("建议改派给"),
                required=False,
                choices=[("", "—"), *((str(u.pk), u.name) for u in units)],
            )


class DecisionForm(RemarkForm):
    granted = forms.ChoiceField(label=_("决定"), choices=[("1", _("同意")), ("0", _("不同意"))])
    new_unit = forms.ChoiceField(label=_("改派给"), required=False)
    field_order = ("granted", "new_unit", "remark")

    def __init__(self, *args: object, kind: str, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        if kind == PetitionKind.REASSIGN:
            self.fields["new_unit"].choices = [("", "—"), *((str(u.pk), u.name) for u in units)]  # type: ignore[attr-defined]
        else:
            del self.fields["new_unit"]


class CommentForm(forms.Form):
    text = forms.CharField(label=_("留言"), max_length=4000, widget=AREA)


class CopyForm(forms.Form):
    units = forms.MultipleChoiceField(label=_("抄送单位"), widget=forms.SelectMultiple(attrs={"size": 8}))

    def __init__(self, *args: object, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["units"].choices = [(str(u.pk), u.name) for u in units]  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    other = forms.UUIDField(label=_("事项编号"), help_text=_("打开另一事项，从地址栏或“复制编号”取得"))
    kind = forms.ChoiceField(
        label=_("关系"), choices=[(LinkKind.RELATED, _("相关")), (LinkKind.SAME, _("并入该事项（并案）"))]
    )
    reason = forms.CharField(label=_("并案理由"), required=False, max_length=4000)


class ScopeForm(forms.Form):
    scope = forms.ChoiceField(label=_("知悉范围"), choices=Scope.choices)
    posts = forms.MultipleChoiceField(
        label=_("指定岗位"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: object, posts: Sequence[Post] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["posts"].choices = [(str(p.pk), f"{p.unit} · {p.title}") for p in posts]  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("查看用途"), max_length=200, help_text=_("用途和查看人会记入审计"))


class FileForm(forms.Form):
    file = forms.FileField(label=_("文件"))
    label = forms.CharField(label=_("说明"), max_length=100, required=False)
