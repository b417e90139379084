"""查询授权: what a unit may ask of another unit's rows, every question it asked, how rows are found.

An answer is kept nowhere: a `Lookup` says who asked what under which case, and how many rows were told.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.organs.kinds import ADMIN_ROLES, Role
from fuyuantong.registers import kinds
from fuyuantong.registers.models.rows import Book, Row


def _tied(viewer: Actor, prefix: str = "") -> Q:
    """The unit that asks and the unit that answers; the administrators see no business."""
    if viewer.unit is None or viewer.roles & {str(role) for role in ADMIN_ROLES}:
        return Q(pk__in=[])
    return Q(**{f"{prefix}unit_id": viewer.unit}) | Q(**{f"{prefix}owner_id": viewer.unit})


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, viewer: Actor) -> GrantQuerySet:
        """The one rule: grants between the viewer's unit and others."""
        return self.filter(_tied(viewer))


class Grant(models.Model):
    """A permission (查询授权) of `owner` for `unit`: which questions, who, what for, until when.

    `people` maps the ids of the accounts that may ask to their names. Cells of personal columns are told
    covered unless the owner has granted them in plain (`plain`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="grants")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    owner = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    questions: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=60))
    people: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    purpose = models.CharField(max_length=500)
    basis = models.CharField(max_length=300)
    plain = models.BooleanField(default=False)
    by_key = models.BooleanField(default=False)
    daily_cap = models.PositiveIntegerField(default=50)
    valid_until = models.DateField()
    state = models.CharField(
        max_length=8, choices=kinds.GrantState.choices, default=kinds.GrantState.PROPOSED
    )
    remark = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(unit=models.F("owner")), name="registers_grant_of_another"),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="registers_grant_unit"),
            models.Index(fields=["owner", "-id"], name="registers_grant_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.book}（{self.unit}）"

    def open_on(self, day: date) -> bool:
        """Whether it may be asked under today: expiry is a comparison, so it works at once."""
        return self.state == kinds.GrantState.AGREED and self.valid_until >= day

    def names(self, person: UUID | None) -> bool:
        """Whether this account may ask; the unit's own system (an API key) where that is granted."""
        return self.by_key if person is None else str(person) in self.people


class LookupQuerySet(models.QuerySet["Lookup"]):
    def visible_to(self, viewer: Actor) -> LookupQuerySet:
        """Both units of the grant; and the auditor, who sees who asked, never the grant's own words."""
        if viewer.has(Role.AUDITOR):
            return self
        return self.filter(_tied(viewer, "grant__"))


class Lookup(models.Model):
    """One question asked under a grant, or tried: `why` says why nothing was looked up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="lookups")
    question = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    shown = models.CharField(max_length=200)
    outcome = models.CharField(max_length=8, choices=kinds.Outcome.choices)
    count = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=100, blank=True)
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = LookupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["grant", "-id"], name="registers_lookup_grant")]


class RowMark(models.Model):
    """A keyed digest of a cell that questions (供查) may ask by: cells themselves are sealed at rest."""

    row = models.ForeignKey(Row, models.CASCADE, related_name="marks")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    column = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["book", "column", "digest"], name="registers_mark")]
