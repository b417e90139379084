"""Money: an application, a decision, a movement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.registers.actions.funds import MOST, OF_CLAIMS, Movement
from fuyuantong.registers.forms.rows import DayInput
from fuyuantong.registers.kinds import FundStep


def _amount(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=MOST, decimal_places=2, required=required, help_text=_("单位：元")
    )


class ApplyForm(forms.Form):
    amount = _amount(_("申请金额"))
    purpose = forms.CharField(label=_("用途"), max_length=300)
    case_number = forms.CharField(label=_("案号"), max_length=120, required=False)


class DecideForm(forms.Form):
    amount = _amount(_("批准金额"), required=False)
    note = forms.CharField(label=_("意见"), max_length=300, required=False)


class MoveForm(forms.Form):
    """One movement; steps of an application are offered on the application."""

    step = forms.ChoiceField(label=_("事由"))
    amount = _amount(_("金额"))
    on = forms.DateField(label=_("日期"), required=False, widget=DayInput(), help_text=_("缺省为今天"))
    voucher = forms.CharField(label=_("凭证号"), max_length=120, required=False)
    note = forms.CharField(label=_("摘要"), max_length=300, required=False)

    def __init__(self, *args: Any, claim: Any = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.claim = claim
        steps = [s for s in FundStep if s is not FundStep.APPROVE and (s in OF_CLAIMS) == (claim is not None)]
        self.fields["step"].choices = [(str(s), s.label) for s in steps]  # type: ignore[attr-defined]

    def movement(self) -> Movement:
        data = self.cleaned_data
        return Movement(
            FundStep(data["step"]), data["amount"], data["on"], self.claim, data["voucher"], data["note"]
        )
