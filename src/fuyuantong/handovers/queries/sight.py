"""Lists, one change as its viewer may see it, its slips; what became of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import StoredFile
from fuyuantong.handovers import policy
from fuyuantong.handovers.holdings import holding
from fuyuantong.handovers.kinds import HandoverState, Nature, SideRole
from fuyuantong.handovers.models import Handover, Line, Side, Slip
from fuyuantong.handovers.queries.preview import Preview, preview_of
from fuyuantong.organs.kinds import Role
from fuyuantong.organs.models import Post, Tenure, Unit

ORDER = ("-drafted_at", "-id")


def handovers(viewer: Actor) -> QuerySet[Handover]:
    return Handover.objects.visible_to(viewer).prefetch_related("sides")


@dataclass(frozen=True, slots=True)
class SlipView:
    """A slip: its counts by kind in words, and its lines for those who may read them."""

    slip: Slip
    counts: list[tuple[str, int]]
    lines: list[tuple[str, list[Line]]]
    titles: bool


@dataclass(frozen=True, slots=True)
class Found:
    row: Handover
    givers: list[Side]
    takers: list[Side]
    may: frozenset[str]
    preview: Preview | None
    slips: list[SlipView]


def found(viewer: Actor, key: UUID) -> Found:
    """One change: a draft with its preview, a done one with its slips."""
    row = handovers(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    every = list(row.sides.all())
    draft = row.state == HandoverState.DRAFT
    may = frozenset(
        verb for verb, rule in policy.MAY.items() if (verb == "sign") != draft and rule(viewer, row)
    )
    slips = row.slips.select_related("giver", "taker", "file") if row.state == HandoverState.DONE else ()
    return Found(
        row=row,
        givers=[side for side in every if side.role == SideRole.GIVES],
        takers=[side for side in every if side.role == SideRole.TAKES],
        may=may,
        preview=preview_of(viewer, row) if draft else None,
        slips=[_slip_view(viewer, row, slip) for slip in slips],
    )


def slip_of(viewer: Actor, key: UUID) -> SlipView:
    """One slip with its change and lines; 404 for those who may not know of the change."""
    seen = Handover.objects.visible_to(viewer).filter(state=HandoverState.DONE)
    slip = (
        Slip.objects.select_related("handover", "giver", "taker", "file")
        .filter(pk=key, handover_id__in=seen.values("pk"))
        .first()
    )
    if slip is None:
        raise NotFound
    return _slip_view(viewer, slip.handover, slip)


def scan_of(viewer: Actor, key: UUID) -> StoredFile:
    """The signed paper, for those who may read its lines."""
    view = slip_of(viewer, key)
    if view.slip.file is None or not view.titles:
        raise NotFound
    return view.slip.file


def _slip_view(viewer: Actor, row: Handover, slip: Slip) -> SlipView:
    titles = policy.reads_titles(viewer, row, done=True)
    lines: dict[str, list[Line]] = {}
    for line in slip.lines.all() if titles else ():
        lines.setdefault(line.holding, []).append(line)
    counts = [(label_of(code), slip.counts[code]) for code in sorted(slip.counts, key=_rank)]
    return SlipView(slip, counts, [(label_of(code), rows) for code, rows in lines.items()], titles)


def _rank(code: str) -> int:
    known = holding(code)
    return known.rank if known else 0


def label_of(code: str) -> str:
    """The kind's word; a kind whose room is gone is named by its code."""
    known = holding(code)
    return str(known.label) if known else code


def after(unit: Unit) -> list[Unit]:
    """The unit's successor, that one's successor, and so on: what it is called today comes last."""
    line: list[Unit] = []
    while unit.successor is not None and unit.successor not in line:
        unit = unit.successor
        line.append(unit)
    return line


def of_unit(viewer: Actor, unit: UUID) -> list[Handover]:
    """Changes of one unit that the viewer may know of, newest first."""
    rows = handovers(viewer).filter(sides__unit_id=unit).exclude(nature=Nature.POST)
    return list(rows.distinct().order_by(*ORDER))


def people_to_offer(viewer: Actor, day: date) -> tuple[QuerySet[Tenure], QuerySet[Post]]:
    """Who may hand over, and posts that may take: all for the security administrator, else the unit's."""
    tenures = Tenure.objects.in_force_on(day).select_related("post__unit", "person")
    posts = Post.objects.filter(valid_until=None, unit__valid_until=None).select_related("unit")
    if not viewer.has(Role.SECADMIN):
        tenures = tenures.filter(post__unit_id=viewer.unit_key)
        posts = posts.filter(unit_id=viewer.unit_key)
    order = ("unit__protocol_order", "unit__code", "order", "id")
    return tenures.order_by(*(f"post__{name}" for name in order)), posts.order_by(*order)


__all__ = [
    "ORDER",
    "Found",
    "SlipView",
    "after",
    "found",
    "handovers",
    "label_of",
    "of_unit",
    "people_to_offer", "scan_of",
    "slip_of",
]  # fmt: skip
