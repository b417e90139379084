"""The agenda of a meeting, what came of each item, and who is to do it by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.meetings import kinds
from fuyuantong.meetings.models.meetings import Meeting
from fuyuantong.meetings.models.topics import Topic


class AgendaItem(models.Model):
    """One item. `outcome` empty: not dealt with; such a topic goes to the next meeting by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="items")
    kind = models.CharField(max_length=8, choices=kinds.ItemKind.choices, default=kinds.ItemKind.TOPIC)
    ordinal = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    outcome = models.CharField(max_length=8, choices=kinds.Outcome.choices, blank=True)
    text = models.TextField(_("研究情况"), max_length=4000, blank=True)
    dissent = models.TextField(_("未尽事项或不同意见"), max_length=2000, blank=True)
    carried = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "topic"],
                condition=Q(topic__isnull=False),
                name="meetings_topic_placed_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="topic", topic__isnull=False) | Q(kind="minutes", topic__isnull=True),
                name="meetings_item_has_its_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """One thing that was decided under an item. `matter`: what it became when the minutes were issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="resolutions")
    ordinal = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("议定事项"), max_length=2000)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    matter = models.UUIDField(null=True, db_index=True)

    class Meta:
        ordering = ["ordinal", "id"]

    def __str__(self) -> str:
        return self.text


class ResolutionParty(models.Model):
    """Who leads and who helps; among several leads one collects (汇总)."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="parties")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=kinds.PartyRole.choices)
    collects = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["role", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "unit"], name="meetings_resolution_unit_once"),
            models.UniqueConstraint(
                fields=["resolution"], condition=Q(collects=True), name="meetings_resolution_one_collects"
            ),
        ]
