"""A unit's letterheads: all versions, and the one in force for a kind of paper."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models.letterheads import Letterhead
from fuyuantong.organs.kinds import ADMIN_ROLES


def _own(viewer: Actor) -> QuerySet[Letterhead]:
    """The unit's; the three administrators have no part in a unit's papers."""
    if viewer.roles & frozenset(map(str, ADMIN_ROLES)):
        return Letterhead.objects.none()
    return Letterhead.objects.filter(unit_id=viewer.unit_key)


def letterheads_of(viewer: Actor) -> Sequence[Letterhead]:
    """The unit's own, newest version of each kind first."""
    rows = _own(viewer).select_related("file")
    return list(rows.order_by("genre", "-number"))


def get_letterhead(viewer: Actor, key: UUID) -> Letterhead:
    found = _own(viewer).filter(pk=key).select_related("file").first()
    if found is None:
        raise NotFound
    return found


def letterhead_for(unit: UUID, genre: str) -> Letterhead | None:
    """The unit's letterhead for this kind, else the one for all its papers."""
    rows = Letterhead.objects.filter(unit_id=unit, genre__in=[genre, ""], retired_at=None)
    return rows.select_related("file").order_by("-genre", "-number").first()
