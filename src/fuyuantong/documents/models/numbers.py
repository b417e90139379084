"""Numbers of papers: 机关代字〔年〕N号, given out by the system, or those of another system, registered.

Registering is the default: courts and OA systems number their own papers (practice §3.6). Own numbering is a
choice of a unit for a kind of paper.
"""

from __future__ import annotations

from django.db import models

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.kinds import NumberState


class NumberRule(models.Model):
    """A unit numbers papers of one kind here, under one 机关代字. `genre` empty: all kinds without their own.

    Kinds that share a 机关代字 share its series, as they do on paper.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    genre = models.CharField(max_length=40, blank=True)
    prefix = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "genre"], name="documents_number_rule_once")]

    def __str__(self) -> str:
        return self.prefix


class NumberSeries(models.Model):
    """The last number of a 机关代字 in a year; its row is the lock under which the next one is taken."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=20)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "prefix", "year"], name="documents_number_series_once"),
            models.CheckConstraint(condition=models.Q(last__gte=0), name="documents_number_series_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class PaperNumberQuerySet(models.QuerySet["PaperNumber"]):
    def visible_to(self, viewer: Actor) -> PaperNumberQuerySet:
        """A unit's own book, for those who do its business; administrators read the trail, not the papers."""
        if viewer.roles & {"auditor", "sysadmin", "secadmin"}:
            return self.none()
        return self.filter(unit_id=viewer.unit_key)


class PaperNumber(models.Model):
    """One number on one paper (`subject`). A voided one stays and is never given out again.

    `series` and `ordinal` are set where the system numbered; a registered one has only its text.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, related_name="numbers")
    ordinal = models.IntegerField(null=True)
    text = models.CharField(max_length=80)
    year = models.IntegerField()
    genre = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=NumberState.choices)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=190)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=190, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    version = models.IntegerField(default=1)

    objects = PaperNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "ordinal"], name="documents_number_once"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=~models.Q(state=NumberState.VOIDED),
                name="documents_number_of_subject",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year", "-taken_at", "-id"], name="documents_number_book")]

    def __str__(self) -> str:
        return self.text
