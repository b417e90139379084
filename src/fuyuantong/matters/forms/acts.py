"""A form for an act of any definition: made from the fields and parties that the act asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.kinds import Act, Field, FieldType, Mechanism, Party
from fuyuantong.definitions.machine import begin, waits_for
from fuyuantong.matters.kinds import Publicity, Scope
from fuyuantong.organs.models import Unit

FIELD, PARTY, SERVED, AS_PARTY = "f:", "p:", "served", "as_party"
"""Prefixes of input names, because fields and parties may bear the same name."""


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several uploads; the cleaned value is a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not several and not initial:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in several]


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


def value_field(field: Field, units: Sequence[Unit], *, required: bool) -> forms.Field:  # noqa: PLR0911
    """An input for one field of the definition."""
    common: dict[str, Any] = {"label": field.key, "required": required, "help_text": field.note}
    match field.type:
        case FieldType.FILE:
            widget = FilesInput(attrs={"multiple": True}) if field.many else FilesInput()
            widget.allow_multiple_selected = field.many
            return FilesField(widget=widget, **common)
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
        parties: Collection[str] = (),
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.mechanism, self.act = mechanism, act
        for key in (*act.requires, *act.accepts):
            rule = mechanism.field(key)
            filled = rule.type is FieldType.FILE and bool(current.get(key))
            made = value_field(rule, units, required=key in act.requires and not filled)
            if filled:
                made.help_text = (
                    _("已有文件；再上传的一并保存") if rule.many else _("已有文件；再上传的将替换")
                )
            elif rule.type is not FieldType.FILE:
                made.initial = _initial(rule, current.get(key))
            self.fields[FIELD + key] = made
        for party in asked_parties(mechanism, act, parties):
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
        rules = {key: self.mechanism.field(key) for key in given}
        values = {
            key: to_value(rules[key], raw)
            for key, raw in given.items()
            if rules[key].type is not FieldType.FILE
        }
        parties = {k.removeprefix(PARTY): data[k] for k in data if k.startswith(PARTY) and data[k]}
        return {**values, **parties}

    def uploads(self) -> dict[str, list[Any]]:
        """The files given, by the field that they fill."""
        return uploads_of(self)


def uploads_of(form: forms.Form) -> dict[str, list[Any]]:
    """The uploads of a form's file fields, by the definition's names."""
    given = {k.removeprefix(FIELD): form.cleaned_data.get(k) for k in form.fields if k.startswith(FIELD)}
    files = {k for k, field in form.fields.items() if isinstance(field, FilesField)}
    return {key: value for key, value in given.items() if value and FIELD + key in files}


def asked_parties(mechanism: Mechanism, act: Act, filled: Collection[str]) -> list[Party]:
    """Parties that the form of an act asks for: who is given its tasks; of those who get a copy, and of those
    who alone could take the next step, the ones that nobody fills yet."""
    keys = [party.key for party in owners(mechanism, act)]
    after = begin(mechanism, dict.fromkeys(filled, ("",)))
    if not act.sends:
        keys += waits_for(replace(after, stage=act.target or mechanism.start.key)) if act.target else ()
    keys += [key for key in (*act.demands, *act.copies) if key not in filled]
    return [mechanism.party(key) for key in dict.fromkeys(keys)]


def owners(mechanism: Mechanism, act: Act) -> list[Party]:
    """The parties that the act's tasks (and their parts) are handed to."""
    tasks = [mechanism.task(key) for key in act.sends]
    tasks += [mechanism.task(part) for task in tasks for part in task.parts]
    return [mechanism.party(key) for key in dict.fromkeys(task.owner for task in tasks)]


def _initial(field: Field, value: Any) -> Any:
    """What `to_value` reads back as the same; the columns in their own order, not in that of the store."""
    if isinstance(value, list):
        keys = [column.key for column in field.columns]
        return "\n".join(
            "｜".join(str(row.get(key, "")) for key in keys).rstrip("｜")
            if isinstance(row, dict)
            else str(row)
            for row in value
        )
    return value


def first_files(mechanism: Mechanism) -> list[Field]:
    """File fields of the acts that leave the first stage."""
    acts = [act for act in mechanism.acts if mechanism.start.key in act.sources]
    keys = dict.fromkeys(key for act in acts for key in (*act.requires, *act.accepts))
    return [field for field in mechanism.fields if field.key in keys and field.type is FieldType.FILE]


class OpeningForm(forms.Form):
    """What every new matter asks for, whatever its mechanism.

    `own`: the parties as which `unit`, the viewer's, may begin; the first is the default. Files that the
    first acts ask for may come with it.
    """

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
        own: Sequence[str] = (),
        unit: str = "",
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.unit = unit
        self.fields["linkage"].choices = list(linkages)  # type: ignore[attr-defined]
        if len(own) > 1:
            self.fields[AS_PARTY] = forms.ChoiceField(
                label=_("本单位作为"), choices=[(key, key) for key in own], initial=own[0]
            )
        for party in mechanism.parties:
            if party.may_start:
                self.fields[PARTY + party.key] = party_field(party, units, required=False)
        self.mechanism = mechanism
        for rule in first_files(mechanism):
            self.fields[FIELD + rule.key] = value_field(rule, units, required=False)

    def clean(self) -> dict[str, Any]:
        """The party as which one's own unit begins is filled by it, unless another one was chosen there."""
        data = super().clean() or self.cleaned_data
        key = PARTY + str(data.get(AS_PARTY) or "")
        if self.unit and key in self.fields and not data.get(key):
            several = isinstance(self.fields[key], forms.MultipleChoiceField)
            data[key] = [self.unit] if several else self.unit
        return data

    def units(self) -> dict[str, list[UUID]]:
        data = self.cleaned_data
        given = {k.removeprefix(PARTY): data[k] for k in data if k.startswith(PARTY) and data[k]}
        return {
            key: [UUID(u) for u in (raw if isinstance(raw, list) else [raw])] for key, raw in given.items()
        }
