"""What people type into the workbench's pages."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class ViewForm(forms.Form):
    name = forms.CharField(label=_("视图名称"), max_length=30)
    query = forms.CharField(required=False, max_length=4000)
    register = forms.CharField(required=False, max_length=60)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("检索词"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("标题、文号、案号、承办单位"),
                "data-search": "",
                "autocomplete": "off",
            }
        ),
    )


def month_of(text: str, fallback: date) -> date:
    """The first day of a month written 2026-11; anything else gives the fallback's month."""
    match = _MONTH.fullmatch(text)
    if match and 1900 <= int(match[1]) < 2200 and 1 <= int(match[2]) <= 12:  # noqa: PLR2004 - a calendar's bounds
        return date(int(match[1]), int(match[2]), 1)
    return fallback.replace(day=1)


def day_of(text: str) -> date | None:
    """A day written 2026-11-21, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
