"""Figures that were frozen and signed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.indicators import policy
from fuyuantong.indicators.figures import Frozen
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import Snapshot
from fuyuantong.indicators.periods import Span


def latest_snapshot(code: str, span: Span) -> Snapshot | None:
    """The newest revision of a signed figure."""
    return recall(("signed", span.text), lambda: _signed(span)).get(code)


def _signed(span: Span) -> dict[str, Snapshot]:
    """The newest revisions of a period, by code."""
    found = Snapshot.objects.filter(span=span.text).select_related("version")
    return {row.code: row for row in found.order_by("code", "revision")}


def snapshot(viewer: Actor, code: str, span: Span) -> Snapshot:
    """The signed figure in force; NotFound when the period was not signed."""
    policy.check_look(viewer)
    found = latest_snapshot(code, span)
    if found is None:
        raise NotFound
    return found


def snapshots(viewer: Actor, code: str) -> Sequence[Snapshot]:
    """Every signed figure of an indicator with its corrections, newest first."""
    policy.check_look(viewer)
    found = Snapshot.objects.filter(code=code).select_related("version")
    return list(found.order_by("-at", "-revision")[:500])


def frozen_of(row: Snapshot) -> Frozen:
    """Who signed it when, and what was corrected since."""
    earlier = Snapshot.objects.filter(code=row.code, span=row.span, revision__lte=row.revision).order_by(
        "revision"
    )
    chain = list(earlier)
    corrections = tuple(
        (
            after.revision,
            after.reason,
            str(before.figure["value"]) if before.figure["value"] is not None else "—",
        )
        for before, after in pairwise(chain)
    )
    return Frozen(row.pk, row.revision, row.signed_by, row.signed_on, corrections)
