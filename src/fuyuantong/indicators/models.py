"""Published indicators, their rollup, images of changed rows, frozen figures, differences between registers.

What is published and what is signed never changes: triggers guard that (migration 0002). The images are
written by triggers of what is counted, in the transaction of the change; `folding` adds them to the rollup.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.indicators import kinds
from fuyuantong.registers.models import Row


class Published(models.Model):
    """One published version of a file of the library: `source` is the YAML text, the truth."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=60, blank=True, default="")
    source = models.TextField()
    digest = models.CharField(max_length=64)
    shipped = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class IndicatorVersion(Published):
    """An indicator. `family` joins the counting rules of one question; `rows` are those of the inventory."""

    family = models.CharField(max_length=60, blank=True, default="")
    rows = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="indicators_version_once")]


class RuleVersion(Published):
    """A rule that holds two registers against each other (对账)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="indicators_rule_once")]


class Rolled(models.Model):
    """Of this version a rollup is kept; written in the transaction that counts it for the first time.

    `lines`: how many there were when they were last added up.
    """

    version = models.OneToOneField(IndicatorVersion, models.CASCADE, primary_key=True, related_name="rolled")
    books = ArrayField(models.CharField(max_length=80), default=list)
    lines = models.PositiveIntegerField(default=0)


class _Line(models.Model):
    """What rows of one month, under the same keys and item, add to a figure."""

    id = models.BigAutoField(primary_key=True)
    track = models.SmallIntegerField(default=0)
    month = models.DateField(null=True)
    keys: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    item = models.TextField(default="")
    d = models.DecimalField(max_digits=30, decimal_places=6, default=0)
    n = models.DecimalField(max_digits=30, decimal_places=6, default=0)
    x0 = models.DecimalField(max_digits=30, decimal_places=6, default=0)
    x1 = models.DecimalField(max_digits=30, decimal_places=6, default=0)
    x2 = models.DecimalField(max_digits=30, decimal_places=6, default=0)

    class Meta:
        abstract = True


class Tally(_Line):
    """The rollup: lines are only added (and now and then added up), so nobody waits for anybody.

    Every row stands in it twice: with its keys (grain 1), and without, for figures that are not broken down
    (grain 0), so that a dashboard reads a line for each month and not one for each unit, court and stage.
    Where it matters whether its day has come, twice again: `lapsed` as if it had, and not (else NULL); its
    lines of grain 0 are then of days.
    """

    grain = models.SmallIntegerField(default=1)
    lapsed = models.BooleanField(null=True)
    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["version", "grain", "month"], name="indicators_tally_grain")]


class Image(models.Model):
    """A row of a register before (-1) or after (+1) a change that the rollup does not hold yet."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("registers.Book", models.CASCADE, related_name="+")
    weight = models.SmallIntegerField()
    owner = models.ForeignKey("organs.Unit", models.CASCADE, related_name="+", db_index=False)
    region = models.CharField(max_length=12)
    counted_on = models.DateField(null=True)
    cells = models.JSONField(default=dict)
    state = models.CharField(max_length=8)
    progress = models.CharField(max_length=8)
    sealed = models.BooleanField()
    barred = models.BooleanField(default=False, db_default=False)


class TaskImage(models.Model):
    """The same of a task (承办任务), with what its clocks and the kind of its unit say of it.

    Written by triggers (migration 0005) of tasks, clocks, their moves and units.
    """

    id = models.BigAutoField(primary_key=True)
    weight = models.SmallIntegerField()
    owner_id = models.UUIDField()
    owner_kind = models.CharField(max_length=20)
    creditor_id = models.UUIDField()
    region = models.CharField(max_length=12)
    linkage = models.CharField(max_length=40)
    mechanism = models.CharField(max_length=60)
    task = models.CharField(max_length=40)
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    ledger_item = models.BooleanField()
    standing = models.BooleanField()
    backfilled = models.BooleanField()
    held = models.BooleanField()
    issued_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    extended = models.BooleanField()


class Moved(models.Model):
    """Of a task whose date was moved: its first due date, and whether it was extended. Triggers keep it."""

    obligation_id = models.UUIDField(primary_key=True)
    first_due_on = models.DateField(null=True)
    extended = models.BooleanField(default=False)


class Snapshot(models.Model):
    """A figure of a period, frozen and signed. A correction is the next `revision`, with its reason.

    `figure` is what was signed, in words and numbers; its lines (`Kept`) answer every later question.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="snapshots")
    code = models.CharField(max_length=80)
    span = models.CharField(max_length=20)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=kinds.SnapshotState.choices, default=kinds.SnapshotState.SIGNED
    )
    figure = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_by = models.CharField(_("签定人"), max_length=60)
    signed_on = models.DateField(_("签定日期"))
    reason = models.CharField(_("更正理由"), max_length=500, blank=True)
    at = models.DateTimeField()
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "span", "revision"], name="indicators_snapshot_once")
        ]


class Kept(_Line):
    """The lines of a snapshot: of its period, the one before and the year before."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="+")


class Difference(models.Model):
    """A row that has no match in the other register, from when it was first found until it agrees."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    row = models.ForeignKey(Row, models.PROTECT, related_name="+")
    unit = models.CharField(_("单位"), max_length=120, blank=True)
    state = models.CharField(
        max_length=10, choices=kinds.DifferenceState.choices, default=kinds.DifferenceState.OPEN
    )
    found_on = models.DateField(_("发现日期"))
    closed_on = models.DateField(null=True)
    matter = models.UUIDField(null=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "row"], name="indicators_difference_once")]
        indexes = [models.Index(fields=["code", "state", "-id"], name="indicators_difference_list")]
