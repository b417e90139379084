"""Which letters are sent here and how (`library/dispatches.yaml`); what one sending says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong import library
from fuyuantong.common.yaml_text import read_yaml

FILE = Path(next(iter(library.__path__))) / "dispatches.yaml"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of letter: its mechanism, the parties and fields of it, and the acts that send it.

    `known_by` are words by which a document is recognised; the longest come first.
    """

    name: str
    mechanism: str
    known_by: tuple[str, ...]
    sender: str
    addressee: str
    acts: tuple[str, ...]
    fields: Mapping[str, str]
    defaults: Mapping[str, str]


@cache
def recipes() -> Mapping[str, Recipe]:
    told = read_yaml(FILE.read_text("utf-8"))
    return {name: _recipe(name, one) for name, one in told.items()}


FIELDS = ("文号", "签发日期", "回复日期", "条目", "案号", "案由", "事由", "类型")


def _recipe(name: str, told: Mapping[str, object]) -> Recipe:
    fields = {key: str(told[key]) for key in FIELDS if key in told}
    given = {key: told[key] for key in ("认得", "动作")}
    lists = {key: tuple(map(str, one)) if isinstance(one, list) else () for key, one in given.items()}
    defaults = told.get("缺省")
    return Recipe(
        name, str(told["机制"]), lists["认得"], str(told["发出"]), str(told["收文"]), lists["动作"], fields,
        {str(k): str(v) for k, v in defaults.items()} if isinstance(defaults, dict) else {},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """A letter that was issued on paper and is now handed to its addressees. `items`: (问题, 建议)."""

    recipe: str
    linkage: str
    title: str
    addressees: Sequence[UUID]
    items: Sequence[tuple[str, str]]
    number: str = ""
    kind: str = ""
    case_number: str = ""
    cause: str = ""
    signed_on: date | None = None
    served_on: date | None = None
    reply_on: date | None = None


class BatchState(TextChoices):
    PREVIEW = "preview", _("待确认")
    SENT = "sent", _("已送出")
    DROPPED = "dropped", _("已放弃")


TARGETS: Mapping[str, tuple[str, ...]] = {
    "case_number": ("案号",),
    "addressees": ("被建议单位", "收文单位", "主送单位", "主送"),
    "suggestion": ("建议", "建议内容", "建议事项"),
    "problem": ("问题", "主要问题"),
    "title": ("标题", "名称", "文书标题"),
    "number": ("文号", "建议书文号", "建议书编号"),
    "kind": ("类型", "建议类型"),
    "cause": ("案由",),
    "signed_on": ("签发日期", "制发日", "制发日期"),
    "served_on": ("送达日期", "送达日"),
    "reply_on": ("回复日期", "函载回复日", "回复期限"),
}
"""What a column of a case system's table may stand for, and the headings by which it is guessed."""
TARGET_WORDS = {
    "case_number": _("案号"),
    "addressees": _("收文单位"),
    "suggestion": _("建议"),
    "problem": _("问题"),
    "title": _("标题"),
    "number": _("文号"),
    "kind": _("类型"),
    "cause": _("案由"),
    "signed_on": _("签发日期"),
    "served_on": _("送达日期"),
    "reply_on": _("回复日期"),
}
NEEDED = ("addressees", "suggestion", "number")
ROWS_MOST = 500
