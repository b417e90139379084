"""Registers, their published versions, rows, what was changed of them, and the lines of funds.

A published version and the history of a row never change, and no row is ever deleted: triggers guard that
(migration 0002). Balances are moved only by the trigger on `FundLine`: they always are the lines' sum.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.grams import grams_of_query
from fuyuantong.common.ids import new_id
from fuyuantong.common.sealing import SealedJSONField
from fuyuantong.organs.kinds import ADMIN_ROLES
from fuyuantong.registers import kinds

_TITLE = 300
_NEVER = Q(pk__in=[])


class Book(models.Model):
    """A register (台账) as it is now: what its newest published version says about sight and order."""

    code = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=kinds.RegisterKind.choices)
    group = models.CharField(max_length=60, blank=True, default="")
    rows_covered = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    version = models.PositiveIntegerField()
    sight = models.CharField(max_length=6, choices=kinds.Sight.choices)
    also: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=16), default=list)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="registers_book_kind")]

    def __str__(self) -> str:
        return self.name


class BookVersion(models.Model):
    """One published version: `source` is the YAML text, the truth. `digest` is its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    shipped = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "version"], name="registers_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


def _seen_by(viewer: Actor, kind: str) -> Q | None:
    """What `visible_to` asks of a row; None when the viewer sees none at all."""
    if viewer.unit is None or viewer.roles & {str(role) for role in ADMIN_ROLES}:
        return None
    own = Q(owner_id=viewer.unit)
    wide = Q(book__sight=kinds.Sight.EVERYBODY) | Q(book__also__contains=[kind])
    if viewer.offices:
        wide |= Q(book__sight=kinds.Sight.OFFICE, linkage__in=viewer.offices)
    sealed = own if viewer.roles - {"readonly"} else _NEVER
    return (Q(sealed=False) & (own | wide)) | (Q(sealed=True) & sealed)


class RowQuerySet(models.QuerySet["Row"]):
    def visible_to(self, viewer: Actor, kind: str) -> RowQuerySet:
        """The one rule: rows that the viewer may see. `kind` is the kind of the viewer's unit.

        Sealed rows (封存, 涉未成年人) exist for their own unit's people who do business only.
        """
        seen = _seen_by(viewer, kind)
        return self.none() if seen is None else self.filter(seen)

    def hidden_from(self, viewer: Actor, kind: str) -> RowQuerySet:
        """All the others: whether there are any is asked before figures are opened to their rows."""
        seen = _seen_by(viewer, kind)
        return self if seen is None else self.exclude(seen)

    def matching(self, words: str) -> RowQuerySet:
        """Rows whose text has the words: by pairs of characters, then by the words in the kept text."""
        grams = grams_of_query(words)
        found = self.filter(grams__contains=grams) if grams else self
        return found.filter(text__icontains=" ".join(words.split()))

    def in_force(self, day: object) -> RowQuerySet:
        """Not 废止, and within the dates of validity (the last day still counts)."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        lasting = Q(valid_until=None) | Q(valid_until__gte=day)
        return self.filter(begun, lasting, state=kinds.RowState.CURRENT)


class Row(models.Model):
    """One row. `cells` maps column names to JSON values; `text` is what search may read (nothing personal).

    `version` is the register's version it was last written under; `revision` counts the changes.
    `linkage` is the one whose office knows of it; `matter` wrote it, when one did. `counted_on` is the date
    that decides year and period. `barred`: a rule of the room of indicators keeps it out of every figure.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="rows")
    version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    region = models.CharField(max_length=12, db_index=True)
    linkage = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=_TITLE)
    cells = SealedJSONField(default=dict)
    text = models.TextField(blank=True, default="")
    grams: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=4), default=list)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    counted_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=kinds.RowState.choices, default=kinds.RowState.CURRENT)
    progress = models.CharField(
        max_length=8, choices=kinds.Progress.choices, default=kinds.Progress.NONE, blank=True
    )
    sealed = models.BooleanField(default=False)
    barred = models.BooleanField(default=False, db_default=False)
    source = models.CharField(max_length=200, blank=True, default="")
    matter = models.UUIDField(null=True, db_index=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="registers_row_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state", "-id"], name="registers_row_list"),
            models.Index(fields=["book", "counted_on"], name="registers_row_counted"),
            models.Index(fields=["owner", "book"], name="registers_row_owner"),
            models.Index(fields=["book", "linkage"], name="registers_row_linkage"),
            models.Index(fields=["book"], condition=Q(barred=True), name="registers_row_barred"),
            GinIndex(fields=["grams"], name="registers_row_grams"),
            GinIndex(fields=["cells"], opclasses=["jsonb_path_ops"], name="registers_row_cells"),
        ]

    def __str__(self) -> str:
        return self.title


class RowKey(models.Model):
    """What may occur once among the rows in force of a register: a keyed digest of the columns' values."""

    row = models.ForeignKey(Row, models.CASCADE, related_name="keys")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "name", "digest"], name="registers_key_once")]


class Change(models.Model):
    """What one act changed of a row: the cells before and after, why, who, when. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    row = models.ForeignKey(Row, models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=kinds.ChangeKind.choices)
    before = SealedJSONField(default=dict)
    after = SealedJSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "revision"], name="registers_change_once")]


class CaseMention(models.Model):
    """A case number (standard spelling) in a row's column, or in a matter: the link between them."""

    case_number = models.CharField(max_length=120)
    row = models.ForeignKey(Row, models.CASCADE, null=True, related_name="mentions")
    matter = models.UUIDField(null=True, db_index=True)
    column = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(row=None, matter__isnull=False) | Q(row__isnull=False, matter=None),
                name="registers_mention_of_one",
            ),
            models.UniqueConstraint(
                fields=["row", "column", "case_number"], name="registers_mention_in_row_once"
            ),
            models.UniqueConstraint(
                fields=["matter", "case_number"], name="registers_mention_in_matter_once"
            ),
        ]
        indexes = [models.Index(fields=["case_number"], name="registers_mention_case")]


class Intake(models.Model):
    """An import (导入) as previewed and, when confirmed, taken over. `plan` holds the cleaned lines.

    `digest` is that of what the preview said; a confirmation of another state of the rows is refused.
    `quality` is what `registers/quality.py` found of the delivery.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    lines = SealedJSONField(default=list)
    notes = models.JSONField(default=list)
    fresh = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    quality = models.JSONField(default=dict)
    by_person = models.UUIDField(null=True)
    by_post = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit = models.UUIDField(null=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    @property
    def state(self) -> str:
        return "done" if self.done_at else "ready"


class Claim(models.Model):
    """An application for money out of one budget row, and what has become of it (kept by the trigger)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    row = models.ForeignKey(Row, models.PROTECT, related_name="claims")
    asked = models.DecimalField(max_digits=18, decimal_places=2)
    approved = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    paid = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    recovered = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    settled = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    purpose = models.CharField(max_length=300)
    case_number = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=kinds.ClaimState.choices, default=kinds.ClaimState.APPLIED)
    by_unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked__gt=0), name="registers_claim_asks"),
            models.CheckConstraint(
                condition=Q(approved__gte=0, approved__lte=F("asked")), name="registers_claim_within_asked"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("approved")), name="registers_claim_within_approved"
            ),
            models.CheckConstraint(
                condition=Q(recovered__gte=0, settled__gte=0, paid__gte=F("recovered") + F("settled")),
                name="registers_claim_within_paid",
            ),
        ]


class FundLine(models.Model):
    """One movement of money between two accounts of a budget row. Append-only; the trigger moves balances."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    row = models.ForeignKey(Row, models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="lines")
    step = models.CharField(max_length=8, choices=kinds.FundStep.choices)
    debit = models.CharField(max_length=9, choices=kinds.Account.choices)
    credit = models.CharField(max_length=9, choices=kinds.Account.choices)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    on = models.DateField()
    voucher = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="registers_line_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="registers_line_two_accounts"),
        ]


class Balance(models.Model):
    """What one account of a budget row holds: never below nothing, but for the source it came from."""

    row = models.ForeignKey(Row, models.PROTECT, related_name="balances")
    account = models.CharField(max_length=9, choices=kinds.Account.choices)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "account"], name="registers_balance_once"),
            models.CheckConstraint(
                condition=Q(account="source") | Q(amount__gte=0), name="registers_balance_not_overdrawn"
            ),
        ]
