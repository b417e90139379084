"""Rounds as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.organs.models import Linkage
from fuyuantong.plans.kinds import PlanState
from fuyuantong.plans.models import Plan
from fuyuantong.rounds import policy
from fuyuantong.rounds.kinds import FILLING, RoundState, SheetState
from fuyuantong.rounds.models import Entry, Paper, Round, Series, Sheet

ROUND_ORDER = ("-opened_at", "-id")
PAPERS_SHOWN = 12


def rounds_of(viewer: Actor) -> QuerySet[Round]:
    """Rounds that the viewer may see, each with the number of sheets asked for and sent (`asked`, `came`)."""
    mine = Q(sheets__unit_id=viewer.unit_key) | Q(linkage__in=viewer.offices)
    return Round.objects.visible_to(viewer).annotate(
        asked=Count("sheets", filter=mine),
        came=Count("sheets", filter=mine & Q(sheets__state=SheetState.SENT)),
    )


def round_of(viewer: Actor, key: UUID) -> Round:
    row = rounds_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def own_sheet(viewer: Actor, round_: Round) -> Sheet | None:
    return Sheet.objects.filter(round=round_, unit_id=viewer.unit_key).first()


def sheets_of(viewer: Actor, round_: Round) -> list[Sheet]:
    """Sheets in protocol order, each with `items` and `filled` (how many entries say something)."""
    seen = Entry.objects.visible_to(viewer).filter(sheet__round=round_).values("pk")
    counted = Q(entries__in=seen)
    return list(
        Sheet.objects.visible_to(viewer)
        .filter(round=round_)
        .select_related("unit")
        .annotate(
            items=Count("entries", filter=counted),
            filled=Count("entries", filter=counted & ~Q(entries__progress="")),
        )
        .order_by("unit__protocol_order", "unit__code")
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """The office's page of a round."""

    round: Round
    linkage: Linkage
    sheets: Sequence[Sheet]
    papers: Sequence[Paper]
    runs: bool
    overdue: bool
    by_state: dict[str, int]

    @property
    def missing(self) -> int:
        return len(self.sheets) - self.by_state.get(SheetState.SENT, 0)


def overview(viewer: Actor, key: UUID, today: date) -> Overview:
    """A round in five queries whatever its size. E-NOT-FOUND for those who do not serve its office."""
    round_ = round_of(viewer, key)
    if round_.linkage not in viewer.offices:
        raise NotFound
    sheets = sheets_of(viewer, round_)
    counts: dict[str, int] = {}
    for sheet in sheets:
        counts[sheet.state] = counts.get(sheet.state, 0) + 1
    return Overview(
        round=round_,
        linkage=Linkage.objects.get(code=round_.linkage),
        sheets=sheets,
        papers=list(Paper.objects.filter(round=round_).select_related("file").order_by("-at")[:PAPERS_SHOWN]),
        runs=policy.may_run(viewer, round_) and round_.state == RoundState.OPEN,
        overdue=round_.state == RoundState.OPEN and today > round_.due_on,
        by_state=counts,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what the unit said last time and the files on its obligation."""

    entry: Entry
    last: Entry | None
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class SheetView:
    sheet: Sheet
    lines: Sequence[Line]
    may: frozenset[str] = field(default_factory=frozenset)
    own: bool = False


def sheet_of(viewer: Actor, key: UUID) -> SheetView:
    """One sheet with its entries, the words of the last round that asked the same, and the evidence."""
    sheet = Sheet.objects.visible_to(viewer).filter(pk=key).select_related("round", "unit").first()
    if sheet is None:
        raise NotFound
    entries = list(
        Entry.objects.visible_to(viewer)
        .filter(sheet=sheet)
        .select_related("obligation")
        .defer("obligation__grams")
    )
    keys = [entry.obligation_id for entry in entries]
    last = _said_before(sheet, keys)
    files: dict[UUID, list[Attachment]] = {}
    for one in Attachment.objects.filter(subject_type="obligation", subject_id__in=keys).select_related(
        "file"
    ):
        files.setdefault(one.subject_id, []).append(one)
    lines = [Line(e, last.get(e.obligation_id), files.get(e.obligation_id, ())) for e in entries]
    return SheetView(sheet, lines, _may(viewer, sheet), viewer.unit == sheet.unit_id)


def _said_before(sheet: Sheet, obligations: Sequence[UUID]) -> dict[UUID, Entry]:
    earlier = (
        Entry.objects.filter(
            obligation__in=obligations,
            sheet__unit_id=sheet.unit_id,
            sheet__state=SheetState.SENT,
            sheet__round__opened_at__lt=sheet.round.opened_at,
        )
        .select_related("sheet__round")
        .order_by("obligation_id", "-sheet__round__opened_at")
        .distinct("obligation_id")
    )
    return {entry.obligation_id: entry for entry in earlier}


_WHEN = {
    "fill": FILLING,
    "record": FILLING,
    "check": {SheetState.SECTION},
    "approve": {SheetState.LEADER, SheetState.SECTION},
    "return": {SheetState.SECTION, SheetState.LEADER},
    "send_back": {SheetState.SENT},
    "edit": {SheetState.SENT},
}


def _may(viewer: Actor, sheet: Sheet) -> frozenset[str]:
    """The verbs that stand open to the viewer now; one's own sheet is filled, not recorded."""
    if sheet.round.state != RoundState.OPEN:
        return frozenset()
    verbs = {v for v, states in _WHEN.items() if sheet.state in states and policy.MAY[v](viewer, sheet)}
    if "fill" in verbs:
        verbs.discard("record")
    if "approve" in verbs:
        verbs.discard("check")
    return frozenset(verbs)


def papers_of(viewer: Actor, key: UUID) -> QuerySet[Paper]:
    """Papers of a round, for its office."""
    round_ = round_of(viewer, key)
    if round_.linkage not in viewer.offices:
        raise NotFound
    return Paper.objects.filter(round=round_).select_related("file").order_by("-at", "-id")


def paper_of(viewer: Actor, key: UUID) -> Paper:
    row = (
        Paper.objects.filter(pk=key, round__linkage__in=viewer.offices)
        .select_related("file", "round")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def series_of(viewer: Actor) -> QuerySet[Series]:
    """Rounds that open by themselves, of the viewer's offices."""
    return Series.objects.filter(linkage__in=viewer.offices, active=True).order_by("-created_at", "-id")


def series_to_look_at(today: date, lead_most: int) -> list[UUID]:
    """Series whose next round may have come: their last period ends soon or has ended."""
    near = Series.objects.filter(active=True, opened_until__lt=today + timedelta(days=lead_most))
    return list(near.order_by(F("opened_until").asc()).values_list("pk", flat=True))


def linkages_of(viewer: Actor) -> list[Linkage]:
    """The linkages whose office the viewer's post serves."""
    return list(Linkage.objects.filter(code__in=viewer.offices).order_by("name"))


def plans_to_ask_about(viewer: Actor) -> list[Plan]:
    """Plans of the viewer's offices that have been handed out."""
    return list(Plan.objects.filter(linkage__in=viewer.offices, state=PlanState.ISSUED)[:50])
