"""What is not stored in minutes, 批示, remarks: how a pending case is to be decided, what judges said.

The words are data (`library/guardrails/deliberation.yaml`; reference §6.5, practice §4.7).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from fuyuantong import library
from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.yaml_text import read_yaml

RULES = Path(next(iter(library.__path__))) / "guardrails" / "deliberation.yaml"


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in read_yaml(RULES.read_text("utf-8"))["不得记载"])


def found(text: str) -> str:
    """The first passage that may not be kept, or nothing."""
    return next((match[0] for one in patterns() if (match := one.search(text))), "")


def check(texts: dict[str, str]) -> None:
    """Refuse (E-DELIBERATION) texts, by their fields, that instruct a pending case or tell of
    deliberation."""
    for name, text in texts.items():
        if passage := found(text):
            words = _("“%(passage)s”涉及在办案件的裁判或评议，不予记载。") % {"passage": passage}
            hint = _("这里只限协调化解和信息通报；案件由司法机关依法独立办理。请改写后再提交。")
            raise Refusal(
                "E-DELIBERATION", words, hint=hint, errors=[FieldError("E-DELIBERATION", words, name, hint)]
            )
