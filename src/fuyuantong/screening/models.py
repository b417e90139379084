"""Lists with their records and versions; departments' items, checks and hits; objections; jobs over whole
files."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common import rows
from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.screening import kinds
from fuyuantong.screening.matching.judging import Subject, subject
from fuyuantong.screening.matching.names import all_keys

TEXT_MOST = 2000


def _unseen(viewer: Actor) -> bool:
    return viewer.unit is None or bool(viewer.roles & ADMIN_ROLES)


class ListVersion(models.Model):
    """One delivery to a list: what came or went, by whom. Numbers run without a gap for each list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listing = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=8)
    came = models.PositiveIntegerField(default=0)
    went = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "number"], name="screening_version_once")]


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, viewer: Actor) -> RecordQuerySet:
        """Whoever published a record; those who ask see only their own hits."""
        return self.none() if _unseen(viewer) else self.filter(unit_id=viewer.unit_key)

    def live(self, today: date) -> RecordQuerySet:
        """Compared with: listed, and not expired even where the daily duty has not yet run."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), state__in=kinds.LIVE)


class Record(models.Model):
    """One subject under one case number on one list; `published` by the names of `kinds.PUBLISHED`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listing = models.CharField(max_length=40)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=1, choices=[("P", _("自然人")), ("O", _("单位"))])
    name = models.CharField(_("姓名或名称"), max_length=200)
    former: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    name_key = models.CharField(max_length=200, db_index=True)
    number = models.CharField(_("证件号码"), max_length=40, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True)
    sex = models.CharField(_("性别"), max_length=2, blank=True)
    province = models.CharField(_("省份代码"), max_length=2, blank=True)
    case_no = models.CharField(_("案号"), max_length=80)
    duty = models.TextField(_("未履行的义务"), max_length=TEXT_MOST, blank=True)
    conduct: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    published: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    published_on = models.DateField(_("发布日期"))
    expires_on = models.DateField(_("期限届满日"), null=True)
    state = models.CharField(
        max_length=10, choices=kinds.RecordState.choices, default=kinds.RecordState.LISTED
    )
    why = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    list_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "unit", "case_no", "name", "number"],
                condition=Q(state__in=kinds.LIVE),
                name="screening_record_once",
            )
        ]
        indexes = [
            models.Index(fields=["listing", "unit", "-published_on", "-id"], name="screening_record_list"),
            models.Index(fields=["listing", "list_version"], name="screening_record_version"),
            models.Index(
                fields=["expires_on"], name="screening_record_expiry", condition=Q(state__in=kinds.LIVE)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def subject(self, *, rare: bool = False) -> Subject:
        """The record as the comparison reads it."""
        return subject(
            self.kind,
            self.name,
            self.number,
            year=self.birth_year,
            sex=self.sex,
            province=self.province,
            rare=rare,
            former=tuple(self.former),
        )

    def spell(self) -> None:
        self.name_key = (*all_keys(self.kind, self.name), "")[0][:200]


class RecordKey(models.Model):
    """Under which hashed keys a record is found (`matching.lookup`)."""

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, models.CASCADE, related_name="keys")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "record"], name="screening_key")]


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, viewer: Actor) -> ItemQuerySet:
        """The unit that asks and the unit that publishes."""
        if _unseen(viewer):
            return self.none()
        return self.filter(Q(unit_id=viewer.unit_key) | Q(publisher_id=viewer.unit_key))


class Item(models.Model):
    """A department's 事项 at which a list is asked, with the measures that follow and the publisher's
    agreement. `asked` counts what was asked on the day `asked_on`, under the row's lock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    publisher = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    listing = models.CharField(_("名单"), max_length=40)
    title = models.CharField(_("事项名称"), max_length=200)
    purpose = models.CharField(_("用途和依据"), max_length=500)
    measures: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    measures_version = models.CharField(max_length=20)
    daily_cap = models.PositiveIntegerField(_("每日比对上限"))
    asked_on = models.DateField(null=True)
    asked = models.PositiveIntegerField(default=0)
    valid_until = models.DateField(_("有效期至"))
    state = models.CharField(max_length=10, choices=kinds.ItemState.choices, default=kinds.ItemState.PROPOSED)
    remark = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="screening_item_unit")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def taken_by(cls, viewer: Actor, key: UUID) -> Item | None:
        """The asker's own item, under lock; what administrators do not see they do not ask either."""
        if _unseen(viewer):
            return None
        return rows.take(cls, "r.id = %s AND r.unit_id = %s", (key, viewer.unit_key))


class Job(models.Model):
    """A file of a department compared as a whole, by a worker; the file itself goes when that is done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="jobs")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=kinds.JobState.choices, default=kinds.JobState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, viewer: Actor) -> CheckQuerySet:
        return self.none() if _unseen(viewer) else self.filter(item__unit_id=viewer.unit_key)


class Check(models.Model):
    """One question: who asked, for which matter of business, what the answer was. Names are kept masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="checks")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="checks")
    reference = models.CharField(_("办件编号"), max_length=80)
    shown = models.CharField(max_length=200)
    decision = models.CharField(max_length=8, choices=kinds.Decision.choices)
    why = models.CharField(max_length=300, blank=True)
    list_version = models.PositiveIntegerField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["item", "-at", "-id"], name="screening_check_item")]


class HitQuerySet(models.QuerySet["Hit"]):
    def visible_to(self, viewer: Actor) -> HitQuerySet:
        return self.none() if _unseen(viewer) else self.filter(asked__item__unit_id=viewer.unit_key)


class Hit(models.Model):
    """A record that a question met. `row` holds the asker's own words for the look side by side, until
    forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked = models.ForeignKey(Check, models.PROTECT, related_name="hits")
    record = models.ForeignKey(Record, models.PROTECT, related_name="hits")
    band = models.CharField(max_length=24)
    reasons: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    row: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=kinds.HitState.choices)
    first_by = models.UUIDField(null=True)
    first_name = models.CharField(max_length=60, blank=True)
    second_name = models.CharField(max_length=60, blank=True)
    feedback = models.CharField(_("处置反馈"), max_length=500, blank=True)
    feedback_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = HitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked", "record"], name="screening_hit_once")]
        indexes = [models.Index(fields=["state", "at"], name="screening_hit_state")]


class Verdict(models.Model):
    """A reviewed pair, remembered: the same row of this unit and the same subject are not asked about
    again."""

    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    same = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "digest", "record"], name="screening_verdict_once")
        ]


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, viewer: Actor) -> ObjectionQuerySet:
        """The unit that took it in and the unit whose record it is about."""
        if _unseen(viewer):
            return self.none()
        return self.filter(Q(unit_id=viewer.unit_key) | Q(record__unit_id=viewer.unit_key))


class Objection(models.Model):
    """A person says: not me, or no longer. Looked at within 15 days, set right within 3 working days.

    `hit` is None where the person came to the publisher itself, by whatever way (paper, counter, post).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hit = models.ForeignKey(Hit, models.PROTECT, null=True, related_name="objections")
    record = models.ForeignKey(Record, models.PROTECT, related_name="objections")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    applicant = models.CharField(_("申请人"), max_length=60)
    text = models.TextField(_("异议理由"), max_length=TEXT_MOST)
    state = models.CharField(
        max_length=10, choices=kinds.ObjectionState.choices, default=kinds.ObjectionState.OPEN
    )
    due_on = models.DateField(_("审查期限"))
    answer = models.TextField(_("审查意见"), max_length=TEXT_MOST, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    correct_by = models.DateField(_("纠正期限"), null=True)
    corrected_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hit"], name="screening_objection_open", condition=Q(state__in=["open", "upheld"])
            ),
            models.UniqueConstraint(
                fields=["record"],
                name="screening_objection_at_publisher",
                condition=Q(state__in=["open", "upheld"], hit=None),
            ),
        ]
