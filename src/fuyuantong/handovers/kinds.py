"""Words of the room: what is handed over by which kind of change, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import NOBODY


class Nature(TextChoices):
    MERGE = "merge", _("合并")
    SPLIT = "split", _("分设")
    RENAME = "rename", _("更名")
    ABOLISH = "abolish", _("撤销")
    DUTIES = "duties", _("职责划转")
    POST = "post", _("人员交接")


ENDING = frozenset({Nature.MERGE, Nature.ABOLISH})
"""After these the units that hand over are gone; 分设 says for itself whether its unit goes on."""
MOVING = frozenset({Nature.MERGE, Nature.SPLIT, Nature.ABOLISH, Nature.DUTIES})
"""Units hand their work to units. 更名 moves nothing, 人员交接 is between posts."""


class HandoverState(TextChoices):
    DRAFT = "draft", _("拟订中")
    DONE = "done", _("已执行")
    DROPPED = "dropped", _("已放弃")


class SideRole(TextChoices):
    GIVES = "gives", _("移交")
    TAKES = "takes", _("接收")


class Between(TextChoices):
    """Who holds what a holding lists: a unit, or a post with the person on it."""

    UNITS = "units", _("机构")
    POSTS = "posts", _("岗位")


@dataclass(frozen=True, slots=True)
class Seat:
    """One who holds work: a unit, or one person at one post of it."""

    unit: UUID
    post: UUID | None = None
    person: UUID | None = None

    @property
    def post_key(self) -> UUID:
        """For queries; no row belongs to nobody."""
        return self.post or NOBODY

    @property
    def person_key(self) -> UUID:
        return self.person or NOBODY


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held. `masked`: it exists for named people only, so a list must not name it (知悉范围)."""

    key: UUID
    title: str
    detail: str = ""
    due_on: date | None = None
    masked: bool = False


MASKED = "（限定知悉范围，当面交接）"
"""What stands in a list in place of a title that only named people may read. Papers are Chinese."""
