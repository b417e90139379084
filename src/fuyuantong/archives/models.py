"""A volume as it was filed, the filing of a year, and a proposal to destroy what need not be kept longer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.archives import kinds
from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.policy import KEEPERS
from fuyuantong.matters.models import Matter
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.meetings.models import Meeting
from fuyuantong.plans.models import Plan

WORDS_MOST = 2000


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Actor) -> OwnQuerySet:
        """Who keeps the unit's papers. Counts only: titles come from volumes, which narrow further."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES or not viewer.roles & KEEPERS:
            return self.none()
        return self.filter(unit_id=viewer.unit)


class Destruction(models.Model):
    """销毁: proposed with an opinion, decided by a leader, carried out before two people. `count` stays when
    the volumes are gone; what they were stands in the trail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    region = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=kinds.DestructionState.choices)
    opinion = models.TextField(_("鉴定意见"), max_length=WORDS_MOST)
    appraisers = models.CharField(_("鉴定人"), max_length=200)
    count = models.PositiveIntegerField()
    proposed_by = models.CharField(max_length=60)
    proposed_person = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(_("批准人"), max_length=120, blank=True)
    decided_words = models.TextField(_("审批意见"), max_length=WORDS_MOST, blank=True)
    decided_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=60, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    watched_by = models.CharField(_("监销人"), max_length=120, blank=True)
    done_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-proposed_at", "-id"], name="archives_destruction_unit")]


class VolumeQuerySet(models.QuerySet["Volume"]):
    def visible_to(self, viewer: Actor) -> VolumeQuerySet:
        """Of the viewer's own unit, those whose source the viewer sees whole: 知悉范围 holds here too."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        key = models.OuterRef("source_id")
        matters = models.Exists(Matter.objects.in_full_for(viewer).filter(pk=key))
        meetings = models.Exists(Meeting.objects.visible_to(viewer).filter(pk=key))
        plans = models.Exists(Plan.objects.visible_to(viewer).filter(pk=key))
        return self.filter(
            (models.Q(source=kinds.Source.MATTER) & matters)
            | (models.Q(source=kinds.Source.MEETING) & meetings)
            | (models.Q(source=kinds.Source.PLAN) & plans),
            unit_id=viewer.unit,
        )


class Volume(models.Model):
    """案卷: the papers of one matter, meeting or plan as they stood when it was filed, bound as a zip.

    `number` counts within unit and year. `retention` is the term in force, `proposed` what the table said in
    which `basis`; `expires_on` the last day of keeping.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    region = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveIntegerField(_("案卷号"))
    source = models.CharField(_("类别"), max_length=8, choices=kinds.Source.choices)
    source_id = models.UUIDField()
    title = models.CharField(_("题名"), max_length=300)
    began_on = models.DateField()
    ended_on = models.DateField()
    papers = models.PositiveIntegerField(_("件数"))
    pages = models.PositiveIntegerField(_("页数"))
    retention = models.CharField(_("保管期限"), max_length=10, choices=kinds.Retention.choices)
    proposed = models.CharField(max_length=10, choices=kinds.Retention.choices)
    basis = models.CharField(max_length=200)
    reason = models.CharField(_("调整理由"), max_length=200, blank=True)
    expires_on = models.DateField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    filed_by = models.CharField(max_length=60)
    filed_at = models.DateTimeField()
    destruction = models.ForeignKey(Destruction, models.SET_NULL, null=True, related_name="volumes")
    version = models.PositiveIntegerField(default=1)

    objects = VolumeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="archives_volume_number"),
            models.UniqueConstraint(
                fields=["unit", "year", "source", "source_id"], name="archives_volume_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "expires_on"], name="archives_volume_due")]

    def __str__(self) -> str:
        return self.title


class Filing(models.Model):
    """The filing of a year by one unit: `done` of `total`; `skipped` says what could not be filed and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    region = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=8, choices=kinds.FilingState.choices, default=kinds.FilingState.MAKING
    )
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    skipped: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-at", "-id"], name="archives_filing_unit")]
