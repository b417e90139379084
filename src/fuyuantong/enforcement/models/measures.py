"""Measures of control over property, and alerts about them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.models.asking import Asset, Source
from fuyuantong.enforcement.models.cases import Case, Party, unseen
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.organs.models import Unit


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, viewer: Actor) -> MeasureQuerySet:
        """The court, the unit that carries the measure out, the procuratorate of the same region (it
        supervises enforcement)."""
        if unseen(viewer):
            return self.none()
        supervises = Unit.objects.filter(pk=viewer.unit_key, kind=UnitKind.PROCURATORATE).values("region_id")
        return self.filter(
            Q(case__court_id=viewer.unit_key)
            | Q(source__unit_id=viewer.unit_key)
            | Q(case__court__region_id__in=supervises)
        )


class Measure(models.Model):
    """One measure over one thing. It stands until `ends_on` (the last day), unless renewed or released."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="measures")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="measures")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="measures")
    act = models.CharField(_("措施"), max_length=8, choices=kinds.Act.choices)
    klass = models.CharField(_("财产类别"), max_length=20)
    title = models.CharField(_("财产"), max_length=200)
    value = models.DecimalField(_("估值（元）"), max_digits=16, decimal_places=2, default=Decimal(0))
    divisible = models.BooleanField(_("可分割"), default=True)
    owner = models.CharField(
        _("权属"), max_length=12, choices=kinds.Owner.choices, default=kinds.Owner.DEBTOR
    )
    fund = models.CharField(
        _("资金性质"), max_length=10, choices=kinds.Fund.choices, default=kinds.Fund.PLAIN
    )
    housing = models.BooleanField(_("保交楼项目"), default=False)
    ruling = models.CharField(_("裁定文号"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=kinds.MeasureState.choices)
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("届满日"))
    renewed_on = models.DateField(null=True)
    renewals = models.PositiveSmallIntegerField(_("续行次数"), default=0)
    warned: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=100, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "starts_on", "id"], name="enforcement_measure_case"),
            models.Index(
                fields=["ends_on"], name="enforcement_measure_end", condition=Q(state__in=kinds.STANDING)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, viewer: Actor) -> AlertQuerySet:
        """Court and procuratorate, as of the measure; not the unit that merely carries it out."""
        if unseen(viewer):
            return self.none()
        supervises = Unit.objects.filter(pk=viewer.unit_key, kind=UnitKind.PROCURATORATE).values("region_id")
        return self.filter(
            Q(measure__case__court_id=viewer.unit_key) | Q(measure__case__court__region_id__in=supervises)
        )


class Alert(models.Model):
    """A rule held for a measure (or somebody complained). `figure` is what it held on: a justified alert
    returns only when the figure changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="alerts")
    rule = models.CharField(max_length=30)
    rules_version = models.CharField(max_length=20, blank=True)
    figure = models.CharField(max_length=200, blank=True)
    text = models.CharField(_("反映的问题"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=kinds.AlertState.choices, default=kinds.AlertState.OPEN)
    answer = models.CharField(_("复核意见"), max_length=1000, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "rule"],
                name="enforcement_alert_open",
                condition=Q(state__in=kinds.OPEN_ALERTS),
            )
        ]
        indexes = [models.Index(fields=["state", "-at", "-id"], name="enforcement_alert_state")]

    @property
    def rule_name(self) -> str:
        return kinds.rule_name(self.rule)
