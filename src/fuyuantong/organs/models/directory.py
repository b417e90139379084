"""Regions, units and their names, groups, linkage mechanisms.

All ranges of dates are half-open: `valid_from`/`since_on` counts, `valid_until`/`until_on` is the first day
that no longer does, so that a right taken away today is gone today.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.organs import kinds
from fuyuantong.organs.names import name_key


class Region(models.Model):
    """An administrative division, or a local one (经开区, 管委会) without a GB/T 2260 code (`local`)."""

    code = models.CharField(_("代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=12, choices=kinds.Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级区域")
    )
    local = models.BooleanField(_("本地编码"), default=False)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        )

    def in_protocol_order(self) -> Self:
        return self.order_by("protocol_order", "code")


class Unit(models.Model):
    """One organ. Old names stay with old papers: a reformed organ is retired and names its successor.

    `body`: one team under several names (一个机构几块牌子); this one is a name hung out at that unit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("机构代码"), max_length=40, unique=True)
    name = models.CharField(_("全称"), max_length=120)
    short_name = models.CharField(_("规范化简称"), max_length=60, blank=True)
    name_key = models.CharField(max_length=120, editable=False, db_index=True)
    short_key = models.CharField(max_length=60, editable=False, db_index=True, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=kinds.UnitKind.choices)
    level = models.CharField(_("层级"), max_length=12, choices=kinds.Level.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="units", verbose_name=_("所属区域"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级机构")
    )
    protocol_order = models.IntegerField(_("排列次序"), default=0)
    valid_from = models.DateField(_("成立日期"), null=True, blank=True)
    valid_until = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承继机构")
    )
    has_accounts = models.BooleanField(_("使用账号办理"), default=True)
    body = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="hats", verbose_name=_("挂牌于")
    )
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["protocol_order", "code"]
        indexes = [models.Index(fields=["region", "protocol_order", "code"], name="unit_region_protocol")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="unit_not_its_own_successor"),
            models.CheckConstraint(condition=~Q(body=F("id")), name="unit_not_its_own_body"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        self.short_key = name_key(self.short_name)
        if not self.protocol_order:
            self.protocol_order = kinds.PROTOCOL_RANK[self.kind]
        super().save(*args, **kwargs)

    def name_on(self, day: date | None) -> str:
        """The full name that it bore on a day: old papers keep it (no day: today's)."""
        former = self.former_names.filter(until_on__gt=day).first() if day else None
        return former.name if former else self.name

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until > day
        )


class UnitName(models.Model):
    """What a unit was called until a day (the first on which it no longer was)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    until_on = models.DateField()

    class Meta:
        ordering = ["until_on", "id"]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another way in which papers name a unit. One alias may name several units: then a person decides."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    alias = models.CharField(_("别名"), max_length=120)
    normalised = models.CharField(max_length=120, editable=False, db_index=True)
    source = models.CharField(
        _("来源"), max_length=8, choices=kinds.AliasSource.choices, default=kinds.AliasSource.HAND
    )

    class Meta:
        ordering = ["alias"]
        constraints = [models.UniqueConstraint(fields=["unit", "normalised"], name="alias_once_per_unit")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalised = name_key(self.alias)
        super().save(*args, **kwargs)


class UnitGroup(models.Model):
    """A group name of papers (各县市区人民政府, 成员单位) that stands for a list of units."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("组名"), max_length=120)
    normalised = models.CharField(max_length=120, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="unit_groups", verbose_name=_("所属区域"))
    members = models.ManyToManyField(Unit, related_name="groups", verbose_name=_("成员单位"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "normalised"], name="group_once_per_region")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalised = name_key(self.name)
        super().save(*args, **kwargs)


class Linkage(models.Model):
    """A linkage mechanism (联动机制: 府院, 府检, 专项) with its office; a city may have several.

    `supervisors` (第一召集人所在机关, 纪委监委 …) read what the office may read in full, and act on nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=16, choices=kinds.LinkageKind.choices)
    office_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="offices_held", verbose_name=_("联席会议办公室设在")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="linkages", verbose_name=_("所属区域"))
    members = models.ManyToManyField(Unit, related_name="linkages", verbose_name=_("成员单位"), blank=True)
    supervisors = models.ManyToManyField(
        Unit, related_name="linkages_supervised", verbose_name=_("监督单位"), blank=True
    )
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
