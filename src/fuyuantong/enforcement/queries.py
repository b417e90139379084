"""Cases, sources, requests, measures and alerts as those who may see them see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.kinds import AssetClass, SourceState
from fuyuantong.enforcement.models import (
    Alert,
    Asset,
    Call,
    Case,
    Inquiry,
    Measure,
    Party,
    Pursuit,
    Referral,
    Seat,
    Service,
    Source,
    unseen,
)
from fuyuantong.organs.models import Unit

NEWEST = ("-at", "-id")
Found = TypeVar("Found", Case, Source, Inquiry, Call, Measure, Alert, Pursuit, Referral, Service)


def _one(rows: QuerySet[Found], key: UUID) -> Found:
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def cases_of(viewer: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(viewer).select_related("court").prefetch_related("parties")


def own_cases(viewer: Actor) -> QuerySet[Case]:
    """The court's own; a body that is the debtor sees only what stands in `debts_of`."""
    return cases_of(viewer).filter(court_id=viewer.unit_key)


def case_of(viewer: Actor, key: UUID) -> Case:
    return _one(own_cases(viewer), key)


def sources_of(viewer: Actor) -> QuerySet[Source]:
    return Source.objects.visible_to(viewer).select_related("court", "unit")


def source_of(viewer: Actor, key: UUID) -> Source:
    return _one(sources_of(viewer), key)


def calls_of(viewer: Actor, source: Source) -> QuerySet[Call]:
    """What this source was asked: for the source its own, without the request around it."""
    rows = Call.objects.visible_to(viewer).filter(source=source)
    return rows.select_related("inquiry__case", "measure__case", "source__unit")


def inquiries_of(viewer: Actor) -> QuerySet[Inquiry]:
    return Inquiry.objects.visible_to(viewer).select_related("case", "party")


def inquiry_of(viewer: Actor, key: UUID) -> Inquiry:
    return _one(with_calls(inquiries_of(viewer)), key)


def with_calls(rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """With the messages and what they brought."""
    calls = Call.objects.select_related("source__unit").prefetch_related("assets").order_by("at", "id")
    return rows.prefetch_related(Prefetch("calls", calls))


def kept_until(inquiry: Inquiry) -> date | None:
    """The last day on which what the sources answered is kept, as things stand; needs `with_calls`."""
    days = [
        ends_on(call, inquiry.case) for call in inquiry.calls.all() if call.answered and not call.erased_at
    ]
    return max((day for day in days if day), default=None)


def ends_on(call: Call, case: Case) -> date | None:
    """The last day on which one answer is kept; none while nothing has begun to run."""
    term = kinds.keepings()["answers"]
    days = [case.closed_on + timedelta(days=term.after_closing)] if case.closed_on else []
    if call.answered_at and call.act == kinds.Act.QUERY and term.after_answer is not None:
        days.append(day_of(call.answered_at) + timedelta(days=term.after_answer))
    return min(days, default=None)


def call_of(viewer: Actor, key: UUID) -> Call:
    """A message, for its court: what is to be found out about it."""
    rows = Call.objects.visible_to(viewer).filter(source__court_id=viewer.unit_key)
    return _one(rows.select_related("source"), key)


def offered_assets(case: Case) -> list[Asset]:
    """Things found in a case that a measure may be taken over."""
    return list(
        Asset.objects.filter(call__inquiry__case=case, call__erased_at=None)
        .exclude(klass="telecom")
        .order_by("call__at", "place")
    )


def measures_of(viewer: Actor) -> QuerySet[Measure]:
    return Measure.objects.visible_to(viewer).select_related("case__court", "party", "source__unit", "asset")


def measure_of(viewer: Actor, key: UUID) -> Measure:
    calls = Call.objects.select_related("source__unit").order_by("-at", "-id")
    return _one(measures_of(viewer).prefetch_related(Prefetch("calls", calls)), key)


def alerts_of(viewer: Actor, *, open_only: bool = False) -> QuerySet[Alert]:
    rows = Alert.objects.visible_to(viewer).select_related("measure__case__court", "measure__party")
    return rows.filter(state__in=kinds.OPEN_ALERTS) if open_only else rows


def alert_of(viewer: Actor, key: UUID) -> Alert:
    return _one(alerts_of(viewer), key)


def cases_with_measures() -> list[Case]:
    """Cases that the rules are compared with: where a measure stands, or an alert is open."""
    standing = Measure.objects.filter(case=OuterRef("pk"), state__in=kinds.STANDING)
    waiting = Alert.objects.filter(measure__case=OuterRef("pk"), state__in=kinds.OPEN_ALERTS)
    return list(Case.objects.filter(Exists(standing) | Exists(waiting)).order_by("at", "id"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """One asset class: which sources answer it, in the order of `columns`; `gap` where none does."""

    asset: AssetClass
    cells: Sequence[bool]
    controls: bool

    @property
    def gap(self) -> bool:
        return not any(self.cells)


def coverage_of(viewer: Actor) -> tuple[list[Source], list[Coverage]]:
    """Asset class × source over the viewer's agreements that run."""
    columns = list(sources_of(viewer).filter(state=SourceState.AGREED).order_by("at", "id"))
    rows = [
        Coverage(
            one,
            [one.code in s.classes for s in columns],
            any(one.code in s.classes and s.controls for s in columns),
        )
        for one in kinds.asset_classes().values()
    ]
    return columns, rows


def rates_of(viewer: Actor, source: Source) -> Mapping[str, int]:
    """How a source answers: asked, answered, answered in time."""
    rows = Call.objects.visible_to(viewer).filter(source=source)
    answered = rows.filter(state__in=kinds.ANSWERED)
    timely = answered.filter(answered_at__lte=F("due_at"))
    return {"asked": rows.count(), "answered": answered.count(), "timely": timely.count()}


@dataclass(frozen=True, slots=True)
class Debt:
    """What a public body owes by a judgment: the bulletin's row. Sums in yuan."""

    case: Case
    party: Party

    @property
    def owed(self) -> Decimal:
        return self.case.due_sum


def debts_of(viewer: Actor) -> list[Debt]:
    """Open cases against public bodies: the court's, the body's own, and for the office of a linkage all of
    its region."""
    if unseen(viewer):
        return []
    sight = Q(case__court_id=viewer.unit_key) | Q(unit_id=viewer.unit_key)
    if viewer.offices:
        place = Unit.objects.filter(pk=viewer.unit_key).values("region_id")
        sight |= Q(case__court__region_id__in=place)
    rows = Party.objects.filter(sight, public=True, case__state=kinds.CaseState.OPEN)
    return [
        Debt(p.case, p)
        for p in rows.select_related("case__court", "unit").order_by("case__filed_on", "case_id", "id")
    ]


DEBT_MECHANISMS = (
    "government-debtor-bulletin", "public-debt-litigation", "government-debt-payment-plan",
    "government-dishonesty-warning", "government-dishonesty-accountability", "public-body-enforcement-notice",
)  # fmt: skip


def debt_mechanisms() -> list[tuple[str, str]]:
    """The mechanisms by which a public body's debt is dealt with, as far as they are published here."""
    names = dict(
        DefinitionVersion.objects.filter(code__in=DEBT_MECHANISMS, state="published")
        .order_by("version")
        .values_list("code", "name")
    )
    return [(code, names[code]) for code in DEBT_MECHANISMS if code in names]


def seats(viewer: Actor) -> list[tuple[Unit, str]]:
    """Every court of the directory with the 法院代字 of its case numbers, empty while it has none."""
    if viewer.unit is None:
        return []
    codes = dict(Seat.objects.values_list("unit_id", "court_code"))
    courts = Unit.objects.filter(kind="court", valid_until=None).in_protocol_order()
    return [(court, codes.get(court.pk, "")) for court in courts]


def units_to_ask(viewer: Actor) -> list[Unit]:
    return list(Unit.objects.filter(valid_until=None).exclude(pk=viewer.unit_key).in_protocol_order())


def able_sources(case: Case) -> list[Source]:
    """Sources through which the court's measures are carried out."""
    return list(
        Source.objects.filter(court_id=case.court_id, state=SourceState.AGREED, controls=True).order_by("at")
    )


def worth(measures: Sequence[Any]) -> Decimal:
    return sum((m.value for m in measures if m.state in kinds.STANDING), Decimal(0))


def pursuits_of(viewer: Actor) -> QuerySet[Pursuit]:
    return Pursuit.objects.visible_to(viewer).select_related("case", "party", "matter")


def pursuit_of(viewer: Actor, key: UUID) -> Pursuit:
    return _one(pursuits_of(viewer), key)


def referral_of(viewer: Actor, key: UUID) -> Referral:
    return _one(Referral.objects.visible_to(viewer).select_related("matter"), key)


_SENT = "发送请求"
_MOMENTS = (
    (_SENT, "命中时间"),
    ("命中时间", "通知时间"),
    ("通知时间", "派员时间"),
    ("派员时间", "接收时间"),
    ("命中时间", "接收时间"),
)


def hours_of(pursuit: Pursuit) -> list[tuple[str, str, float | None]]:
    """From one moment of the matter to the next, in hours; none while one of the two is open."""
    told = {**pursuit.matter.fields, _SENT: pursuit.sent_at}
    return [(begin, end, _hours(told.get(begin), told.get(end))) for begin, end in _MOMENTS]


def _hours(begin: Any, end: Any) -> float | None:
    if not begin or not end:
        return None
    passed = datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(begin))
    return round(passed.total_seconds() / 3600, 1)


def services_of(viewer: Actor) -> QuerySet[Service]:
    return Service.objects.visible_to(viewer).select_related("case", "party")


def service_of(viewer: Actor, key: UUID) -> Service:
    return _one(services_of(viewer), key)
