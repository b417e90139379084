"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.matters.kinds import Duty
from fuyuantong.organs.models import Linkage
from fuyuantong.plans.models import Plan
from fuyuantong.rounds.kinds import RECURRING, WORDS, Cadence, Scope
from fuyuantong.rounds.models import REMARK_MOST, WORDS_MOST, Entry

ASKED = (Duty.LEAD, Duty.RESPONSIBLE, Duty.PARTNER)
WORD_LABELS = {"progress": _("进展"), "problems": _("问题"), "next_steps": _("下步措施")}
DUTY_WORDS = {Duty.LEAD: _("牵头单位"), Duty.RESPONSIBLE: _("责任单位"), Duty.PARTNER: _("配合单位")}


class RoundForm(forms.Form):
    """Open a round, or a series of them. `ids` are obligations chosen in the ledger."""

    linkage = forms.ChoiceField(label=_("联动机制"))
    title = forms.CharField(label=_("名称"), max_length=200)
    cadence = forms.ChoiceField(label=_("类别"), choices=Cadence.choices)
    due_on = forms.DateField(
        label=_("报送期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    plan = forms.ChoiceField(label=_("年度计划"), required=False)
    mechanism = forms.ChoiceField(label=_("机制类别"), required=False)
    duties = forms.MultipleChoiceField(
        label=_("由谁填报"),
        choices=[(d.value, DUTY_WORDS[d]) for d in ASKED],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=_("填报说明"), required=False, max_length=REMARK_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    ids = forms.CharField(required=False, max_length=40_000, widget=forms.HiddenInput)
    again = forms.BooleanField(label=_("以后每期自动开启"), required=False)
    lead_days = forms.IntegerField(
        label=_("提前几天开启"), required=False, min_value=0, max_value=60, initial=7,
        help_text=_("自动开启时，从每期最后一日往前数的自然日。"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        linkages: Sequence[Linkage],
        plans: Sequence[Plan],
        mechanisms: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Iterable[tuple[str, Any]]] = {
            "linkage": [(one.code, one.name) for one in linkages],
            "plan": [("", _("不限")), *((str(plan.pk), plan.title) for plan in plans)],
            "mechanism": [("", _("不限")), *mechanisms.items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again"):
            if data.get("cadence") not in RECURRING:
                self.add_error("cadence", _("专项调度没有周期，不能自动开启。"))
            if data.get("lead_days") is None:
                self.add_error("lead_days", _("请填写提前几天开启。"))
        elif not data.get("due_on"):
            self.add_error("due_on", _("请填写报送期限。"))
        try:
            data["chosen"] = tuple(UUID(one) for one in data.get("ids", "").split())
        except ValueError:
            self.add_error(None, _("选择的任务无效，请回到台账重新选择。"))
        return data

    def scope(self) -> Scope:
        data = self.cleaned_data
        plan = UUID(data["plan"]) if data["plan"] else None
        return Scope(plan, data["mechanism"], data["chosen"], tuple(data["duties"]))


class Versioned(forms.Form):
    """Carries the version of the row that the person was looking at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(Versioned):
    reason = forms.CharField(
        label=_("原因"), required=False, max_length=REMARK_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class WordsForm(Versioned):
    """A sheet: three texts for every entry, named `progress-<entry>` …; `brief-<entry>` in the office's
    hand."""

    recorded_why = forms.CharField(label=_("代录原因"), required=False, max_length=200)

    def __init__(self, *args: Any, entries: Sequence[Entry], edited: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries, self.edited = entries, edited
        for entry in entries:
            for name in WORDS:
                self.fields[f"{name}-{entry.pk}"] = forms.CharField(
                    label=WORD_LABELS[name],
                    required=False,
                    max_length=WORDS_MOST,
                    initial=entry.said(name) if edited else getattr(entry, name),
                    widget=forms.Textarea(attrs={"rows": 3, "data-draft": f"{entry.pk}:{name}"}),
                )
            if edited:
                self.fields[f"brief-{entry.pk}"] = forms.BooleanField(
                    label=_("列入专报"), required=False, initial=entry.brief
                )

    def words(self) -> dict[UUID, dict[str, str]]:
        data = self.cleaned_data
        return {entry.pk: {name: data[f"{name}-{entry.pk}"] for name in WORDS} for entry in self.entries}

    def brief(self) -> dict[UUID, bool]:
        return {entry.pk: bool(self.cleaned_data[f"brief-{entry.pk}"]) for entry in self.entries}
