"""Forms of a letter: its text and addressees, its signature, its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.matters.forms.acts import DayInput
from fuyuantong.organs.models import Unit

SEVERAL = forms.SelectMultiple(attrs={"size": 8})


class VersionedForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WriteLetterForm(forms.Form):
    """Which kind of letter; its text comes on the next page, written up from the matter."""

    letter = forms.ChoiceField(label=_("文书"), help_text=_("起草后可以修改，再送签、签发"))

    def __init__(self, *args: Any, kinds: Sequence[str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["letter"].choices = [(key, key) for key in kinds]  # type: ignore[attr-defined]


class LetterForm(VersionedForm):
    title = forms.CharField(label=_("标题"), max_length=300)
    to = forms.MultipleChoiceField(
        label=_("主送单位"),
        required=False,
        help_text=_("可选多个"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    copies = forms.MultipleChoiceField(
        label=_("抄送单位"),
        required=False,
        help_text=_("可选多个"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    text = forms.CharField(label=_("正文"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
    number = forms.CharField(
        label=_("文号"),
        max_length=80,
        required=False,
        help_text=_("登记本单位系统编排的文号，可以签发后再登记"),
    )

    def __init__(self, *args: object, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        choices = [(str(unit.pk), unit.name) for unit in units]
        for name in ("to", "copies"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def units(self, name: str) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data[name]]


class SubmitLetterForm(VersionedForm):
    """Asks nothing: put up for signature."""


class SignForm(VersionedForm):
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    signed_on = forms.DateField(
        label=_("签发日期"),
        required=False,
        widget=DayInput(),
        help_text=_("不填按今天；补录以前签发的填写实际日期"),
    )


class LetterReasonForm(VersionedForm):
    reason = forms.CharField(label=_("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class NumberForm(VersionedForm):
    number = forms.CharField(label=_("文号"), max_length=80)


class CirculateForm(VersionedForm):
    check = forms.BooleanField(
        label=_("送本单位核稿"),
        required=False,
        initial=True,
        help_text=_("由审签人或负责人核稿，同意后再送会签"),
    )
    units = forms.MultipleChoiceField(
        label=_("会签单位"), required=False, help_text=_("可选多个；不需要会签的不选"), widget=SEVERAL
    )

    def __init__(self, *args: object, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["units"].choices = [(str(unit.pk), unit.name) for unit in units]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["units"]]


class OpinionForm(VersionedForm):
    agree = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("1", _("同意")), ("0", _("有不同意见，退回修改"))],
        coerce=lambda value: value == "1",
        initial="1",
    )
    opinion = forms.CharField(
        label=_("说明"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("有不同意见的必须写明"),
    )


class LetterDayForm(VersionedForm):
    on = forms.DateField(
        label=_("日期"), required=False, widget=DayInput(), help_text=_("不填按今天；补录的填写实际日期")
    )


class AnswerForm(LetterDayForm):
    text = forms.CharField(
        label=_("反馈"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("说明原因、进展、下步措施和办结时间。"),
    )  # fmt: skip


class RecordForm(LetterDayForm):
    """代录 for an addressee without accounts: for whom, why, and its paper."""

    unit = forms.ChoiceField(label=_("代录单位"))
    why = forms.CharField(label=_("代录原因"), max_length=200, help_text=_("例如 该单位没有账号，书面签收。"))
    original = forms.FileField(label=_("原件的扫描件或照片"))

    def __init__(self, *args: object, units: Sequence[Unit] = (), **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        self.fields["unit"].choices = [(str(unit.pk), unit.name) for unit in units]  # type: ignore[attr-defined]


class RecordAnswerForm(RecordForm):
    text = forms.CharField(label=_("反馈"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))


class FileForm(LetterDayForm):
    file_number = forms.CharField(label=_("档号"), max_length=80, required=False)
