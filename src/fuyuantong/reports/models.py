"""Periodic products: definitions, the schedule, issues with their data cuts, who got them, what follows.

A published definition and a data cut are never rewritten (triggers, migration 0002).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.indicators.models import Published
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.organs.models import Unit
from fuyuantong.reports import kinds

TEXT_MOST = 20_000
REMARK_MOST = 2000


class ProductVersion(Published):
    """A periodic product. `form` and `rows` (inventory) are kept beside the text for lists."""

    form = models.CharField(max_length=12, choices=kinds.Form.choices)
    rows: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="reports_version_once")]


class Schedule(models.Model):
    """An office has taken a product up: an issue opens by itself when a period has ended.

    `opened_until` is the last day of the last period that is dealt with.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    code = models.SlugField(max_length=80)
    opened_until = models.DateField()
    active = models.BooleanField(default=True)
    by_name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["linkage", "code"], name="reports_schedule_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.linkage}"


def makers(viewer: Actor, prefix: str = "") -> models.Q:
    """The office of the linkage; the organ whose product it is; the leaders of the unit that signs."""
    own = models.Q(**{f"{prefix}linkage__in": viewer.offices})
    unit = models.Q(**{f"{prefix}owner_id": viewer.unit_key})
    return own | (unit if viewer.has("leader") else unit & models.Q(**{f"{prefix}by_office": False}))


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, viewer: Actor) -> IssueQuerySet:
        """Its makers; whoever it was sent to, once it is issued."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        sent = Delivery.objects.filter(issue=models.OuterRef("pk"), unit_id=viewer.unit)
        return self.filter(makers(viewer) | models.Q(models.Exists(sent), state=kinds.State.ISSUED))


class Issue(models.Model):
    """One issue of a product: of one period, in one linkage. A 更正 is an issue of its own that `corrects`
    another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(ProductVersion, models.PROTECT, related_name="issues")
    code = models.SlugField(max_length=80)
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=True)
    title = models.CharField(_("标题"), max_length=200)
    span = models.CharField(_("期间"), max_length=20)
    state = models.CharField(max_length=10, choices=kinds.State.choices, default=kinds.State.DRAFT)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    due_on = models.DateField(_("发布期限"), null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(max_length=500, blank=True)
    remark = models.TextField(max_length=REMARK_MOST, blank=True)
    opened_by_name = models.CharField(max_length=100)
    opened_at = models.DateTimeField()
    edited_by_name = models.CharField(max_length=100, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    signed_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "linkage", "span"],
                condition=models.Q(corrects=None) & ~models.Q(state=kinds.State.CANCELLED),
                name="reports_issue_once",
            )
        ]
        indexes = [models.Index(fields=["linkage", "-opened_at", "-id"], name="reports_issue_linkage")]

    def __str__(self) -> str:
        return self.title

    @property
    def cut(self) -> Cut:
        """The newest data cut: the figures that the text shows."""
        return self.cuts.order_by("-revision")[0]


class Cut(models.Model):
    """The figures of an issue as they were at a moment. `body` has the shape of `cutting.Body`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="cuts")
    revision = models.PositiveIntegerField()
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "revision"], name="reports_cut_once")]


class Passage(models.Model):
    """One paragraph of the draft; figures stand in it as tokens (`protecting`). `drafted` is what was
    written from the definition."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="passages")
    part = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    text = models.TextField(max_length=TEXT_MOST, blank=True)
    drafted = models.TextField(max_length=TEXT_MOST, blank=True)

    class Meta:
        ordering = ["place", "id"]


class Delivery(models.Model):
    """That an issue was sent to a unit, and that the unit has read it (签阅)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="deliveries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "unit"], name="reports_delivery_once")]


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, viewer: Actor) -> FindingQuerySet:
        """Whoever makes the issue sees all of its findings; a unit its own, once the issue is out."""
        issues = Issue.objects.visible_to(viewer)
        told = models.Q(unit_id=viewer.unit_key, issue__state=kinds.State.ISSUED)
        return self.filter(makers(viewer, "issue__") | told, issue__in=issues.values("pk"))


class Finding(models.Model):
    """What an issue asks of one unit, by a rule of its definition. `matter`: what was opened of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="findings")
    lag = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    figure = models.CharField(max_length=80)
    demand = models.TextField(max_length=REMARK_MOST)
    letter = models.TextField(max_length=REMARK_MOST, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=kinds.FindingState.choices, default=kinds.FindingState.OPEN
    )
    reason = models.CharField(max_length=500, blank=True)
    matter = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "lag", "unit"], name="reports_finding_once")]


class Case(models.Model):
    """A typical case of an issue. `source` is what was typed in, with names; it is erased at confirmation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="cases")
    place = models.PositiveIntegerField()
    title = models.CharField(_("案例名称"), max_length=200)
    source = models.TextField(max_length=TEXT_MOST, blank=True)
    text = models.TextField(max_length=TEXT_MOST)
    state = models.CharField(max_length=10, choices=kinds.CaseState.choices, default=kinds.CaseState.DRAFT)
    confirmed_by_name = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["place", "id"]
