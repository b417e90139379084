"""Tables of a case system on their way to be sent, and which column of a unit's table means what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.dispatches import kinds
from fuyuantong.matters.models.matter import ADMIN_ROLES


class ColumnMap(models.Model):
    """How a unit's table of this kind is read: heading → target. Remembered until it is changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    recipe = models.CharField(max_length=40)
    columns: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "recipe"], name="dispatches_map_once")]


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, viewer: Actor) -> BatchQuerySet:
        """The unit's own tables."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        return self.filter(unit_id=viewer.unit)


class Batch(models.Model):
    """One table as it was read. `rows` are [number, cells by heading]; emptied when it is sent or dropped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    recipe = models.CharField(max_length=40)
    linkage = models.CharField(max_length=40)
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    heads: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    rows: models.JSONField[list[list[object]], list[list[object]]] = models.JSONField(default=list)
    columns: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=kinds.BatchState.choices, default=kinds.BatchState.PREVIEW)
    sent = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = BatchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
