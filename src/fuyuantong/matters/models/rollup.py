"""Counts of obligations, kept by the database itself: one line for each change, folded now and then."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.ids import new_id
from fuyuantong.matters.models.matter import Matter

KEY = (
    "seat_id",
    "linkage",
    "region",
    "owner_id",
    "mechanism",
    "duty",
    "state",
    "due_on",
    "held",
    "backfilled",
    "standing",
    "late",
    "issued_month",
    "finished_month",
)
"""What a count is kept by. `due_on` only while something is owed; `late` only when it is finished."""


class Seat(models.Model):
    """Which office sees a matter in full, so that its obligations may stand in that office's counts.

    No unit: nobody counts them (指定岗位, or a definition that hides its content from the office).
    """

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="seat")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+", db_index=True)


class Rollup(models.Model):
    """`n` obligations more (or fewer) under a key; the sum over all lines of a key is the count.

    Lines are inserted by a trigger of `matters_obligation` in the transaction of the change, so that no act
    waits for another one; `rollup.fold` adds them up. Reading sums folded and fresh lines alike.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    folded = models.BooleanField(default=False)
    seat = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", db_index=False)
    linkage = models.CharField(max_length=40)
    region = models.CharField(max_length=12)
    owner = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+", db_index=False)
    mechanism = models.CharField(max_length=60)
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    due_on = models.DateField(null=True)
    held = models.BooleanField()
    backfilled = models.BooleanField()
    standing = models.BooleanField(default=False)
    late = models.BooleanField()
    issued_month = models.DateField(null=True)
    finished_month = models.DateField(null=True)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[name.removesuffix("_id") for name in KEY],
                condition=models.Q(folded=True),
                nulls_distinct=False,
                name="matters_rollup_folded",
            ),
        ]
        indexes = [
            models.Index(fields=["seat", "linkage"], name="matters_rollup_seat"),
            models.Index(fields=["id"], condition=models.Q(folded=False), name="matters_rollup_fresh"),
        ]
