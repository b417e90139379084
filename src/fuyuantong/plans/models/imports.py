"""An imported paper (来文), its text as read, and the places where the text is damaged."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.ids import new_id
from fuyuantong.plans import kinds


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, viewer: Actor) -> ImportQuerySet:
        """A private draft of the uploader's post; once adopted, a paper of the linkage's office."""
        if viewer.post is None or not viewer.offices:
            return self.none()
        own = models.Q(uploaded_by_post=viewer.post)
        adopted = models.Q(state=kinds.ImportState.ADOPTED)
        return self.filter(own | adopted, linkage__in=viewer.offices)


class Import(models.Model):
    """One uploaded paper. `structure` keeps what else the grammar found: seats, meetings, duties.

    `year` is the year that elided years and 年底 mean. `step` is what the reading is at, in words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=kinds.ImportState.choices)
    step = models.CharField(max_length=60, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    failure = models.JSONField(null=True)
    linkage = models.CharField(max_length=40, db_index=True)
    region = models.ForeignKey("organs.Region", models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=300, blank=True)
    notice = models.CharField(max_length=300, blank=True)
    issuers: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    notices: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    warnings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    structure = models.JSONField(default=dict)
    parser = models.CharField(max_length=20, blank=True)
    uploaded_by_person = models.UUIDField(null=True)
    uploaded_by_post = models.UUIDField(null=True)
    uploaded_by_name = models.CharField(max_length=60)
    uploaded_by_unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["uploaded_by_post", "-uploaded_at"], name="plans_import_post")]

    def __str__(self) -> str:
        return self.title or self.file_name


class ImportText(models.Model):
    """The text as read; all spans count in it. Never changed: corrections stand in `Damage` and the items."""

    source = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()


class Damage(models.Model):
    """A damaged passage: advertising, missing words, lost characters. `item` is what it blocks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Import, models.CASCADE, related_name="damages")
    item = models.ForeignKey("plans.PlanItem", models.SET_NULL, null=True, related_name="damages")
    code = models.CharField(max_length=20)
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=kinds.DamageState.choices, default=kinds.DamageState.OPEN)
    corrected = models.TextField(max_length=2000, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["start", "id"]
