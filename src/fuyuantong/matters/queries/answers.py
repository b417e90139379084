"""The own fields of a reply (回复文号, 采纳情况 …) as others may read them."""

from __future__ import annotations

from typing import Any

from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.models import Feedback, Obligation

MASK = "•••"
ITEMS = "逐条答复"


def answers_of(row: Obligation, feedback: Feedback) -> dict[str, Any]:
    """The answers by field; those that hold personal data are masked (个人信息保护法 §51)."""
    personal = {field.key for field in mechanism_of(row.matter).fields if field.personal}
    return {key: MASK if key in personal and value else value for key, value in feedback.answers.items()}


def beside_the_text(row: Obligation, feedback: Feedback) -> list[tuple[str, Any]]:
    """The answers that the reply's text and its list of items do not already say."""
    told = answers_of(row, feedback)
    return [
        (key, value)
        for key, value in told.items()
        if key != ITEMS and value not in ("", None, [], feedback.text)
    ]
