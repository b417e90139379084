"""Indicators and rules as published: the newest version of each, one of them, a family."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.problems import Problem
from fuyuantong.indicators import policy
from fuyuantong.indicators.kinds import Indicator
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import IndicatorVersion, RuleVersion
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import find_source, indicator_of
from fuyuantong.indicators.reading import examine


def latest(code: str) -> IndicatorVersion:
    """The newest version, by which figures are counted; NotFound when there is none."""
    row = recall("latest", dict[str, IndicatorVersion]).get(code)
    row = row or IndicatorVersion.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise NotFound
    return row


def read_ahead(codes: Sequence[str]) -> None:
    """Read the newest versions of several at once, within `memo.together`."""
    rows = IndicatorVersion.objects.filter(code__in=codes).order_by("code", "-version").distinct("code")
    recall("latest", dict[str, IndicatorVersion]).update({row.code: row for row in rows})


def version_of(code: str, version: int | None = None) -> IndicatorVersion:
    """One version; the newest when none is named."""
    if version is None:
        return latest(code)
    row = IndicatorVersion.objects.filter(code=code, version=version).first()
    if row is None:
        raise NotFound
    return row


def version_in(code: str, span: Span) -> IndicatorVersion:
    """The version by which a period is counted: the newest that was in force (自) on its last day."""
    row = latest(code)
    while (since := told(row).since) is not None and since > span.last:
        older = IndicatorVersion.objects.filter(code=code, version__lt=row.version)
        before = older.order_by("-version").first()
        if before is None:
            return row
        row = before
    return row


def told(row: IndicatorVersion) -> Indicator:
    """What a version says."""
    return indicator_of(row.digest, row.source)


def library() -> Sequence[IndicatorVersion]:
    """The newest version of every indicator, by group, family and code."""
    rows = IndicatorVersion.objects.order_by("code", "-version").distinct("code")
    return sorted(rows, key=lambda row: (row.group, row.family or row.name, row.code))


def family_of(row: IndicatorVersion) -> Sequence[IndicatorVersion]:
    """The counting rules of one question side by side, this one among them."""
    if not row.family:
        return [row]
    return [one for one in library() if one.family == row.family]


def versions(code: str) -> Sequence[IndicatorVersion]:
    """All versions, newest first."""
    return list(IndicatorVersion.objects.filter(code=code).order_by("-version"))


def codes() -> frozenset[str]:
    return frozenset(IndicatorVersion.objects.values_list("code", flat=True))


def review(viewer: Actor, text: str) -> tuple[Indicator | None, list[Problem]]:
    """Examine a text without storing anything; for those who may publish."""
    policy.check_publish(viewer)
    return examine(text, find=find_source, known=codes())


def text_to_edit(row: IndicatorVersion) -> str:
    """The text with its version raised by one."""
    return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)


def rules() -> Sequence[RuleVersion]:
    """The newest version of every reconciliation."""
    rows = RuleVersion.objects.order_by("code", "-version").distinct("code")
    return sorted(rows, key=lambda row: (row.group, row.code))


def latest_rule(code: str) -> RuleVersion:
    row = RuleVersion.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise NotFound
    return row
