"""Differences between registers, as far as the viewer sees the rows."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import Count, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.indicators.models import Difference
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import kind_of

ORDER = ("-id",)


def differences_of(viewer: Actor, code: str = "", state: str = "") -> QuerySet[Difference]:
    """Of one rule or all, of one state or all; only rows that the viewer may see."""
    rows = Row.objects.visible_to(viewer, kind_of(viewer))
    found = Difference.objects.filter(row__in=rows).select_related("row", "row__owner", "rule")
    if code:
        found = found.filter(code=code)
    return found.filter(state=state) if state else found


def difference_for(viewer: Actor, key: UUID) -> Difference:
    """One that the viewer sees; NotFound for any other."""
    found = differences_of(viewer).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def open_by_rule(viewer: Actor) -> Counter[str]:
    """How many are open, by rule."""
    counted = differences_of(viewer, state="open").order_by().values("code").annotate(n=Count("pk"))
    return Counter({row["code"]: row["n"] for row in counted})
