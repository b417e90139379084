"""A plan of a year (年度工作要点, 实施方案), the steps of its gate, and the opinions asked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.plans import kinds

_SHOWN_TO_PARTIES = (kinds.PlanState.ISSUED,)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, viewer: Actor) -> PlanQuerySet:
        """The linkage's office; units asked for an opinion, then and later; units that owe something
        under it, once it has been handed out."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        asked = Opinion.objects.filter(plan=models.OuterRef("pk"), unit_id=viewer.unit)
        owes = self.model.objects.filter(pk=models.OuterRef("pk"), items__parties__unit_id=viewer.unit)
        return self.filter(
            models.Q(linkage__in=viewer.offices)
            | models.Exists(asked)
            | (models.Q(state__in=_SHOWN_TO_PARTIES) & models.Exists(owes))
        )


class Plan(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("标题"), max_length=300)
    year = models.PositiveSmallIntegerField(_("年度"))
    linkage = models.CharField(max_length=40, db_index=True)
    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+")
    number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=kinds.PlanState.choices, default=kinds.PlanState.DRAFT)
    created_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-created_at"]
        indexes = [models.Index(fields=["linkage", "-year"], name="plans_plan_linkage")]

    def __str__(self) -> str:
        return self.title


class PlanStep(models.Model):
    """One step of the gate: who, when it happened, by which meeting or 批示. Rows are never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=kinds.StepKind.choices)
    occurred_on = models.DateField()
    decided_by = models.CharField(_("决定人或会议"), max_length=120, blank=True)
    reference = models.CharField(_("依据"), max_length=200, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Opinion(models.Model):
    """A unit asked for its opinion on a draft, and what it said; `recorded_for` marks 代录 by the office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="opinions")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=kinds.OpinionState.choices, default=kinds.OpinionState.WAITING
    )
    text = models.TextField(max_length=4000, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=60, blank=True)
    recorded_for = models.BooleanField(default=False)
    at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="plans_opinion_once")]
        ordering = ["unit__protocol_order", "unit__code"]
