"""What may stand in the ledger's address: filters, order, columns, page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.paging import PAGE_SIZES
from fuyuantong.common.widgets import LongSelect
from fuyuantong.matters.forms.acts import DayInput
from fuyuantong.matters.kinds import OPEN_STATES, Duty, ObligationState
from fuyuantong.matters.queries.choices import Choices
from fuyuantong.matters.queries.ledger import ORDERS, Filters, Lamp

UNFINISHED, EVERY = "open", "all"
"""Words for sets of states, as people ask for them. A ledger without any filter shows what is unfinished."""
_ALL = ("", _("全部"))
_WORD = forms.TextInput(attrs={"type": "search", "placeholder": _("标题、文号、案号　/"), "data-search": ""})


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput())


def _hidden_day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.HiddenInput)


class LedgerForm(forms.Form):
    """The filters as a GET form; `filters()` reads them. Names nobody knows are refused in their place."""

    q = forms.CharField(label=_("关键字"), required=False, max_length=100, widget=_WORD)
    unit = forms.ChoiceField(label=_("承办单位"), required=False, widget=LongSelect)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        widget=LongSelect,
        choices=[(EVERY, _("全部")), (UNFINISHED, _("未办结")), *ObligationState.choices],
    )
    lamp = forms.ChoiceField(label=_("灯"), required=False, choices=[_ALL, *Lamp.choices], widget=LongSelect)
    duty = forms.ChoiceField(
        label=_("职责"), required=False, choices=[_ALL, *Duty.choices], widget=LongSelect
    )
    mechanism = forms.ChoiceField(label=_("机制类别"), required=False, widget=LongSelect)
    linkage = forms.ChoiceField(label=_("联动机制"), required=False, widget=LongSelect)
    due_from = _day(_("期限起"))
    due_until = _day(_("期限止"))
    area = forms.ChoiceField(label=_("区域"), required=False, widget=forms.HiddenInput)
    issued_from, issued_until = _hidden_day(_("下达自")), _hidden_day(_("下达至"))
    finished_from, finished_until = _hidden_day(_("办结自")), _hidden_day(_("办结至"))
    order = forms.ChoiceField(
        label=_("排序"), required=False, choices=[(key, key) for key in ORDERS], widget=forms.HiddenInput
    )
    size = forms.TypedChoiceField(
        label=_("每页"),
        required=False,
        coerce=int,
        empty_value="50",
        choices=[(str(n), str(n)) for n in PAGE_SIZES],
        widget=forms.HiddenInput,
    )
    dense = forms.BooleanField(label=_("紧凑"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(_or_unfinished(data))
        for name in ("unit", "mechanism", "linkage", "area"):
            named: dict[str, str] = getattr(
                choices, {"linkage": "linkages", "mechanism": "mechanisms"}.get(name, f"{name}s")
            )
            self.fields[name].choices = [_ALL, *named.items()]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The filters of a valid form."""
        data = self.cleaned_data
        state = data["state"]
        states = {UNFINISHED: sorted(map(str, OPEN_STATES)), EVERY: [], "": []}.get(state, [state])
        same: tuple[str, ...] = (
            "lamp",
            "duty",
            "mechanism",
            "linkage",
            "area",
            "due_from",
            "due_until",
            "issued_from",
        )
        same += ("issued_until", "finished_from", "finished_until")
        return Filters(
            words=data["q"].strip(),
            unit=UUID(data["unit"]) if data["unit"] else None,
            states=states,
            order=data["order"] or "due",
            **{name: data[name] for name in same},
        )

    def words(self) -> list[tuple[str, str]]:
        """The filters that are set, as (label, value) for people: for the file's note and the chips."""
        shown = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value or name in _NO_FILTERS or value == EVERY:
                continue
            offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
            shown.append((str(field.label), str(dict(offered).get(value, value))))
        return shown


_NO_FILTERS = frozenset({"order", "size", "dense"})


def _or_unfinished(data: Any) -> Any:
    """The address as it is, or what is unfinished where it narrows nothing."""
    if any(data.get(name) for name in LedgerForm.base_fields if name not in _NO_FILTERS):
        return data
    changed = data.copy()
    changed["state"] = UNFINISHED
    return changed
