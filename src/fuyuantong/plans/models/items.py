"""One item: first of a paper under review, then of a plan; who is named in it, and what names stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.plans import kinds
from fuyuantong.plans.guarding import Caution, cautions
from fuyuantong.plans.models.imports import Import
from fuyuantong.plans.models.plans import Plan

_IN_CHARGE = {kinds.NameRole.LEAD.value, kinds.NameRole.RESPONSIBLE.value}


class PlanItem(models.Model):
    """`names` is what the paper (or a person since) says: `[{"role", "raw", "prefix"}]`; `prefix` is the
    place word that an elided name inherits ("州公安局、司法局": 州). From adoption on `PlanParty` says who.

    `found` keeps what was extracted (deadlines, periods), `spans` where, `confidence` how surely and why:
    `{field: {"level", "reason"}}`. `offered` says that the deadline is our offer, not the paper's. `answered`
    keeps for which doubtful targets a person has answered (`guarding.py`): `[{"code", "text", "reason",
    "by"}]`; other words are asked about anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Import, models.PROTECT, null=True, related_name="items")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="items")
    ordinal = models.IntegerField()
    no = models.CharField(_("序号"), max_length=40, blank=True)
    path: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    title = models.CharField(_("任务名称"), max_length=300)
    text = models.TextField(_("任务内容"), max_length=20_000)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    spans = models.JSONField(default=dict)
    names: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    collector = models.CharField(_("汇总单位"), max_length=120, blank=True)
    deadline_raw = models.CharField(max_length=120, blank=True)
    deadline_kind = models.CharField(
        _("时限"), max_length=10, choices=kinds.DeadlineKind.choices, default=kinds.DeadlineKind.DATE
    )
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    every = models.CharField(_("频次"), max_length=10, choices=kinds.Every.choices, blank=True)
    review_on = models.DateField(_("复核日"), null=True, blank=True)
    report_every = models.CharField(_("报送进展"), max_length=10, choices=kinds.Every.choices, blank=True)
    offered = models.BooleanField(default=False)
    targets: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    answered: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    confidence = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=kinds.ItemState.choices, default=kinds.ItemState.TO_REVIEW
    )
    split_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="split_into")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged_from")
    matter = models.UUIDField(null=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ordinal", "id"]
        indexes = [
            models.Index(fields=["source", "ordinal"], name="plans_item_source"),
            models.Index(fields=["plan", "ordinal"], name="plans_item_plan"),
        ]

    def __str__(self) -> str:
        return self.title

    def named(self, role: str) -> list[str]:
        """The names in one role, as written, in order."""
        return [name["raw"] for name in self.names if name["role"] == role]

    def cautions(self, owners: Sequence[str] = ()) -> list[Caution]:
        """Targets that nobody has answered for; `owners` are names of units beside those of the paper."""
        named = [name["raw"] for name in self.names if name["role"] in _IN_CHARGE]
        texts = [self.title, self.text, *(str(target.get("raw", "")) for target in self.targets)]
        done = {(answer["code"], answer["text"]) for answer in self.answered}
        return [one for one in cautions(texts, [*named, *owners]) if (one.code, one.text) not in done]

    def is_past(self, today: date) -> bool:
        """Its day has gone by before it was ever handed out: 历史, never a live red lamp."""
        return (
            self.deadline_kind == kinds.DeadlineKind.DATE and self.due_on is not None and self.due_on < today
        )

    @property
    def level(self) -> str:
        """The lowest confidence of its fields."""
        levels = {part.get("level") for part in self.confidence.values()}
        for level in (kinds.Confidence.LOW, kinds.Confidence.MIDDLE):
            if level in levels:
                return level
        return kinds.Confidence.HIGH


class PlanParty(models.Model):
    """A unit that owes a part of an item, as resolved at adoption; `raw` is the paper's word."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="parties")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=kinds.NameRole.choices)
    raw = models.CharField(max_length=120)
    collects = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="plans_party_once"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(collects=True), name="plans_one_collector"
            ),
        ]


class UnitChoice(models.Model):
    """What a name stands for in the papers of a region, chosen once by a person and remembered.

    Groups are remembered as `organs.UnitGroup`; here stand single units and "nobody owes under this name".
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+")
    normalised = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=kinds.ChoiceKind.choices)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "normalised"], name="plans_choice_once"),
            models.CheckConstraint(
                condition=models.Q(kind="nobody", unit__isnull=True)
                | models.Q(kind="unit", unit__isnull=False),
                name="plans_choice_names_a_unit",
            ),
        ]
