"""Which matters belong into the files of a year."""

from __future__ import annotations

from django.db.models import QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.matters.models import Matter


def finished_in(viewer: Actor, year: int, mechanism: str = "") -> QuerySet[Matter]:
    """Matters of the viewer's offices that ended in a year and that it sees whole, as they ended."""
    rows = Matter.objects.in_full_for(viewer).filter(linkage__in=viewer.offices, closed_at__year=year)
    rows = rows.exclude(state="void")
    return (rows.filter(mechanism=mechanism) if mechanism else rows).order_by("mechanism", "closed_at", "pk")
