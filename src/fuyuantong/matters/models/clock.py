"""Clocks of matters and obligations: dates with proof, moved only by rows that say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from fuyuantong.common.ids import new_id
from fuyuantong.matters import kinds
from fuyuantong.matters.models.matter import Matter
from fuyuantong.matters.models.obligation import Obligation


class Clock(models.Model):
    """One term that runs. `key` is its name in the definition (or 签收期限, 办理期限 of the common life).

    `proof` is the list of steps that `clocks.due` gave (rule, article, from, to, skipped). `statutory` clocks
    can be suspended by law (中止); others can only be put on hold by their creditor (暂缓).
    """

    firings: Sequence[Any] = ()
    """What `queries.firing` says of its reminders, once it was asked."""
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="clocks")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="clocks")
    key = models.CharField(max_length=40)
    main = models.BooleanField(default=False)
    statutory = models.BooleanField(default=False)
    term = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=True)
    start_on = models.DateField()
    start_at = models.DateTimeField(null=True)
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    proof = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=kinds.ClockState.choices, default=kinds.ClockState.RUNNING
    )
    paused_on = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)
    extensions = models.IntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(state="running", provisional=True),
                name="matters_clock_provisional",
            ),
        ]


class ClockMove(models.Model):
    """Why a date is another one than before. Rows are never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=14, choices=kinds.ClockMoveKind.choices)
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    occurred_on = models.DateField()
    reason = models.TextField(max_length=4000)
    basis = models.CharField(max_length=200, blank=True)
    proof = models.JSONField(default=list)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()


class Cycle(models.Model):
    """A recurring duty: every period opens one obligation of `task`.

    With an `obligation` the period's report is owed by its owner to its creditor; without one every unit
    of the task's party owes it. `opened_until` is the end of the last period that was opened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="cycles")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="cycles")
    key = models.CharField(max_length=40)
    task = models.CharField(max_length=40)
    every = models.CharField(max_length=12)
    grace = models.CharField(max_length=12, blank=True)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    opened_until = models.DateField(null=True)
    next_on = models.DateField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_on"], condition=models.Q(stopped_at__isnull=True), name="matters_cycle_next"
            ),
        ]


class Reminder(models.Model):
    """One moment at which a running clock speaks, once. Level-triggered: due and not fired, come what may.

    Unique by (clock, rule, version): a date that moved gets new rows under the clock's new version. The proof
    of its firing: `source` says by which rule of what (`mechanism:CODE@VERSION`, `ladder:CODE@VERSION`),
    `told` to whom (unit, name, how), `late` why it was not earlier (a `Late`, with `quiet_since` for a
    downtime). `planned_at`: when it was to fire at first, for one that was put off after a fault.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=40)
    does = models.CharField(max_length=20)
    version = models.IntegerField()
    fire_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120, blank=True)
    told = models.JSONField(default=list)
    late = models.CharField(max_length=10, choices=kinds.Late.choices, blank=True)
    quiet_since = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "rule", "version"], name="matters_reminder_once"),
        ]
        indexes = [
            models.Index(
                fields=["fire_at"], condition=models.Q(fired_at__isnull=True), name="matters_reminder_due"
            ),
        ]
