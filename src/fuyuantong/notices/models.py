"""Messages, who has read them, what people prefer, what was sent outside, and jobs that were given up."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.notices import kinds


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Actor) -> NoticeQuerySet:
        """Messages to the viewer's present post, to its unit or office, and to the person.

        A unit's messages are read by its liaison and clerks; those of a linkage's office only by posts that
        serve it, because the unit that houses the office is often a party itself.
        """
        if viewer.person is None:
            return self.none()
        wanted = Q(person=viewer.person) | Q(office__in=[*viewer.offices])
        if viewer.post is not None:
            wanted |= Q(post=viewer.post)
        if viewer.unit is not None and viewer.roles & kinds.UNIT_READERS:
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
    `channels` None means every channel the installation has.
    """

    person = models.OneToOneField("organs.Person", models.CASCADE, primary_key=True, related_name="+")
    digest_hour = models.PositiveSmallIntegerField(default=kinds.DIGEST_HOUR)
    quiet_from = models.PositiveSmallIntegerField(default=kinds.QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=kinds.QUIET_UNTIL)
    channels: ArrayField[list[str] | None, list[str] | None] = ArrayField(
        models.CharField(max_length=20), null=True
    )


class Handle(models.Model):
    """A person's account at a service (`channel`: wecom, dingtalk, feishu), given by themselves."""

    person = models.ForeignKey("organs.Person", models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="notices_one_handle")]


class Delivery(models.Model):
    """One message that went out over one channel. The key also goes to the receiver, to see a repeat.

    `slot` is what the limit a minute counts (a fingerprint of a robot's address); `at` is the last try.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=255, unique=True)
    channel = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    at = models.DateTimeField()
    slot = models.CharField(max_length=20, blank=True)
    receipt = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["slot", "-at"], name="notices_delivery_rate")]


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
