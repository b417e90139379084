"""Task packs: what went out to a unit on paper or in a file, and what came back of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.packs import kinds


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, viewer: Actor) -> PackQuerySet:
        """The office of the linkage sees its packs, a unit its own."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        return self.filter(models.Q(linkage__in=viewer.offices) | models.Q(unit_id=viewer.unit))


class Pack(models.Model):
    """The open tasks of one unit as they stood at `at`, to be filled in away from the system.

    `code` is what its rows are known by; `bundle` ties the packs that one act made. A later pack for the same
    unit replaces one that has not come back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=8, unique=True)
    bundle = models.UUIDField()
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=200)
    remark = models.TextField(_("填报说明"), max_length=2000, blank=True)
    due_on = models.DateField(_("返回期限"))
    count = models.PositiveIntegerField(default=0)
    form = models.ForeignKey("packs.OwnForm", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=kinds.PackState.choices, default=kinds.PackState.OUT)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["linkage", "-at", "-id"], name="packs_pack_linkage"),
            models.Index(fields=["bundle"], name="packs_pack_bundle"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def spoken_code(self) -> str:
        """As people read it out: two groups of four."""
        return f"{self.code[:4]}-{self.code[4:]}"


class PackRowQuerySet(models.QuerySet["PackRow"]):
    def visible_to(self, viewer: Actor) -> PackRowQuerySet:
        """Rows of packs that the viewer sees, about obligations that the viewer still sees (知悉范围)."""
        packs = Pack.objects.visible_to(viewer).filter(pk=models.OuterRef("pack_id"))
        seen = Obligation.objects.visible_to(viewer).filter(pk=models.OuterRef("obligation_id"))
        return self.filter(models.Exists(packs), models.Exists(seen))


class PackRow(models.Model):
    """One task in a pack. `version`, `state` and `last` (its latest report) say how the task stood; `shown`
    keeps the words that were printed, so that a file made again is the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="rows")
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    version = models.IntegerField()
    state = models.CharField(max_length=12)
    last = models.UUIDField(null=True)
    shown: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)

    objects = PackRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "place"], name="packs_row_place")]
        ordering = ["place"]


class OwnFormQuerySet(models.QuerySet["OwnForm"]):
    def visible_to(self, viewer: Actor) -> OwnFormQuerySet:
        """Forms of the offices that the viewer serves."""
        if viewer.roles & ADMIN_ROLES:
            return self.none()
        return self.filter(linkage__in=viewer.offices)


class OwnForm(models.Model):
    """An office's own 台账 (.xlsx): `layout` (`layouts.Layout` as JSON) says which column is which."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    name = models.CharField(_("名称"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    layout: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    settled = models.BooleanField(default=False)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["linkage", "-at", "-id"], name="packs_form_linkage")]

    def __str__(self) -> str:
        return self.name


class Return(models.Model):
    """A filled-in pack that came back: what each line would do, and, once `done_at`, has done.

    `lines` are `planning.Planned` as JSON; `digest` is what the preview showed and adoption must repeat.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="returns")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    why = models.CharField(_("代录原因"), max_length=200, blank=True)
    said_on = models.DateField(_("反馈日期"))
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    notes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by_person = models.UUIDField(null=True)
    by_post = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pack", "-at"], name="packs_return_pack")]

    @property
    def refused(self) -> int:
        return self.counts.get(kinds.LineKind.REFUSED.value, 0)

    @property
    def adoptable(self) -> int:
        return sum(self.counts.get(kind.value, 0) for kind in kinds.ADOPTED_KINDS)
