"""Volumes, filings and destructions as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from fuyuantong.archives.kinds import Retention
from fuyuantong.archives.models import Destruction, Filing, Volume
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound

VOLUME_ORDER = ("-year", "number", "id")
ORDER = ("-proposed_at", "-id")


def volumes_of(
    viewer: Actor, *, year: int | None = None, retention: str = "", source: str = ""
) -> QuerySet[Volume]:
    rows = Volume.objects.visible_to(viewer).select_related("unit", "file", "destruction")
    asked = {"year": year, "retention": retention, "source": source}
    return rows.filter(**{name: value for name, value in asked.items() if value})


def due_for_appraisal(viewer: Actor, today: date) -> QuerySet[Volume]:
    """Volumes whose term is over and that nobody has proposed to destroy."""
    rows = volumes_of(viewer).exclude(retention=Retention.PERMANENT)
    return rows.filter(expires_on__lt=today, destruction=None)


def volume_of(viewer: Actor, key: UUID) -> Volume:
    found = volumes_of(viewer).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def years_of(viewer: Actor, today: date) -> list[int]:
    """The years to choose from: those with volumes, this one and the one before."""
    span = Volume.objects.visible_to(viewer).aggregate(first=Min("year"), last=Max("year"))
    first = min(span["first"] or today.year, today.year - 1)
    return list(range(max(span["last"] or today.year, today.year), first - 1, -1))


def latest_filing(viewer: Actor, year: int) -> Filing | None:
    found: Filing | None = Filing.objects.visible_to(viewer).filter(year=year).order_by("-at", "-pk").first()
    return found


def filing_of(viewer: Actor, key: UUID) -> Filing:
    found: Filing | None = Filing.objects.visible_to(viewer).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def destructions_of(viewer: Actor) -> QuerySet[Any]:
    return Destruction.objects.visible_to(viewer).select_related("unit")


@dataclass(frozen=True, slots=True)
class DestructionView:
    """A proposal with the volumes that the viewer may read; `hidden` counts the others."""

    row: Destruction
    volumes: Sequence[Volume]
    hidden: int


def destruction_view(viewer: Actor, key: UUID) -> DestructionView:
    row: Destruction | None = destructions_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    seen = list(volumes_of(viewer).filter(destruction=row).order_by("year", "number"))
    return DestructionView(row, seen, row.volumes.count() - len(seen))
