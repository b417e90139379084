"""Composing a board: its name, and one small form for each tile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from fuyuantong.boards.kinds import Size, Style, Tile, Window
from fuyuantong.indicators.queries import library, told

EXTRA = 3


class NameForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=60)


class TileForm(forms.Form):
    """A tile; one without a title is none."""

    place = forms.IntegerField(label=_("次序"), min_value=0, max_value=999, required=False)
    key = forms.CharField(label=_("标题"), max_length=40, required=False)
    style = forms.ChoiceField(label=_("样式"), choices=Style.choices, initial=Style.NUMBER)
    indicator = forms.ChoiceField(label=_("指标"), required=False)
    window = forms.ChoiceField(label=_("期间"), choices=Window.choices, initial=Window.SO_FAR)
    group = forms.CharField(label=_("分组"), max_length=40, required=False)
    size = forms.ChoiceField(label=_("尺寸"), choices=Size.choices, initial=Size.SMALL)
    green = forms.CharField(label=_("绿灯"), max_length=12, required=False)
    yellow = forms.CharField(label=_("黄灯"), max_length=12, required=False)
    remove = forms.BooleanField(label=_("去掉"), required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.fields["indicator"].widget = forms.Select()
        self.fields["indicator"].choices = offered  # type: ignore[attr-defined]


Tiles = forms.formset_factory(TileForm, extra=EXTRA)


def offered() -> list[tuple[str, str]]:
    """Indicators to choose from, with group and counting rule."""
    found = [
        (row.code, "·".join(part for part in (row.group, row.name, told(row).rule) if part))
        for row in library()
    ]
    return [("", "—"), *found]


def tiles_of(forms_: BaseFormSet[TileForm]) -> list[Tile]:
    """The tiles as typed, in the order of their numbers."""
    typed = []
    for number, form in enumerate(forms_.forms):
        data = form.cleaned_data
        if not data.get("key") or data.get("remove"):
            continue
        place = data["place"] if data.get("place") is not None else 1000
        tile = Tile(
            key=data["key"].strip(), style=Style(data["style"]), indicator=data["indicator"],
            window=Window(data["window"]), group=data["group"].strip(), size=Size(data["size"]),
            green=data["green"].strip(), yellow=data["yellow"].strip(),
        )  # fmt: skip
        typed.append((place, number, tile))
    return [tile for _place, _number, tile in sorted(typed, key=lambda one: one[:2])]


def initial(tiles: tuple[Tile, ...]) -> list[dict[str, Any]]:
    """The tiles as the forms show them, numbered by tens so that one can be put between two."""
    return [
        {
            "place": 10 * number, "key": tile.key, "style": tile.style, "indicator": tile.indicator,
            "window": tile.window, "group": tile.group, "size": tile.size, "green": tile.green,
            "yellow": tile.yellow,
        }
        for number, tile in enumerate(tiles, 1)
    ]  # fmt: skip
