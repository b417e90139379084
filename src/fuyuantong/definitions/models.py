"""Published definitions and loaded profiles.

A published version never changes: the guard is a trigger (migration 0002), so that neither this code nor a
hand at the database's console under the application's role can rewrite what running matters stand on.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    RETIRED = "retired", _("已停用")


class DefinitionVersion(models.Model):
    """One version of one mechanism. `source` is the YAML text, the truth; `body` is what was read from it.

    `digest` is the SHA-256 of `source` (UTF-8, hexadecimal). `published_by` is the person's id, the name as
    it was then stands beside it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    archetype = models.CharField(max_length=3)
    group = models.CharField(max_length=60, blank=True, default="")
    rows = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    body = models.JSONField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.UUIDField(null=True, blank=True)
    published_by_name = models.CharField(max_length=100, blank=True, default="")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="definitions_code_version"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="definitions_published_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["code", "state", "-version"], name="definitions_latest")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Profile(models.Model):
    """A jurisdiction profile (地区方案) as loaded; at most one is in use at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=20, blank=True, default="")
    simulated = models.BooleanField(default=False)
    body = models.JSONField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    in_use = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    loaded_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="profiles_code_version"),
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="profiles_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
