"""Boards as offices compose them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id


class Board(models.Model):
    """A board. `code` names a delivered one; `profiles` are those for which it is the first that is shown.

    `tiles` are the tiles in their order, as `queries.told` reads them. Everybody who sees figures sees the
    boards; what a tile says is what the viewer may see of its indicator.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, blank=True)
    name = models.CharField(_("名称"), max_length=60)
    profiles = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    tiles = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    retired = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    by_name = models.CharField(max_length=190, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="boards_board_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
