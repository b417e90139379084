"""A topic (议题) from its application to the agenda, and what units advised on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.meetings import kinds
from fuyuantong.meetings.models.types import KindVersion


def hosts(viewer: Actor) -> Q:
    """Rows of a host: the office of the linkage by the posts that serve it, else the host's own unit."""
    return Q(by_office=True, linkage__in=viewer.offices) | Q(by_office=False, host_id=viewer.unit)


def overseers(viewer: Actor) -> Q:
    """What the office of a linkage sees, and with it the units that supervise the linkage."""
    from fuyuantong.organs.models import Linkage

    watched = Linkage.objects.filter(supervisors=viewer.unit_key).values("code")
    return Q(office_sees=True) & (Q(linkage__in=viewer.offices) | Q(linkage__in=watched))


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: Actor) -> TopicQuerySet:
        """One's own topics; the host's and the office's once sent in; units asked for advice; and the units
        invited to the meeting on whose agenda it stands, once the notice is out."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        from fuyuantong.meetings.models.meetings import Invitation

        asked = Advice.objects.filter(topic=models.OuterRef("pk"), unit_id=viewer.unit)
        invited = Invitation.objects.filter(
            unit_id=viewer.unit,
            meeting__items__topic=models.OuterRef("pk"),
            meeting__state__in=kinds.SHOWN_STATES,
        )
        sent = ~Q(state=kinds.TopicState.DRAFT)
        return self.filter(
            Q(unit_id=viewer.unit)
            | (sent & (hosts(viewer) | overseers(viewer)))
            | models.Exists(asked)
            | models.Exists(invited)
        )


class Topic(models.Model):
    """议题申请表 (reference §8.4). `host`: to whom it goes; `by_office`: as the linkage's office.

    `matter` is the file it came from: the decision is returned there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.ForeignKey(KindVersion, models.PROTECT, related_name="+", verbose_name=_("会议"))
    linkage = models.CharField(max_length=40, db_index=True)
    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+")
    host = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=True)
    office_sees = models.BooleanField(default=True)
    title = models.CharField(_("议题"), max_length=300)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", verbose_name=_("提报单位"))
    reporter = models.CharField(_("汇报人"), max_length=60, blank=True)
    background = models.TextField(_("背景与依据"), max_length=4000)
    coordination = models.TextField(_("前期协调情况和分歧"), max_length=4000, blank=True)
    asks = models.TextField(_("拟请研究事项"), max_length=4000)
    attending = models.ManyToManyField(
        "organs.Unit", related_name="+", blank=True, verbose_name=_("建议列席单位")
    )
    signed_by = models.CharField(_("提报单位主要负责人"), max_length=60, blank=True)
    signed_on = models.DateField(_("签字日期"), null=True, blank=True)
    leader_view = models.TextField(_("分管领导意见"), max_length=2000, blank=True)
    office_view = models.TextField(_("办公室初审意见"), max_length=2000, blank=True)
    answer = models.TextField(_("退回或不提请的理由"), max_length=2000, blank=True)
    matter = models.UUIDField(null=True, db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    state = models.CharField(max_length=10, choices=kinds.TopicState.choices, default=kinds.TopicState.DRAFT)
    times = models.PositiveSmallIntegerField(default=0)
    by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["linkage", "state", "-created_at"], name="meetings_topic_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="meetings_topic_merged_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Advice(models.Model):
    """A unit asked about a topic, with a day to answer by; `recorded_for` marks 代录 by the host."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="advices")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    due_on = models.DateField(_("反馈期限"))
    state = models.CharField(
        max_length=8, choices=kinds.AdviceState.choices, default=kinds.AdviceState.WAITING
    )
    text = models.TextField(_("意见"), max_length=4000, blank=True)
    asked_at = models.DateTimeField()
    at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    recorded_for = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__protocol_order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["topic", "unit"], name="meetings_advice_once")]
