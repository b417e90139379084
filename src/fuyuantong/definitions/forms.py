"""Shapes of input: the filter of the library, the text of the editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.nodes import MAX_BYTES


class LibraryForm(forms.Form):
    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    archetype = forms.CharField(required=False, max_length=3)
    group = forms.CharField(required=False, max_length=60)
    source = forms.CharField(required=False, max_length=4)

    def words(self) -> dict[str, str]:
        """The filter as typed; a wrong one filters nothing."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return {name: data.get(name, "") for name in self.fields}


class SourceForm(forms.Form):
    source = forms.CharField(
        label=_("定义（YAML）"),
        strip=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(
            attrs={
                "rows": 28,
                "class": "definition-source",
                "spellcheck": "false",
                "wrap": "off",
                "autocomplete": "off",
            }
        ),
        help_text=_("键名用中文；改动已发布的机制须把“版本”加一。在办事项仍按原版本办理。"),
        error_messages={"required": _("请填写定义。"), "max_length": _("定义过长，最多 200 KB。")},
    )

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"]).replace("\r\n", "\n")


class ProfileForm(SourceForm):
    """The text of a profile of one's own."""

    def __init__(self, *args: Any, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.fields["source"].label = _("方案（YAML）")
        self.fields["source"].help_text = _("键名用中文；改动已保存的方案须把“版本”加一。")
