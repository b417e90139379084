"""Tables of the room: yearly calendars in versions, and the terms of law in force here.

A year's calendar is never changed: a correction is a new version, and the highest one counts.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.kinds import CheckWord, Origin, SeverityWord, UnitWord
from fuyuantong.clocks.library import Bound, Direction
from fuyuantong.common.ids import new_id


class CalendarYearQuerySet(models.QuerySet["CalendarYear"]):
    def in_force(self) -> Self:
        """Return the highest version of each year, by year."""
        return self.order_by("year", "-version").distinct("year")


class CalendarYear(models.Model):
    """One version of one year's notice (放假安排). Its days may reach into December of the year before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("依据"), max_length=120)
    number = models.CharField(_("文号"), max_length=60)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    change = models.CharField(_("变更"), max_length=200, blank=True)
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    origin = models.CharField(_("录入方式"), max_length=8, choices=Origin.choices)
    digest = models.CharField(max_length=64, editable=False)
    stored_at = models.DateTimeField(_("录入时间"))

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        ordering = ["year", "version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="calendar_year_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="calendar_year_version_positive"),
        ]


class CalendarDay(models.Model):
    """One day that a notice names: a rest day, or a weekend day on which people work (调休)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    calendar_year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days")
    day = models.DateField(_("日期"))
    rests = models.BooleanField(_("放假"))
    name = models.CharField(_("节日"), max_length=40)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar_year", "day"], name="calendar_day_once_per_version")
        ]


class TermRow(models.Model):
    """A term of law (期限) as in force here; `origin` local means that an office has set it."""

    code = models.SlugField(_("代码"), max_length=60, primary_key=True)
    category = models.CharField(_("类别"), max_length=60)
    mechanism = models.CharField(_("机制"), max_length=60)
    trigger_event = models.CharField(_("起算"), max_length=120)
    actor = models.CharField(_("主体"), max_length=120)
    action = models.CharField(_("事项"), max_length=200)
    n = models.PositiveIntegerField(_("时长"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=1, choices=UnitWord.choices, blank=True)
    direction = models.CharField(_("方向"), max_length=8, default=Direction.AFTER)
    bound = models.CharField(_("界限"), max_length=8, default=Bound.AT_MOST)
    roll_last_day = models.BooleanField(_("休假日顺延"), default=True)
    max_extension = models.CharField(_("最长延长"), max_length=8, blank=True)
    extension_approver = models.CharField(_("批准延长"), max_length=120, blank=True)
    excludes = ArrayField(
        models.CharField(max_length=40), verbose_name=_("扣除期间"), default=list, blank=True
    )
    source_title = models.CharField(_("依据"), max_length=120)
    source_no = models.CharField(_("文号"), max_length=60)
    article = models.CharField(_("条文"), max_length=120)
    valid_from = models.DateField(_("施行日期"), null=True, blank=True)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    severity = models.CharField(_("性质"), max_length=10, choices=SeverityWord.choices)
    checked = models.CharField(_("核对"), max_length=8, choices=CheckWord.choices)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    origin = models.CharField(_("录入方式"), max_length=8, choices=Origin.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["category", "mechanism", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(n__isnull=True, unit="") | (Q(n__gte=1) & ~Q(unit="")),
                name="term_has_number_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="term_ends_after_it_begins",
            ),
        ]

    @property
    def verified(self) -> bool:
        return self.checked == CheckWord.FULL
