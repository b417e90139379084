"""Messages, who has read them, what people prefer, what was sent outside, and jobs that were given up."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.now import today as clock_today
from fuyuantong.notices import kinds
from fuyuantong.organs.models import Tenure


class LeaveQuerySet(models.QuerySet["Leave"]):
    def in_force_on(self, day: date) -> LeaveQuerySet:
        """Leaves of this day whose absent person still holds the post, and whose deputy is still there."""
        held = Tenure.objects.in_force_on(day)
        absent = held.filter(post=OuterRef("post"), person=OuterRef("person"))
        there = held.filter(post__unit=OuterRef("post__unit"), person=OuterRef("deputy"))
        rows = self.filter(since_on__lte=day, until_on__gte=day, ended_at=None)
        return rows.filter(Exists(absent), Exists(there), deputy__is_active=True)

    def stood_in_by(self, viewer: Actor, day: date) -> list[Leave]:
        """Leaves in which the viewer stands in today, at the unit of the present post (all loaded).

        Nearly nobody stands in for somebody: one small question by an index says so, and only then the
        tenures are looked at.
        """
        mine = self.filter(deputy=viewer.person, until_on__gte=day, since_on__lte=day, ended_at=None)
        keys = list(mine.values_list("pk", flat=True))
        if not keys:
            return []
        here = self.in_force_on(day).filter(pk__in=keys, post__unit=viewer.unit_key)
        return list(here.select_related("post__unit", "post__serves", "person").order_by("since_on", "pk"))


class Leave(models.Model):
    """Somebody is away from a post, and a deputy at the same unit hears and sees what waits for it.

    It gives no rights: the deputy acts by the own post (who is to act in another's place is given a B岗).
    Both days count. It ends by itself; `ended_at` when it was ended earlier.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey("organs.Post", models.CASCADE, related_name="+")
    person = models.ForeignKey("organs.Person", models.CASCADE, related_name="+")
    deputy = models.ForeignKey("organs.Person", models.CASCADE, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=100, blank=True)
    entered_by = models.CharField(max_length=190)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=190, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["deputy", "until_on"], name="notices_leave_deputy"),
            models.Index(fields=["post", "until_on"], name="notices_leave_post"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="notices_leave_ends_later"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="notices_leave_by_another"),
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Actor) -> NoticeQuerySet:
        """Messages to the viewer's present post, to its unit or office, and to the person.

        A unit's messages are read by its liaison and clerks; those of a linkage's office only by posts that
        serve it, because the unit that houses the office is often a party itself. Whoever stands in for
        somebody on leave sees that post's too, but nothing of matters for named posts (知悉范围).
        """
        if viewer.person is None:
            return self.none()
        wanted = Q(person=viewer.person) | Q(office__in=[*viewer.offices])
        if viewer.post is not None:
            wanted |= Q(post=viewer.post)
        if viewer.unit is not None and viewer.roles & kinds.UNIT_READERS:
            wanted |= Q(unit=viewer.unit)
        leaves = Leave.objects.stood_in_by(viewer, clock_today())
        if leaves:
            wanted |= Q(post__in=[leave.post_id for leave in leaves], named=False)
        if viewer.unit is not None and any({*leave.post.roles} & kinds.UNIT_READERS for leave in leaves):
            wanted |= Q(unit=viewer.unit)
        return self.filter(wanted)

    def unread_by(self, viewer: Actor) -> NoticeQuerySet:
        """Those this person has not read, nor (for the unit's) anybody at the same post."""
        read = Reading.objects.filter(notice=OuterRef("pk"), person=viewer.person)
        return self.filter(~Exists(read))


class Notice(models.Model):
    """One message to one unit, post, person or office (exactly one of them).

    `key` makes repeated ones merge: the later text stands, `times` counts, it is unread again. `restricted`
    ones are only counted outside the product, never named. `read_at` is when the first of its readers saw it.
    `named`: for these posts alone (知悉范围), no deputy sees it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("organs.Post", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("organs.Person", models.CASCADE, null=True, related_name="+")
    office = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=2000, blank=True)
    url = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    linkage = models.CharField(max_length=40, blank=True)
    restricted = models.BooleanField(default=True)
    urgent = models.BooleanField(default=False)
    named = models.BooleanField(default=False)
    key = models.CharField(max_length=64, unique=True)
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(unit__isnull=False, post=None, person=None, office="")
                    | Q(unit=None, post__isnull=False, person=None, office="")
                    | Q(unit=None, post=None, person__isnull=False, office="")
                    | (Q(unit=None, post=None, person=None) & ~Q(office=""))
                ),
                name="notices_one_recipient",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-at"], name="notices_unit"),
            models.Index(fields=["post", "-at"], name="notices_post"),
            models.Index(fields=["person", "-at"], name="notices_person"),
            models.Index(fields=["office", "-at"], condition=~Q(office=""), name="notices_office"),
        ]


class Reading(models.Model):
    """A person has read a message."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    person = models.ForeignKey("organs.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notices_read_once")]


class Preference(models.Model):
    """When and how a person wants to hear; without a row the defaults of `kinds` hold.

    Hours are those of Shanghai. From `quiet_from` until `quiet_until` nothing goes out; equal hours: none.
    `channels` (the daily message) None means the first channel on which the person can be reached;
    `urgent_channels` (what is urgent, at once) None means the same ones as for the daily message.
    """

    person = models.OneToOneField("organs.Person", models.CASCADE, primary_key=True, related_name="+")
    digest_hour = models.PositiveSmallIntegerField(default=kinds.DIGEST_HOUR)
    quiet_from = models.PositiveSmallIntegerField(default=kinds.QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=kinds.QUIET_UNTIL)
    channels: ArrayField[list[str] | None, list[str] | None] = ArrayField(
        models.CharField(max_length=20), null=True
    )
    urgent_channels: ArrayField[list[str] | None, list[str] | None] = ArrayField(
        models.CharField(max_length=20), null=True
    )


class Handle(models.Model):
    """A person's account at a channel (`wecom`, `feishu`, `email`, `sms` …), given and proved by themselves.

    `account` is used; `pending` was entered and waits for the code that went there. The code is kept as a
    digest, counts for `kinds.CODE_LIVES` and for so many tries; `asked` counts today's codes.
    """

    person = models.ForeignKey("organs.Person", models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=120, blank=True)
    proven_at = models.DateTimeField(null=True)
    pending = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=64, blank=True)
    code_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="notices_one_handle")]


class Delivery(models.Model):
    """One message that goes out over one channel. The key also goes to the receiver, to see a repeat.

    `slot` is what the limit a minute counts (a fingerprint of a robot's address); `at` is the last try.
    `begun_at` stands while nobody knows whether the other side took it: from before it is sent until its
    answer. `said` is what is sent then, so that a repeat says the same. `unsure_at`: it may have gone out and
    the other side cannot tell a repeat, so a person decides (`settled_*`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=255, unique=True)
    channel = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    at = models.DateTimeField()
    slot = models.CharField(max_length=20, blank=True)
    said = models.JSONField(default=dict)
    begun_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    unsure_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=190, blank=True)
    resent = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["slot", "-at"], name="notices_delivery_rate"),
            models.Index(fields=["-unsure_at"], condition=Q(unsure_at__isnull=False), name="notices_unsure"),
        ]


class DeadLetter(models.Model):
    """A job whose tries have failed; `final` ones wait for a person. Errors are masked."""

    job = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=128)
    key = models.CharField(max_length=255, blank=True)
    tries = models.IntegerField()
    error = models.CharField(max_length=500)
    final = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], condition=Q(final=True, handled_at=None), name="notices_dead_open"),
        ]
