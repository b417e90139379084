"""Fields that several forms of the room share: units by their names, a day, a moment."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.organs.queries import resolve_units

_BETWEEN = re.compile(r"[、，,；;\s]+")
NAMES_MOST = 200


class UnitNames(forms.CharField):
    """Units as people write them (市住建局、市财政局, or a group name); cleaned to their ids in that
    order."""

    def __init__(self, *, region: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("写单位名称，几个单位用顿号隔开。"))
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)
        self.region = region

    def clean(self, value: Any) -> list[UUID]:
        text = str(super().clean(value) or "")
        names = [name for name in _BETWEEN.split(text) if name]
        if len(names) > NAMES_MOST:
            raise ValidationError(_("一次最多 %(n)d 个单位。") % {"n": NAMES_MOST})
        found: list[UUID] = []
        wrong = []
        for name, answer in resolve_units(names, self.region).items():
            units = (answer.unit,) if answer.unit else answer.members
            if not units:
                near = "、".join(str(one.unit) for one in answer.candidates)
                wrong.append(
                    _("“%(name)s”可能是：%(near)s") % {"name": name, "near": near}
                    if near
                    else _("没有名为“%(name)s”的单位") % {"name": name}
                )
            found += [unit.pk for unit in units]
        if wrong:
            raise ValidationError("；".join(wrong))
        return list(dict.fromkeys(found))


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def long_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(forms.Form):
    """Carries the version of the row that the person was looking at; `region` is where names are looked
    up."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, region: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitNames):
                field.region = region
