"""Words of the room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.terms import Unit


class Origin(TextChoices):
    """Where a row comes from. What an office has entered is never overwritten by a delivered library."""

    LIBRARY = "library", _("随系统交付")
    LOCAL = "local", _("本地录入")


class UnitWord(TextChoices):
    """The units of `terms.Unit` on the screen."""

    HOUR = Unit.HOUR.value, _("小时")
    DAY = Unit.DAY.value, _("自然日")
    WORKDAY = Unit.WORKDAY.value, _("工作日")
    MONTH = Unit.MONTH.value, _("月")
    YEAR = Unit.YEAR.value, _("年")


class SeverityWord(TextChoices):
    """What missing a term means (`library.Severity`)."""

    FORFEIT = "forfeit", _("逾期失权")
    STATUTORY = "statutory", _("法定期限")
    AGREED = "agreed", _("依文书或约定")


class CheckWord(TextChoices):
    """How far a term has been checked against its source (`library.Check`)."""

    FULL = "full", _("已核对原文")
    PARTLY = "partly", _("部分核对")
    OPEN = "open", _("待核对")
