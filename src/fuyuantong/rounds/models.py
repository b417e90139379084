"""Rounds of 进展调度: what the office asks, each unit's sheet, its words on each obligation, papers made of
it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.rounds import kinds

REMARK_MOST = 2000
WORDS_MOST = 10_000


class Series(models.Model):
    """A round that opens by itself: `lead_days` before its period ends, due at the end (rest days roll on).

    `opened_until` is the last day of the last period that has been opened (or was under way when the series
    was made); the duty finds by it what is to be opened, however long the service was down.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    title = models.CharField(_("名称"), max_length=200)
    cadence = models.CharField(max_length=10, choices=kinds.Cadence.choices)
    scope = models.JSONField(default=dict)
    remark = models.TextField(max_length=REMARK_MOST, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("提前开启天数"))
    opened_until = models.DateField()
    active = models.BooleanField(default=True)
    post = models.UUIDField()
    by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["opened_until"], name="rounds_series_due", condition=models.Q(active=True))
        ]

    def __str__(self) -> str:
        return self.title


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, viewer: Actor) -> RoundQuerySet:
        """The office that asks, and the units that are asked (each its own sheet)."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        asked = Sheet.objects.filter(round=models.OuterRef("pk"), unit_id=viewer.unit)
        return self.filter(models.Q(linkage__in=viewer.offices) | models.Exists(asked))


class Round(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    title = models.CharField(_("名称"), max_length=200)
    cadence = models.CharField(max_length=10, choices=kinds.Cadence.choices)
    period = models.CharField(_("期次"), max_length=40, blank=True)
    due_on = models.DateField(_("报送期限"))
    scope = models.JSONField(default=dict)
    remark = models.TextField(_("填报说明"), max_length=REMARK_MOST, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="rounds")
    period_end = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=kinds.RoundState.choices, default=kinds.RoundState.OPEN)
    opened_by_name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "period_end"], name="rounds_period_once")]
        indexes = [models.Index(fields=["linkage", "-opened_at", "-id"], name="rounds_round_linkage")]

    def __str__(self) -> str:
        return self.title


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, viewer: Actor) -> SheetQuerySet:
        """A unit's own sheet; the office sees all of its rounds."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        return self.filter(models.Q(round__linkage__in=viewer.offices) | models.Q(unit_id=viewer.unit))


class Sheet(models.Model):
    """What one unit answers in one round. `recorded_why` says why the office wrote it down for the unit
    (代录)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="sheets")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=kinds.SheetState.choices, default=kinds.SheetState.WAITING)
    filled_by = models.CharField(max_length=120, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)
    remark = models.TextField(_("退改意见"), max_length=REMARK_MOST, blank=True)
    recorded_why = models.CharField(_("代录原因"), max_length=200, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="rounds_sheet_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.round}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, viewer: Actor) -> EntryQuerySet:
        """Of sheets that the viewer sees, what is about obligations that the viewer sees: 知悉范围 holds
        here too."""
        sheets = Sheet.objects.visible_to(viewer).filter(pk=models.OuterRef("sheet_id"))
        seen = Obligation.objects.visible_to(viewer).filter(pk=models.OuterRef("obligation_id"))
        return self.filter(models.Exists(sheets), models.Exists(seen))


class Entry(models.Model):
    """A unit's words on one obligation. `edited` holds the office's wording for the papers, the unit's own
    stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+")
    place = models.IntegerField()
    section = models.CharField(max_length=200, blank=True)
    progress = models.TextField(_("进展"), max_length=WORDS_MOST, blank=True)
    problems = models.TextField(_("问题"), max_length=WORDS_MOST, blank=True)
    next_steps = models.TextField(_("下步措施"), max_length=WORDS_MOST, blank=True)
    edited: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    brief = models.BooleanField(_("列入专报"), default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "obligation"], name="rounds_entry_once")]
        ordering = ["place", "id"]

    def said(self, word: str) -> str:
        """One of `kinds.WORDS` as it goes into the papers."""
        return self.edited.get(word) or str(getattr(self, word))


class Paper(models.Model):
    """A file made of a round, as the round stood at `at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=kinds.PaperKind.choices)
    state = models.CharField(max_length=8, choices=kinds.PaperState.choices, default=kinds.PaperState.WAITING)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by_post = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["round", "-at"], name="rounds_paper_round")]
