"""What a person keeps for themselves: views of the ledger and of registers' lists."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id


class SavedView(models.Model):
    """Filters, columns and order of a list under a name: of the ledger, or of the register `register`.

    `query` holds the filters as in its address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.UUIDField()
    register = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(_("视图名称"), max_length=30)
    query = models.CharField(max_length=2000, blank=True)
    columns = models.CharField(max_length=4000, blank=True)
    order = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "register", "name"], name="workbench_view_once")
        ]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """A person's calendar for other programs, under a secret address of which only the digest is kept.

    `titles`: events carry titles; otherwise they only say that something is due. `read_at` is written at most
    once an hour, as is the line on the trail.
    """

    person = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    titles = models.BooleanField(_("写明标题"), default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
