"""The figure as one looks at it: value, comparison, breakdown, target, flags, whether it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Min
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import BadInput, Forbidden, NotFound
from fuyuantong.indicators import policy
from fuyuantong.indicators.barring import count_barred
from fuyuantong.indicators.compiling.lines import Plan, divides
from fuyuantong.indicators.figures import Figure, Line, Point, Sums, difference, number
from fuyuantong.indicators.flags import flags_of
from fuyuantong.indicators.goals import goal_of
from fuyuantong.indicators.kinds import Blind, Indicator
from fuyuantong.indicators.memo import recall, together
from fuyuantong.indicators.models import IndicatorVersion
from fuyuantong.indicators.naming import names_of
from fuyuantong.indicators.periods import Span, span_of
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import UNDATED, Keyed, rolled_up, sums
from fuyuantong.indicators.queries.drilling import sees_all
from fuyuantong.indicators.queries.library import read_ahead, told, version_in, version_of
from fuyuantong.indicators.queries.snapshots import frozen_of, latest_snapshot
from fuyuantong.indicators.suppressing import hidden
from fuyuantong.registers.models import Row

MOST_GROUPS = 4
_NOW, _BEFORE, _YEAR_AGO = 0, 1, 2


def value(
    viewer: Actor,
    code: str,
    span: Span,
    *,
    by: Sequence[str] = (),
    version: int | None = None,
    drill: bool = True,
) -> Figure:
    """One indicator in one period, broken down by up to four of its groups.

    Without `drill` it is not asked whether its rows may be opened, where the figure does not depend on it.

    A period that was signed answers from what was signed, unless a version is asked for. NotFound when the
    definition shows nothing to somebody who may not see all the rows; Forbidden for administrators.
    """
    policy.check_look(viewer)
    row = version_in(code, span) if version is None else version_of(code, version)
    signed = latest_snapshot(code, span) if version is None else None
    if signed is not None:
        row = signed.version
    indicator = told(row)
    _check_groups(indicator, by)
    _check_hiding(indicator, span, by)
    plan = plan_of_version(row)
    closed = [name for name in by if name not in plan.open_groups()]
    asked = drill or bool(closed) or indicator.blind is Blind.NOTHING
    whole = asked and sees_all(viewer, plan, span)
    if indicator.blind is Blind.NOTHING and not whole:
        raise NotFound
    if closed and not whole:
        raise Forbidden(_("“%s”的取值来自您看不到的行，不能这样分组。") % closed[0])
    spans = [span, span.previous, span.year_ago]
    source = {"frozen": signed.pk} if signed else {"rolled": rolled_up(row)}
    counted = sums(plan, spans, **source)
    parts = sums(plan, spans, by, **source) if by else {}
    return _figure(row, indicator, plan, span, counted, parts, by, signed=signed, whole=whole)


def _figure(
    row: IndicatorVersion,
    indicator: Indicator,
    plan: Plan,
    span: Span,
    counted: dict[int, Keyed],
    parts: dict[int, Keyed],
    by: Sequence[str],
    *,
    signed: object = None,
    whole: bool = False,
) -> Figure:
    now, before, ago = (counted.get(place, {}).get((), Sums()) for place in (_NOW, _BEFORE, _YEAR_AGO))
    undated = counted.get(UNDATED, {}).get((), Sums())
    result = number(indicator, now, ago)
    begins = _begins(plan, indicator)
    earlier = [
        None if begins and then.end <= begins else _earlier(indicator, total)
        for then, total in ((span.previous, before), (span.year_ago, ago))
    ]
    base = _earlier(indicator, now)
    figure = Figure(
        indicator=indicator,
        version=row.version,
        span=span,
        value=result,
        numerator=now.n,
        denominator=now.d if divides(indicator) else None,
        excluded=tuple((one.key, now.x[n]) for n, one in enumerate(indicator.exclusions)),
        undated=undated.d if divides(indicator) else undated.n,
        previous=earlier[0],
        year_ago=earlier[1],
        change=difference(indicator, base, earlier[0]),
        growth=difference(indicator, base, earlier[1]),
        goal=goal_of(indicator, result),
        flags=(),
        as_of=read_clock(),
        groups=tuple(by),
        lines=_lines(indicator, plan, parts, by),
        hidden=len(hidden(parts.get(_NOW, {}), indicator.hide)) if indicator.hide else 0,
        frozen=frozen_of(signed) if signed else None,  # type: ignore[arg-type]
        drillable=whole,
        barred=int(signed.figure.get("barred", 0)) if signed else count_barred(plan, span),  # type: ignore[attr-defined]
    )
    return flags_of(figure, row)


def _earlier(indicator: Indicator, counted: Sums) -> Decimal | None:
    """A period's own figure for comparison; of a growth the number that grew."""
    return counted.n if not divides(indicator) else number(indicator, counted)


def groups_for(viewer: Actor, code: str, span: Span) -> tuple[str, ...]:
    """The breakdowns that this viewer may ask for."""
    plan = plan_of_version(version_in(code, span))
    if sees_all(viewer, plan, span):
        return tuple(one.key for one in plan.indicator.groupings)
    return plan.open_groups()


def _check_hiding(indicator: Indicator, span: Span, by: Sequence[str]) -> None:
    if indicator.hide and by and (len(by) > 1 or span != span_of(indicator.every, span.first)):
        raise Forbidden(_("这个指标隐去小数，只能按它自己的周期、一次按一种分组。"))


def _check_groups(indicator: Indicator, by: Sequence[str]) -> None:
    wrong = [name for name in by if indicator.grouping(name) is None]
    if wrong or len(set(by)) != len(by) or len(by) > MOST_GROUPS:
        known = "、".join(one.key for one in indicator.groupings)
        raise BadInput("E-PARAM-GROUP", f"不能这样分组，可以选其中最多 {MOST_GROUPS} 种：{known}。")


def _lines(indicator: Indicator, plan: Plan, parts: dict[int, Keyed], by: Sequence[str]) -> tuple[Line, ...]:
    """Groups in the order of their names; by value only where ranking is allowed."""
    now, ago = parts.get(_NOW, {}), parts.get(_YEAR_AGO, {})
    names = names_of(plan, by, [*now, *ago])
    lines, shut, shut_ago = [], *(hidden(cells, indicator.hide) for cells in (now, ago))
    for keys in dict.fromkeys([*now, *ago]):
        if keys in shut:
            continue
        here, there = now.get(keys, Sums()), ago.get(keys, Sums())
        divided = here.d if divides(indicator) else None
        lines.append(
            Line(
                keys,
                names[keys],
                number(indicator, here, there),
                here.n,
                divided,
                _earlier(indicator, there) if not there.nothing and keys not in shut_ago else None,
                small=divided is not None and divided < indicator.least,
            )
        )
    return tuple(sorted(lines, key=lambda line: line.names))


def values(viewer: Actor, codes: Sequence[str], span: Span, *, drill: bool = True) -> list[Figure]:
    """Several indicators of one period, those left out that this viewer is not shown."""
    found = []
    with together():
        read_ahead(codes)
        for code in codes:
            try:
                found.append(value(viewer, code, span, drill=drill))
            except NotFound:
                continue
    return found


def _counted(code: str, row: IndicatorVersion, plan: Plan, asked: Sequence[Span]) -> dict[int, Keyed]:
    """The sums of each period by the version in force then; one statement where there is one version."""
    if told(row).since is None:
        return sums(plan, asked, rolled=rolled_up(row))
    found: dict[int, Keyed] = {}
    for place, span in enumerate(asked):
        then = version_in(code, span)
        found[place] = sums(plan_of_version(then), [span], rolled=rolled_up(then)).get(0, {})
    return found


def _begins(plan: Plan, indicator: Indicator) -> date | None:
    """The first day of which the registers know anything: before it a number is unknown, not 0. (A rate or a
    mean of nothing is none anyway.)"""
    if divides(indicator) or not all(track.source.is_register for track in plan.tracks):
        return None
    books = frozenset(track.source.code for track in plan.tracks)
    return recall(("begins", books), lambda: _first_day(books))


def _first_day(books: frozenset[str]) -> date | None:
    first: date | None = Row.objects.filter(book_id__in=books).aggregate(first=Min("counted_on"))["first"]
    return first


def series(viewer: Actor, code: str, spans: Sequence[Span]) -> list[Point]:
    """The trend over these periods: signed ones say what was signed, those before the first row nothing."""
    policy.check_look(viewer)
    row = version_of(code)
    indicator, plan = told(row), plan_of_version(row)
    if indicator.blind is Blind.NOTHING and not all(sees_all(viewer, plan, span) for span in spans):
        raise NotFound
    asked = [*spans, *(span.year_ago for span in spans)]
    counted = _counted(code, row, plan, asked)
    begins = _begins(plan, indicator)
    found = []
    for place, span in enumerate(spans):
        here = counted.get(place, {}).get((), Sums())
        ago = counted.get(place + len(spans), {}).get((), Sums())
        signed = latest_snapshot(code, span)
        result = None if begins and span.end <= begins else number(indicator, here, ago)
        if signed is not None:
            kept = signed.figure
            result = None if kept["value"] is None else Decimal(kept["value"])
            here = Sums(Decimal(kept["denominator"] or 0), Decimal(kept["numerator"] or 0))
        found.append(Point(span, result, here.n, here.d if divides(indicator) else None))
    return found
