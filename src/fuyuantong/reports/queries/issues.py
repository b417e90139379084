"""Issues as those who may see them see them: the list, one issue with its draft beside its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.indicators.periods import span_of
from fuyuantong.organs.models import Linkage
from fuyuantong.reports import policy
from fuyuantong.reports.kinds import CaseState, Part, Product, State
from fuyuantong.reports.models import Case, Cut, Delivery, Finding, Issue, Passage, ProductVersion, Schedule
from fuyuantong.reports.protecting import opened, shown, tokens_in
from fuyuantong.reports.queries.library import library, told

ISSUE_ORDER = ("-opened_at", "-id")


def issues_of(viewer: Actor, *, code: str = "", state: str = "") -> QuerySet[Issue]:
    """Issues that the viewer may see, with how many units got them and have read them (`sent`, `read`)."""
    rows = Issue.objects.visible_to(viewer).select_related("product", "owner")
    if code:
        rows = rows.filter(code=code)
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(
        sent=Count("deliveries", distinct=True),
        read=Count("deliveries", filter=Q(deliveries__read_at__isnull=False), distinct=True),
    )


def issue_of(viewer: Actor, key: UUID) -> Issue:
    row = issues_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: as it reads, and as it stands in the editor; `used` are its figures."""

    passage: Passage
    words: str
    typed: str
    used: tuple[tuple[str, str], ...] = ()
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its paragraphs, and its tables and charts as the cut holds them."""

    part: Part
    lines: tuple[Line, ...]
    tables: tuple[dict[str, Any], ...]
    charts: tuple[dict[str, Any], ...]
    lags: tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class IssueView:
    """What a page of one issue shows; units see the paper only (no editor, no findings of others)."""

    issue: Issue
    product: Product
    cut: Cut
    sections: tuple[Section, ...]
    figures: tuple[tuple[str, dict[str, Any]], ...]
    differences: tuple[tuple[str, str, str], ...]
    deliveries: tuple[Delivery, ...]
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...]
    mine: Delivery | None
    runs: bool
    signs: bool
    may: frozenset[str] = field(default_factory=frozenset)


def view_of(viewer: Actor, key: UUID) -> IssueView:
    """One issue for whoever may see it."""
    issue = issue_of(viewer, key)
    product, cuts = told(issue.product), list(issue.cuts.order_by("-revision")[:2])
    body, runs, signs = cuts[0].body, policy.runs(viewer, issue), policy.signs(viewer, issue)
    inside = runs or signs or issue.linkage in viewer.offices or issue.owner_id == viewer.unit
    deliveries = tuple(issue.deliveries.select_related("unit").order_by("unit__protocol_order", "unit__code"))
    cases = issue.cases.all() if inside else issue.cases.filter(state=CaseState.CONFIRMED)
    return IssueView(
        issue=issue,
        product=product,
        cut=cuts[0],
        sections=tuple(_section(issue, part, body) for part in product.parts),
        figures=tuple((one.key, body["figures"][one.key]) for one in product.measures),
        differences=differences(cuts[1], cuts[0]) if len(cuts) > 1 and inside else (),
        deliveries=deliveries if inside else (),
        findings=tuple(
            Finding.objects.visible_to(viewer)
            .filter(issue=issue)
            .select_related("unit")
            .order_by("lag", "unit__protocol_order")
        ),
        cases=tuple(cases),
        mine=next((one for one in deliveries if one.unit_id == viewer.unit), None),
        runs=runs,
        signs=signs,
        may=_may(issue, runs=runs, signs=signs),
    )


def _may(issue: Issue, *, runs: bool, signs: bool) -> frozenset[str]:
    """The steps that this viewer could take now."""
    by_state = {
        State.DRAFT: {"edit": runs, "recut": runs, "submit": runs, "cancel": runs},
        State.REVIEW: {"sign": signs, "return": signs, "cancel": runs},
        State.SIGNED: {"issue": runs, "return": signs, "cancel": runs},
        State.ISSUED: {"correct": runs},
    }
    return frozenset(step for step, may in by_state.get(State(issue.state), {}).items() if may)


def _section(issue: Issue, part: Part, body: dict[str, Any]) -> Section:
    words = body["words"]
    lines = tuple(
        Line(
            one, shown(one.text, words), opened(one.text, words),
            tuple((name, words.get(name, "—")) for name in tokens_in(one.text)), one.text != one.drafted,
        )
        for one in issue.passages.all()
        if one.part == part.key
    )  # fmt: skip
    tables = [body["tables"][f"{part.key}/{one.key}"] for one in part.tables]
    tables += [body["tables"][f"{part.key}/得分"]] if part.items else []
    tables += [body["tables"][f"{part.key}/总分"]] if part.total else []
    return Section(
        part,
        lines,
        tuple(tables),
        tuple(body["charts"][f"{part.key}/{one.key}"] for one in part.charts),
        tuple((one.key, body["lags"][f"{part.key}/{one.key}"]) for one in part.lags),
    )


def differences(before: Cut, now: Cut) -> tuple[tuple[str, str, str], ...]:
    """(figure, before, now) for everything that another cut changed."""
    old, new = before.body["words"], now.body["words"]
    return tuple(
        (name, old.get(name, "—"), new.get(name, "—"))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name) and name != "截至"
    )


def schedules_due(today: date) -> list[UUID]:
    """Schedules of whose product another period may have ended (periods are at least a month)."""
    month = today.replace(day=1) - timedelta(days=1)
    return list(Schedule.objects.filter(active=True, opened_until__lt=month).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as the office sees it in the library: what it may open, and whether it opens by itself."""

    version: ProductVersion
    product: Product
    last: str
    schedules: tuple[Schedule, ...]
    linkages: tuple[Linkage, ...]


def offers_of(viewer: Actor, today: date) -> Sequence[Offer]:
    """Every product; to an office with its own linkages."""
    places = list(Linkage.objects.filter(code__in=viewer.offices, valid_until=None))
    schedules = list(Schedule.objects.filter(linkage__in=viewer.offices))
    found = []
    for row in library():
        product = told(row)
        found.append(
            Offer(
                row, product, span_of(product.every, today).previous.text,
                tuple(one for one in schedules if one.code == row.code),
                tuple(place for place in places if place.kind in product.linkages),
            )
        )  # fmt: skip
    return found


def finding_of(viewer: Actor, key: UUID) -> Finding:
    row = (
        Finding.objects.visible_to(viewer)
        .select_related("issue__product", "issue__owner", "unit")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def schedules_of(viewer: Actor) -> QuerySet[Schedule]:
    return Schedule.objects.filter(linkage__in=viewer.offices).order_by("code", "linkage")


def case_of(viewer: Actor, key: UUID) -> Case:
    """A case of an issue that the viewer works on."""
    row = (
        Case.objects.filter(pk=key, issue__in=Issue.objects.visible_to(viewer))
        .select_related("issue")
        .first()
    )
    if row is None or not policy.runs(viewer, row.issue):
        raise NotFound
    return row
