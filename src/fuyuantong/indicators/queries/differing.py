"""Differences between registers, as far as the viewer sees the rows."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.indicators import policy
from fuyuantong.indicators.barring import BARRING, barred_ids, barring_rules, count_barred
from fuyuantong.indicators.models import Difference
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.library import latest
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


def kept_out(viewer: Actor, code: str = "", span: Span | None = None) -> tuple[QuerySet[Difference], int]:
    """(rows kept out of every figure with their reasons, how many rows there are in all): of everything, or
    of one indicator in one period. Listed are only rows that the viewer may see."""
    policy.check_look(viewer)
    found = differences_of(viewer).filter(state__in=BARRING, code__in=[row.code for row in barring_rules()])
    if not code or span is None:
        return found, Row.objects.filter(barred=True).count()
    plan = plan_of_version(latest(code))
    sql, times = barred_ids(plan, span)
    if not sql:
        return found.none(), 0
    rows = RawSQL(sql, times)  # noqa: S611 - compiled from the definition
    return found.filter(row_id__in=rows), count_barred(plan, span)


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
