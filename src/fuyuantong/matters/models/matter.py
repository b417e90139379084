"""A matter, the units tied to it, and what people attach to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.lookups import Exact

from fuyuantong.common.actors import Actor
from fuyuantong.common.grams import grams_of_query
from fuyuantong.common.ids import new_id
from fuyuantong.matters import kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet

ADMIN_ROLES = frozenset({"sysadmin", "secadmin", "auditor"})
"""The three administrators see no business data (等保 8.1.5)."""


CONTENT = (kinds.Level.FULL, kinds.Level.OWN)
"""Levels at which a matter exists for a unit."""


def _row(name: str) -> models.OuterRef:
    """A column of the obligation, two subqueries out."""
    return models.OuterRef(models.OuterRef(name))


def _is(name: str) -> models.Q:
    """The tied unit stands in that column of the obligation, or the unit whose heir it is."""
    return models.Q(unit_id=_row(name)) | models.Q(heir_of_id=_row(name))


_OWES = _is("owner_id") & ~models.Q(Exact(_row("state"), models.Value(kinds.ObligationState.WITHDRAWN)))
_IS_OWED = _is("creditor_id") & models.Q(Exact(_row("by_office"), models.Value(False)))


class PartyQuerySet(models.QuerySet["Party"]):
    def giving(self, viewer: Actor, *levels: str) -> QuerySet[Party]:
        """Rows that give this viewer a sight of their matter, by the viewer's *present* post.

        An office's row counts only for posts that serve that office: the 司法局 is often a party itself.
        """
        office = models.Q(office="") | models.Q(office__in=viewer.offices)
        return self.filter(office, unit_id=viewer.unit_key, level__in=levels)


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, viewer: Actor) -> MatterQuerySet:
        """The one rule: matters whose content the viewer may see. Everything else does not exist for them.

        A unit that is one of several addressees (`Level.OWN`) sees the letter, and what hangs on it as far as
        it is its own (`ObligationQuerySet.visible_to`, `queries/sight.py`).
        """
        return self._seen(viewer, *CONTENT)

    def in_full_for(self, viewer: Actor) -> MatterQuerySet:
        """Of those, the ones of which the viewer sees everybody's part."""
        return self._seen(viewer, kinds.Level.FULL)

    def holding_own(self, viewer: Actor) -> MatterQuerySet:
        """For a subquery beneath obligations: the matter shows the viewer this very obligation.

        At `Level.OWN` that is what the unit owes or is owed; what was withdrawn from it is neither.
        """
        own = models.Q(level=kinds.Level.OWN) & (_OWES | _IS_OWED)
        tied = Party.objects.giving(viewer, *CONTENT).filter(models.Q(level=kinds.Level.FULL) | own)
        return self._tied(viewer, tied)

    def envelopes_for(self, viewer: Actor) -> MatterQuerySet:
        """Matters of which the viewer may know who, whom, what kind and when, and nothing more."""
        return self._only(viewer, kinds.Level.ENVELOPE)

    def recalled_from(self, viewer: Actor) -> MatterQuerySet:
        """Matters of which the viewer's unit may only know that what it was sent was withdrawn (撤回)."""
        return self._only(viewer, kinds.Level.RECALLED)

    def _only(self, viewer: Actor, level: str) -> MatterQuerySet:
        more = Party.objects.giving(viewer, *CONTENT).values("matter_id")
        return self._seen(viewer, level).exclude(pk__in=more)

    def _seen(self, viewer: Actor, *levels: str) -> MatterQuerySet:
        return self._tied(viewer, Party.objects.giving(viewer, *levels))

    def _tied(self, viewer: Actor, ties: QuerySet[Party]) -> MatterQuerySet:
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return self.none()
        tied = ties.filter(matter_id=models.OuterRef("pk"))
        named = Reader.objects.filter(matter_id=models.OuterRef("pk"), post_id=viewer.post_key)
        open_scope = models.Q(scope=kinds.Scope.PARTIES) | models.Exists(named)
        return self.filter(models.Exists(tied), open_scope)

    def matching(self, words: str) -> MatterQuerySet:
        """Those whose title or number contains the words (bigram index, then the words themselves)."""
        grams = grams_of_query(words)
        found = self.filter(grams__contains=grams) if grams else self
        return found.filter(models.Q(title__icontains=words) | models.Q(number__icontains=words))


class Matter(models.Model):
    """One thing handed over. It stays on the definition version it began under.

    `fields` holds the values of the definition's 字段, keyed by their names. `occurred_on` is when it
    happened, `created_at` when it was recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey("definitions.DefinitionVersion", models.PROTECT, related_name="+")
    mechanism = models.CharField(max_length=60)
    linkage = models.CharField(max_length=40, db_index=True)
    region = models.CharField(max_length=12, db_index=True)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=40)
    joined: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=8, choices=kinds.MatterState.choices, default=kinds.MatterState.OPEN)
    fields = models.JSONField(default=dict)
    scope = models.CharField(max_length=8, choices=kinds.Scope.choices, default=kinds.Scope.PARTIES)
    publicity = models.CharField(
        max_length=12, choices=kinds.Publicity.choices, default=kinds.Publicity.INTERNAL
    )
    work_secret = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    plan_item = models.UUIDField(null=True, db_index=True)
    started_by_unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    started_by_post = models.UUIDField(null=True)
    occurred_on = models.DateField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    backfilled = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    grams: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=4), default=list)

    objects = MatterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["mechanism", "state", "-created_at"], name="matters_matter_mech"),
            models.Index(fields=["started_by_unit", "-created_at"], name="matters_matter_starter"),
            models.Index(fields=["-created_at", "-id"], name="matters_matter_born"),
            GinIndex(fields=["grams"], name="matters_matter_grams"),
        ]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """A unit tied to a matter. `key` is the party's name in the definition (or the capacity's word).

    `heir_of`: it reads what that unit, which is gone, could read; the old rows keep the old name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parties")
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    capacity = models.CharField(max_length=12, choices=kinds.Capacity.choices)
    level = models.CharField(max_length=10, choices=kinds.Level.choices, default=kinds.Level.FULL)
    office = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    heir_of = models.ForeignKey("organs.Unit", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "unit", "key"], name="matters_party_once")]
        indexes = [
            models.Index(fields=["unit", "level", "matter"], name="matters_party_unit"),
            models.Index(
                fields=["unit", "matter"], condition=models.Q(capacity="copy"), name="matters_party_copied"
            ),
        ]


class Reader(models.Model):
    """知悉范围: a post that may see a matter whose scope is `named`."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="readers")
    post = models.ForeignKey("organs.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "post"], name="matters_reader_once")]


class Link(models.Model):
    """Two matters that belong together; each side is shown only to those who may see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="links")
    other = models.ForeignKey(Matter, models.CASCADE, related_name="back_links")
    kind = models.CharField(max_length=10, choices=kinds.LinkKind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "other", "kind"], name="matters_link_once"),
            models.CheckConstraint(condition=~models.Q(matter=models.F("other")), name="matters_link_two"),
        ]


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="comments")
    person = models.UUIDField()
    person_name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()


class Follow(models.Model):
    """A person who wants to hear of a matter (关注)."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="followers")
    person = models.UUIDField()
    post = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "post"], name="matters_follow_once")]
