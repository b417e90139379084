"""A long select says the same as Django's own."""

from __future__ import annotations

from django import forms
from django.test.html import parse_html

from fuyuantong.common.widgets import LongSelect

CHOICES = [("", "全部"), ("a", "甲 <局>"), ("b", "乙“局”")]


def test_a_long_select_is_the_select_that_django_would_draw() -> None:
    for chosen in ("", "b", None, "none of them"):
        for attributes in ({}, {"id": "x", "aria-invalid": "true"}):
            drawn = [
                kind(choices=CHOICES, attrs={"class": "c"}).render("unit", chosen, attributes)
                for kind in (LongSelect, forms.Select)
            ]
            assert parse_html(drawn[0]) == parse_html(drawn[1])
