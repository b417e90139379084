"""What to know before a figure is used: small denominators, jumps, changed rules, ranks, mere form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter

from django.db.models import Count
from django.utils.translation import gettext as _

from fuyuantong.common.now import day_of
from fuyuantong.indicators.figures import Figure, Flag, rounded, show
from fuyuantong.indicators.guarding import RANKING, forbidden
from fuyuantong.indicators.kinds import FlagKind, Shape
from fuyuantong.indicators.likeness import counts_as
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import Difference, IndicatorVersion
from fuyuantong.indicators.planning import indicator_of


def flags_of(figure: Figure, row: IndicatorVersion) -> Figure:
    """The figure with its flags."""
    return replace(
        figure,
        flags=(
            *_of_the_rows(figure),
            *_of_the_groups(figure),
            *_of_the_number(figure),
            *_of_the_rule(figure, row),
        ),
    )


def _of_the_number(figure: Figure) -> Iterator[Flag]:
    one = figure.indicator
    if figure.denominator and figure.denominator < one.least:  # of nothing there is no rate to warn about
        yield Flag(
            FlagKind.SMALL,
            _("分母只有 %(n)s，小于 %(least)s：一两件的变化就会使比率大起大落，不宜比较和通报。")
            % {"n": f"{figure.denominator:,.0f}", "least": one.least},
        )
    compared = [(_("同比"), figure.growth, figure.year_ago), (_("环比"), figure.change, figure.previous)]
    for word, moved, before in compared[: 1 + (figure.span.previous != figure.span.year_ago)]:
        if moved is not None and abs(moved) > one.jump:
            points = _("个百分点") if one.shape is Shape.RATE else "%"
            yield Flag(
                FlagKind.JUMP,
                _("%(word)s变动 %(moved)s%(points)s（上次 %(before)s），"
                    "超过 %(jump)s%(points)s，请核对是否漏录、重录。")
                % {
                    "word": word, "moved": f"{rounded(moved):+}", "points": points,
                    "before": show(one, before), "jump": one.jump,
                },
            )  # fmt: skip
    if figure.undated:
        yield Flag(
            FlagKind.UNDATED,
            _("另有 %s 行没有填计期的日期，未计入任何一期。") % f"{figure.undated:,.0f}",
        )


def _of_the_rows(figure: Figure) -> Iterator[Flag]:
    if figure.barred:
        yield Flag(
            FlagKind.BARRED,
            _("另有 %s 行因日期不可能、重复登记或者缺少原审等原因未计入，逐行列明。") % f"{figure.barred:,}",
        )


def _of_the_groups(figure: Figure) -> Iterator[Flag]:
    if figure.hidden:
        yield Flag(
            FlagKind.HIDDEN,
            _("有 %(n)d 组的数小于 %(least)d，或者会由合计推出，不显示。")
            % {"n": figure.hidden, "least": figure.indicator.hide},
        )


def _of_the_rule(figure: Figure, row: IndicatorVersion) -> Iterator[Flag]:
    one = figure.indicator
    first, last = date(figure.span.first.year, 1, 1), figure.span.last
    for number, day in recall("changed", _changed).get(row.code, ()):
        if first <= day <= last:
            yield Flag(
                FlagKind.REDEFINED,
                _("%(day)s改用第 %(n)s 版口径，与年内此前公布的数不可直接比较。") % {"day": day, "n": number},
            )
    courts = [group.key for group in one.groupings if group.court]
    rules = list(forbidden(one, RANKING))
    if rules:
        yield Flag(FlagKind.UNRANKED, rules[0].reason)
    elif courts:
        yield Flag(FlagKind.UNRANKED, _("按%s列出的数只作分析，不排名、不考核。") % "、".join(courts))
    if one.formal:
        yield Flag(FlagKind.FORMAL, _("只反映做了多少次，不反映成效，请与并列的成效指标一起看。"))
    legs = [leg.data for leg in (one.numerator, one.denominator) if leg and leg.data]
    doubts = recall("doubts", _doubts)
    if count := sum(doubts[book] for book in {one.data, *legs}):
        yield Flag(FlagKind.FAULTY, _("所据台账有 %d 行有疑点待核，见“台账核对”。") % count)


def _changed() -> dict[str, list[tuple[int, date]]]:
    """By code, every version that counts otherwise than the one before it, and the day from which it does."""
    found: dict[str, list[tuple[int, date]]] = {}
    known = IndicatorVersion.objects.order_by("code", "version")
    codes = known.filter(version__gt=1).order_by().values("code")
    for code, versions in groupby(known.filter(code__in=codes), attrgetter("code")):
        told = [(row, indicator_of(row.digest, row.source)) for row in versions]
        found[code] = [
            (row.version, one.since or day_of(row.published_at))
            for (_row, before), (row, one) in pairwise(told)
            if counts_as(before) != counts_as(one)
        ]
    return found


def _doubts() -> Counter[str]:
    """How many rows of each register a rule about quality doubts."""
    found = Difference.objects.filter(code__startswith="quality-", state="open", row__barred=False).order_by()
    counted = found.values("row__book").annotate(n=Count("pk"))
    return Counter({line["row__book"]: line["n"] for line in counted})
