"""Words of this room: what is filed, how long it is kept, how a year's filing and a destruction stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """What a volume holds the papers of."""

    PLAN = "plan", _("年度计划")
    MEETING = "meeting", _("会议")
    MATTER = "matter", _("事项")


class Retention(TextChoices):
    """保管期限."""

    PERMANENT = "permanent", _("永久")
    LONG = "y30", _("30年")
    SHORT = "y10", _("10年")


YEARS: Mapping[str, int] = {Retention.LONG: 30, Retention.SHORT: 10}


def expires(year: int, retention: str) -> date | None:
    """The last day of keeping: full years from 1 January after the year of the volume; None for ever."""
    return date(year + YEARS[retention], 12, 31) if retention in YEARS else None


class FilingState(TextChoices):
    MAKING = "making", _("正在立卷")
    READY = "ready", _("已立卷")


class DestructionState(TextChoices):
    PROPOSED = "proposed", _("待领导审批")
    APPROVED = "approved", _("已批准，待销毁")
    REFUSED = "refused", _("未获批准")
    DROPPED = "dropped", _("已撤回")
    DONE = "done", _("已销毁")


OPEN = (DestructionState.PROPOSED, DestructionState.APPROVED)
