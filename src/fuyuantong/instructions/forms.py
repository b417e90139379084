"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.instructions.kinds import NewItem, Progress, SubmissionState, Urgency
from fuyuantong.instructions.models import WORDS_MOST, Instruction, Leader, Mandate
from fuyuantong.matters.forms.acts import FilesField, FilesInput
from fuyuantong.matters.kinds import Backing
from fuyuantong.meetings.forms.fields import UnitNames, Versioned, day_input, long_text
from fuyuantong.organs.models import Linkage

ROWS = 5
"""Things asked for that the form offers; a longer list goes by several 批示 or the API."""
SCANS = ".jpg,.jpeg,.png,.pdf,.ofd,.docx,image/*"


def _files(label: Any) -> FilesField:
    return FilesField(label=label, required=False, widget=FilesInput(attrs={"accept": SCANS}))


class SubmissionForm(forms.Form):
    """A 呈批单. `about` names the matter it concerns."""

    linkage = forms.ChoiceField(label=_("联动机制"))
    title = forms.CharField(label=_("文件标题"), max_length=300)
    about = forms.CharField(
        label=_("关联事项"), required=False, max_length=300,
        help_text=_("写事项的编号或名称；批示会回到该事项的动态。"),
    )  # fmt: skip
    source = forms.CharField(label=_("来文单位"), required=False, max_length=120)
    source_number = forms.CharField(label=_("来文文号"), required=False, max_length=80)
    received_on = forms.DateField(label=_("收文日期"), required=False, widget=day_input())
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, choices=Urgency.choices)
    proposal = forms.CharField(
        label=_("拟办意见"), required=False, max_length=WORDS_MOST, widget=long_text(4)
    )

    def __init__(self, *args: Any, linkages: Sequence[Linkage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = _files(_("扫描件或照片"))
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]

    def submission(self) -> dict[str, Any]:
        """The arguments of `actions.submit`, without matter and files."""
        names = ("linkage", "title", "source", "source_number", "received_on", "urgency", "proposal")
        return {name: self.cleaned_data.get(name) for name in names}


class RecordForm(Versioned):
    """A 批示: who, when, which words, and up to `ROWS` things that it asks for."""

    leader = forms.ChoiceField(label=_("批示领导"))
    given_on = forms.DateField(label=_("批示日期"), widget=day_input())
    words = forms.CharField(
        label=_("批示内容"), max_length=WORDS_MOST, widget=long_text(3), help_text=_("按原文录入。")
    )
    limited = forms.BooleanField(
        label=_("本批示只涉及协调化解，不涉及案件如何裁判"), required=False,
        help_text=_("事项涉及在办案件时必须勾选；提示和说明会留痕。"),
    )  # fmt: skip

    def __init__(self, *args: Any, leaders: Iterable[Leader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [(str(one.pk), str(one)) for one in leaders]  # type: ignore[attr-defined]
        self.fields["scans"] = _files(_("批示原件（扫描或拍照）"))
        region = kwargs.get("region", "")
        for n in range(ROWS):
            self.fields |= {
                f"text-{n}": forms.CharField(
                    label=_("办理事项"), required=False, max_length=2000, widget=long_text(2)
                ),
                f"leads-{n}": UnitNames(
                    label=_("牵头单位"), required=False, region=region,
                    help_text=_("几个单位用顿号隔开，列第一位的负责汇总。"),
                ),
                f"partners-{n}": UnitNames(label=_("会办单位"), required=False, region=region),
                f"due-{n}": forms.DateField(label=_("完成时限"), required=False, widget=day_input()),
                f"supervised-{n}": forms.BooleanField(label=_("作为督办件交办"), required=False),
            }  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Bound fields of each row, for the template."""
        names = ("text", "leads", "partners", "due", "supervised")
        return [{name: self[f"{name}-{n}"] for name in names} | {"n": n + 1} for n in range(ROWS)]

    def filled(self) -> int:
        """How many rows stand open at first: those with words, and one more."""
        used = [n for n in range(ROWS) if str(self[f"text-{n}"].value() or "").strip()]
        return min(ROWS, max(used, default=-1) + 2)

    def instruction(self) -> dict[str, Any]:
        """The arguments of `actions.record`, without key and files."""
        data = self.cleaned_data
        items = [
            NewItem(
                data[f"text-{n}"], data[f"leads-{n}"] or (), data[f"partners-{n}"] or (),
                data[f"due-{n}"], data[f"supervised-{n}"],
            )
            for n in range(ROWS)
            if data[f"text-{n}"].strip()
        ]  # fmt: skip
        same = {name: data[name] for name in ("leader", "given_on", "words", "limited")}
        return same | {"items": items}


class NewRecordForm(RecordForm, SubmissionForm):
    """A 批示 that came without a 呈批单."""

    field_order = ["linkage", "title", "about"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("received_on", "urgency", "files"):
            del self.fields[name]


class LeaderForm(Versioned):
    name = forms.CharField(label=_("姓名"), max_length=60)
    position = forms.CharField(label=_("职务"), max_length=120)
    unit = UnitNames(label=_("单位"), help_text=_("领导所在单位，决定排列次序。"))
    place = forms.IntegerField(label=_("同单位内次序"), min_value=1, max_value=99, initial=1)
    active = forms.BooleanField(label=_("在任"), required=False, initial=True)

    def clean_unit(self) -> Any:
        found = self.cleaned_data["unit"]
        if len(found) != 1:
            raise forms.ValidationError(_("请写一个单位。"))
        return found[0]


class ReasonForm(Versioned):
    reason = forms.CharField(label=_("原因"), max_length=200)


class FilterForm(forms.Form):
    q = forms.CharField(label=_("标题、文号、批示内容"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *SubmissionState.choices]
    )
    leader = forms.ChoiceField(label=_("领导"), required=False)
    progress = forms.ChoiceField(
        label=_("落实情况"), required=False, choices=[("", _("全部")), *Progress.choices]
    )
    year = forms.IntegerField(label=_("年度"), required=False, min_value=2000, max_value=2100)

    def __init__(self, *args: Any, leaders: Iterable[Leader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("全部")), *((str(one.pk), str(one)) for one in leaders)]
        self.fields["leader"].choices = offered  # type: ignore[attr-defined]


class BackForm(Versioned):
    """Which 批示 or mandate stands behind a letter: `instruction:<id>` or `inspection:<id>`."""

    key = forms.ChoiceField(label=_("依据"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, wrote: Iterable[Instruction], mandates: Iterable[Mandate], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(f"{Backing.INSTRUCTION}:{one.pk}", f"{one}：{one.words[:60]}") for one in wrote]
        offered += [(f"{Backing.INSPECTION}:{one.pk}", f"{one}：{one.matters[:60]}") for one in mandates]
        self.fields["key"].choices = offered  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        kind, _colon, key = self.cleaned_data["key"].partition(":")
        return {"backing": kind, "key": UUID(key)}


class PaperSignForm(Versioned):
    leader = forms.ChoiceField(label=_("签发领导"))
    signed_on = forms.DateField(label=_("签发日期"), widget=day_input())
    number = forms.CharField(
        label=_("文号"), required=False, max_length=80, help_text=_("本单位设有编号办法的，不填即自动编号。")
    )

    def __init__(self, *args: Any, leaders: Iterable[Leader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [(str(one.pk), str(one)) for one in leaders]  # type: ignore[attr-defined]
        self.fields["original"] = forms.FileField(
            label=_("签发原件（扫描或拍照）"), widget=forms.FileInput(attrs={"accept": SCANS})
        )


class MandateForm(forms.Form):
    linkage = forms.ChoiceField(label=_("联动机制"))
    title = forms.CharField(label=_("授权文件名称"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=80)
    unit = UnitNames(label=_("指定机关"), help_text=_("本级人民政府（国令第733号第7条）。"))
    issued_on = forms.DateField(label=_("日期"), widget=day_input())
    until_on = forms.DateField(label=_("截止日期"), required=False, widget=day_input())
    matters = forms.CharField(label=_("督查事项"), max_length=300, widget=long_text(2))

    def __init__(self, *args: Any, linkages: Sequence[Linkage], region: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["linkage"].choices = [(one.code, one.name) for one in linkages]  # type: ignore[attr-defined]
        self.fields["unit"].region = region  # type: ignore[attr-defined]

    def clean_unit(self) -> Any:
        found = self.cleaned_data["unit"]
        if len(found) != 1:
            raise forms.ValidationError(_("请写一个单位。"))
        return found[0]
