"""Controls that Django draws too slowly or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select of hundreds of options (units), written without a template for each option.

    Django's own renders two templates an option: with 400 units that was a third of the ledger's time.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = _options(tuple((str(key), str(label)) for key, label in self.choices))
        text = "\n".join(
            f"{head} selected{tail}" if key in chosen else head + tail for key, head, tail in options
        )
        own = self.build_attrs(self.attrs, (attrs or {}) | {"name": name})
        return format_html("<select{}>{}</select>", flatatt(own), mark_safe(text))  # noqa: S308 - escaped below


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> Sequence[tuple[str, str, str]]:
    """Each option's key and its escaped halves around `selected`: on every page the same units."""
    return [(key, f'<option value="{escape(key)}"', f">{escape(label)}</option>") for key, label in choices]
