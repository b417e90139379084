"""Sources with their agreements; requests; the messages to the sources; what these answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.common.sealing import SealedTextField
from fuyuantong.documents.models import StoredFile
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.models.cases import Case, Party, unseen


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, viewer: Actor) -> SourceQuerySet:
        """The court that asks and the unit that is asked."""
        if unseen(viewer):
            return self.none()
        return self.filter(Q(court_id=viewer.unit_key) | Q(unit_id=viewer.unit_key))


class Source(models.Model):
    """One court's agreement with one unit: what may be asked, for what, how fast, until when.

    `link` names the connection in the installation's file (`[sources.NAME]`); no address is ever typed in a
    browser. `failures` in a row open the breaker until `open_until`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    court = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    title = models.CharField(_("数据来源"), max_length=100)
    classes: models.JSONField[list[str], list[str]] = models.JSONField(_("财产类别"), default=list)
    controls = models.BooleanField(_("可办理控制"), default=False)
    link = models.CharField(_("连接名"), max_length=40)
    purpose = models.CharField(_("用途和依据"), max_length=500)
    sla_hours = models.PositiveSmallIntegerField(_("反馈时限（小时）"), default=24)
    per_minute = models.PositiveSmallIntegerField(_("每分钟上限"), default=60)
    valid_until = models.DateField(_("有效期至"))
    state = models.CharField(
        max_length=10, choices=kinds.SourceState.choices, default=kinds.SourceState.PROPOSED
    )
    remark = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=60, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["court", "unit", "link"],
                name="enforcement_source_once",
                condition=Q(state__in=["proposed", "agreed"]),
            )
        ]

    def __str__(self) -> str:
        return self.title


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, viewer: Actor) -> InquiryQuerySet:
        """The asking court only: a source sees its own message, not the request."""
        return self.none() if unseen(viewer) else self.filter(case__court_id=viewer.unit_key)


class Inquiry(models.Model):
    """One request about one party of one open case, on one uploaded legal document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries")
    party = models.ForeignKey(Party, models.PROTECT, related_name="inquiries")
    classes: models.JSONField[list[str], list[str]] = models.JSONField(_("财产类别"), default=list)
    missing: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    paper = models.CharField(_("法律文书名称和文号"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=kinds.InquiryState.choices)
    why = models.CharField(max_length=300, blank=True)
    by_person = models.UUIDField()
    by_name = models.CharField(max_length=60)
    second_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="enforcement_inquiry_case")]


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, viewer: Actor) -> CallQuerySet:
        """The court that asked and the unit that was asked."""
        if unseen(viewer):
            return self.none()
        return self.filter(Q(source__court_id=viewer.unit_key) | Q(source__unit_id=viewer.unit_key))


class Call(models.Model):
    """One message to one source under one number that never changes: the id, in hex.

    `next_at` is when it is looked at again; while it is `sending` nobody else touches it before then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="calls")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="calls")
    measure = models.ForeignKey("enforcement.Measure", models.PROTECT, null=True, related_name="calls")
    act = models.CharField(max_length=8, choices=kinds.Act.choices, default=kinds.Act.QUERY)
    classes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    until_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=kinds.CallState.choices, default=kinds.CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    late_told = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    found = models.PositiveSmallIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)
    """When the reply and its assets went because their time was over; `found` is how many there were."""
    receipt = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], name="enforcement_call_next", condition=Q(state__in=kinds.OPEN_CALLS)
            ),
            models.Index(fields=["source", "-at", "-id"], name="enforcement_call_source"),
            models.Index(fields=["source", "sent_at"], name="enforcement_call_sent"),
        ]

    @property
    def number(self) -> str:
        return self.pk.hex

    @property
    def answered(self) -> bool:
        return self.state in kinds.ANSWERED

    @property
    def brought(self) -> int:
        """How many things it brought, also after they were erased."""
        return self.found if self.erased_at else len(self.assets.all())

    @property
    def late(self) -> bool:
        """Answered after the agreed time."""
        return self.answered_at is not None and self.answered_at > self.due_at


class Reply(models.Model):
    """An answer as it came, sealed; `digest` and `size` of its row are of what came."""

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="reply")
    text = SealedTextField()


class Asset(models.Model):
    """One thing that a source answered. `value` in yuan, as the source estimates it; what names an account
    is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="assets")
    klass = models.CharField(max_length=20)
    title = models.CharField(_("财产"), max_length=200)
    reference = SealedTextField(_("登记号或账号"), blank=True)
    value = models.DecimalField(_("估值（元）"), max_digits=16, decimal_places=2, null=True)
    owner = models.CharField(max_length=12, choices=kinds.Owner.choices, default=kinds.Owner.DEBTOR)
    fund = models.CharField(max_length=10, choices=kinds.Fund.choices, default=kinds.Fund.PLAIN)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
