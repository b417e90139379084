"""Published kinds of meeting. A version never changes; a meeting stays on the one it began under."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.meetings import kinds
from fuyuantong.meetings.reading import known_kind


class KindVersion(models.Model):
    """One version of one kind of meeting. `source` is the YAML text, the truth; `digest` its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(_("名称"), max_length=120)
    sort = models.CharField(max_length=12, choices=kinds.Sort.choices)
    group = models.CharField(max_length=60, blank=True, default="")
    rows = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    shipped = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["group", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="meetings_kind_version")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> kinds.Kind:
        """What the text says."""
        return known_kind(self.source)
