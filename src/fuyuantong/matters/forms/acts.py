"""A form for an act of any definition: made from the fields and parties that the act asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.kinds import Act, Field, FieldType, Mechanism, Party
from fuyuantong.matters.kinds import Publicity, Scope
from fuyuantong.organs.models import Unit

FIELD, PARTY, SERVED = "f:", "p:", "served"
"""Prefixes of input names, because fields and parties may bear the same name."""


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _units(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in units]


def party_field(party: Party, units: Sequence[Unit], *, required: bool) -> forms.Field:
    """Units to choose from, in protocol order; several where the party may be several."""
    choices = _units(units)
    if party.many:
        return forms.MultipleChoiceField(
            label=party.key,
            choices=choices,
            required=required,
            help_text=_("可选多个"),
            widget=forms.SelectMultiple(attrs={"size": 8}),
        )
    return forms.ChoiceField(label=party.key, choices=[("", "—"), *choices], required=required)


def value_field(field: Field, units: Sequence[Unit], *, required: bool) -> forms.Field | None:  # noqa: PLR0911
    """An input for one field of the definition; None for files, which are attached to the matter instead."""
    common: dict[str, Any] = {"label": field.key, "required": required, "help_text": field.note}
    match field.type:
        case FieldType.FILE:
            return None
        case FieldType.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **common)
        case FieldType.ITEMS:
            columns = "｜".join(column.key for column in field.columns)
            common["help_text"] = field.note or (
                _("一行一条；各栏以“｜”分开：%s") % columns if columns else _("一行一条")
            )
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **common)
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *((o, o) for o in field.options)], **common)
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(choices=[(o, o) for o in field.options], **common)
        case FieldType.DATE:
            return forms.DateField(widget=DayInput(), **common)
        case FieldType.FLAG:
            return forms.ChoiceField(choices=[("", "—"), ("是", _("是")), ("否", _("否"))], **common)
        case FieldType.UNIT:
            return forms.ChoiceField(choices=[("", "—"), *_units(units)], **common)
    return forms.CharField(max_length=500, **common)


def to_value(field: Field, raw: Any) -> Any:
    """The cleaned input as the machine wants it: lines become rows, dates stay dates."""
    if field.type is not FieldType.ITEMS or not isinstance(raw, str):
        return raw
    lines = [line.strip() for line in raw.splitlines() if line.strip()]
    if not field.columns:
        return lines
    keys = [column.key for column in field.columns]
    cells = ([cell.strip() for cell in line.replace("|", "｜").split("｜")] for line in lines)
    return [{key: cell for key, cell in zip(keys, row, strict=False) if cell} for row in cells]


class ActForm(forms.Form):
    """Fields and parties of one act, and when it happened; `values()` gives what was filled in."""

    def __init__(
        self,
        *args: Any,
        mechanism: Mechanism,
        act: Act,
        units: Sequence[Unit],
        current: Mapping[str, Any],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.mechanism, self.act = mechanism, act
        for key in (*act.requires, *act.accepts):
            rule = mechanism.field(key)
            made = value_field(rule, units, required=key in act.requires)
            if made is not None:
                made.initial = _initial(current.get(key))
                self.fields[FIELD + key] = made
        for party in owners(mechanism, act):
            self.fields[PARTY + party.key] = party_field(party, units, required=False)
        if act.sends:
            self.fields[SERVED] = forms.DateField(
                label=_("送达日期"),
                required=False,
                widget=DayInput(),
                help_text=_("以送达回证为准，不填按办理当日"),
            )
        self.fields["occurred_on"] = forms.DateField(
            label=_("发生日期"), required=False, widget=DayInput(), help_text=_("补录以前发生的事时填写")
        )

    def values(self) -> dict[str, Any]:
        """Values and parties keyed by the definition's names; empty inputs are left out."""
        data = self.cleaned_data
        given = {
            k.removeprefix(FIELD): data[k]
            for k in data
            if k.startswith(FIELD) and data[k] not in ("", None, [])
        }
        values = {key: to_value(self.mechanism.field(key), raw) for key, raw in given.items()}
        parties = {k.removeprefix(PARTY): data[k] for k in data if k.startswith(PARTY) and data[k]}
        return {**values, **parties}


def owners(mechanism: Mechanism, act: Act) -> list[Party]:
    """The parties that the act's tasks (and their parts) are handed to."""
    tasks = [mechanism.task(key) for key in act.sends]
    tasks += [mechanism.task(part) for task in tasks for part in task.parts]
    return [mechanism.party(key) for key in dict.fromkeys(task.owner for task in tasks)]


def _initial(value: Any) -> Any:
    if isinstance(value, list):
        return "\n".join(
            "｜".join(map(str, row.values())) if isinstance(row, dict) else str(row) for row in value
        )
    return value


class OpeningForm(forms.Form):
    """What every new matter asks for, whatever its mechanism."""

    title = forms.CharField(label=_("事项名称"), max_length=300)
    linkage = forms.ChoiceField(label=_("联动机制"))
    number = forms.CharField(label=_("文号或案号"), max_length=80, required=False)
    source = forms.CharField(label=_("来源"), max_length=200, required=False)
    occurred_on = forms.DateField(
        label=_("发生日期"), required=False, widget=DayInput(), help_text=_("补录以前发生的事时填写")
    )
    scope = forms.ChoiceField(label=_("知悉范围"), choices=Scope.choices, initial=Scope.PARTIES)
    publicity = forms.ChoiceField(label=_("公开属性"), choices=Publicity.choices, initial=Publicity.INTERNAL)
    work_secret = forms.BooleanField(label=_("工作秘密"), required=False)

    def __init__(
        self,
        *args: Any,
        mechanism: Mechanism,
        units: Sequence[Unit],
        linkages: Iterable[tuple[str, str]],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["linkage"].choices = list(linkages)  # type: ignore[attr-defined]
        for party in mechanism.parties:
            if party.may_start:
                self.fields[PARTY + party.key] = party_field(party, units, required=False)

    def units(self) -> dict[str, list[UUID]]:
        data = self.cleaned_data
        given = {k.removeprefix(PARTY): data[k] for k in data if k.startswith(PARTY) and data[k]}
        return {
            key: [UUID(u) for u in (raw if isinstance(raw, list) else [raw])] for key, raw in given.items()
        }
