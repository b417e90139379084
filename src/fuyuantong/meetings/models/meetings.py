"""A meeting, who is invited and came, the steps so far, words of leaders afterwards, and what period asks
for one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.meetings import kinds
from fuyuantong.meetings.models.topics import Topic, hosts, overseers
from fuyuantong.meetings.models.types import KindVersion


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: Actor) -> MeetingQuerySet:
        """The host; the linkage's office and its supervisors unless the kind keeps it from them; the units
        invited, once the notice is out."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        invited = Invitation.objects.filter(meeting=models.OuterRef("pk"), unit_id=viewer.unit)
        return self.filter(
            hosts(viewer) | overseers(viewer) | (Q(state__in=kinds.SHOWN_STATES) & models.Exists(invited))
        )


class Meeting(models.Model):
    """One meeting. `office_sees`: whether the linkage's office may know of it. `public`: held in public.

    `consent_*` is what a convener said to the request; `chair` presides, by delegation when `delegated`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.ForeignKey(KindVersion, models.PROTECT, related_name="+", verbose_name=_("会议类型"))
    linkage = models.CharField(max_length=40)
    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+")
    host = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    by_office = models.BooleanField(default=True)
    office_sees = models.BooleanField(default=True)
    title = models.CharField(_("会议名称"), max_length=200)
    period = models.CharField(_("期次"), max_length=40, blank=True)
    starts_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.CharField(_("主持人"), max_length=60, blank=True)
    delegated = models.BooleanField(_("受委托主持"), default=False)
    materials_due_on = models.DateField(_("材料报送截止"), null=True, blank=True)
    replies_due_on = models.DateField(_("回执截止"), null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=kinds.MeetingState.choices, default=kinds.MeetingState.PREPARING
    )
    asked_on = models.DateField(null=True)
    consent_seat = models.CharField(_("同意人席位"), max_length=40, blank=True)
    consent_by = models.CharField(_("同意人"), max_length=60, blank=True)
    consent_on = models.DateField(null=True)
    consent_text = models.TextField(max_length=2000, blank=True)
    notified_on = models.DateField(null=True)
    held_on = models.DateField(_("召开日期"), null=True)
    minutes = models.TextField(_("纪要正文"), max_length=20_000, blank=True)
    minutes_number = models.CharField(_("文号"), max_length=80, blank=True)
    signed_by = models.CharField(_("签发人"), max_length=60, blank=True)
    signed_on = models.DateField(null=True)
    issued_on = models.DateField(_("印发日期"), null=True)
    volume = models.CharField(_("案卷号"), max_length=60, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["linkage", "state", "-created_at"], name="meetings_meeting_state"),
            models.Index(fields=["starts_at"], name="meetings_meeting_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="meetings_meeting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "archived"]) | Q(issued_on__isnull=False),
                name="meetings_issued_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "reviewing", "signed", "issued", "archived"])
                | Q(held_on__isnull=False),
                name="meetings_held_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """A unit invited, and its answer (回执)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    invited_as = models.CharField(
        max_length=8, choices=kinds.InvitedAs.choices, default=kinds.InvitedAs.MEMBER
    )
    rank_wanted = models.CharField(_("参会人员要求"), max_length=60, blank=True)
    reply = models.CharField(
        max_length=10, choices=kinds.ReplyState.choices, default=kinds.ReplyState.WAITING
    )
    text = models.CharField(_("说明"), max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=60, blank=True)
    recorded_for = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__protocol_order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="meetings_invited_once")]


class Attendee(models.Model):
    """A person whom a unit sends; `instead_of` whom this one stands in for; `came` is null until signed
    in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="attendees")
    name = models.CharField(_("姓名"), max_length=60)
    rank = models.CharField(_("职务"), max_length=60)
    instead_of = models.CharField(_("代谁参加"), max_length=60, blank=True)
    came = models.BooleanField(_("到会"), null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["invitation__unit__protocol_order", "invitation__unit__code", "order", "id"]


class Step(models.Model):
    """One step of a topic or a meeting: who, when it happened, in which words. Rows are never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="steps")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="steps")
    kind = models.CharField(max_length=10, choices=kinds.StepKind.choices)
    occurred_on = models.DateField()
    decided_by = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) ^ Q(topic__isnull=False), name="meetings_step_of_one"
            )
        ]


class Remark(models.Model):
    """A leader's written words (批示) on a meeting's papers, recorded by the host."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="remarks")
    leader = models.CharField(_("批示领导"), max_length=60)
    remarked_on = models.DateField(_("批示日期"))
    text = models.TextField(_("批示内容"), max_length=2000)
    proposal = models.TextField(_("拟办意见"), max_length=2000, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["remarked_on", "at"]


class PeriodDue(models.Model):
    """A meeting that a period asks for, once for each linkage and kind; reminders are marked here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="+")
    reminded_on = models.DateField(null=True)
    missed_on = models.DateField(null=True)

    class Meta:
        ordering = ["ends_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["linkage", "code", "starts_on"], name="meetings_period_once")
        ]
