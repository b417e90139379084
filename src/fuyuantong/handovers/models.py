"""Changes of units and people, who gives and who takes, and the slips (交接单) of what went over."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.handovers import kinds
from fuyuantong.organs.kinds import Role

KEEPERS = frozenset({Role.SYSADMIN.value, Role.SECADMIN.value, Role.OFFICE.value})
"""Who keeps the directory knows of every change; what went over is another matter (`queries.sight`)."""


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, viewer: Actor) -> HandoverQuerySet:
        """Those who keep the directory; the units that give or take (a draft: the giving)."""
        if viewer.unit is None:
            return self.none()
        if viewer.roles & KEEPERS:
            return self
        if viewer.has(Role.AUDITOR):
            return self.none()
        side = Side.objects.filter(handover=models.OuterRef("pk"), unit_id=viewer.unit)
        gives = models.Exists(side.filter(role=kinds.SideRole.GIVES))
        done = Q(state=kinds.HandoverState.DONE) & models.Exists(side)
        return self.filter(gives | done)


class Handover(models.Model):
    """One change. `on` is the day from which it holds. `ends`: the giving units are gone from that day.

    `choices` says where single things go that do not follow the rest: `{"holding:row": unit}` (an empty unit:
    stays). Nothing moves before it is carried out; then everything does, in one transaction.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    nature = models.CharField(_("类型"), max_length=8, choices=kinds.Nature.choices)
    title = models.CharField(_("名称"), max_length=200)
    on = models.DateField(_("生效日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    region = models.CharField(max_length=12)
    state = models.CharField(
        max_length=8, choices=kinds.HandoverState.choices, default=kinds.HandoverState.DRAFT
    )
    ends = models.BooleanField(default=False)
    choices: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    new_name = models.CharField(_("新全称"), max_length=120, blank=True)
    new_short = models.CharField(_("新简称"), max_length=60, blank=True)
    drafted_unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+")
    drafted_person = models.UUIDField(null=True)
    drafted_by = models.CharField(max_length=190)
    drafted_at = models.DateTimeField()
    done_by = models.CharField(max_length=190, blank=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-drafted_at", "-id"], name="handovers_newest")]

    def __str__(self) -> str:
        return self.title


class Side(models.Model):
    """A unit (or a person at a post) that gives or takes; `name` is what it was called when it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="sides")
    role = models.CharField(max_length=6, choices=kinds.SideRole.choices)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    post = models.ForeignKey("organs.Post", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("organs.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["role", "order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> kinds.Seat:
        return kinds.Seat(self.unit_id, self.post_id, self.person_id)


class Slip(models.Model):
    """One 交接单: what one side gave to another. Signed on paper; who signed is recorded, with the scan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="slips")
    giver = models.ForeignKey(Side, models.CASCADE, related_name="+")
    taker = models.ForeignKey(Side, models.CASCADE, related_name="+")
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    given_by = models.CharField(_("移交人"), max_length=60, blank=True)
    taken_by = models.CharField(_("接收人"), max_length=60, blank=True)
    watched_by = models.CharField(_("监交人"), max_length=60, blank=True)
    signed_on = models.DateField(_("签字日期"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_by = models.CharField(max_length=190, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["giver__order", "taker__order", "id"]
        constraints = [models.UniqueConstraint(fields=["giver", "taker"], name="handovers_slip_once")]


class Line(models.Model):
    """One thing on a slip, as it was called when it went over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="lines")
    holding = models.CharField(max_length=40)
    row = models.UUIDField()
    title = models.CharField(max_length=400)
    detail = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    place = models.IntegerField()

    class Meta:
        ordering = ["place"]


def key_of(holding: str, row: UUID) -> str:
    """How `Handover.choices` names one thing."""
    return f"{holding}:{row}"
