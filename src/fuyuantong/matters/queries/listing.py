"""Matters as a list, one obligation whole, a timeline by pages; and the right to an old answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.queries import attachment
from fuyuantong.matters import policy
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.models import Matter
from fuyuantong.matters.models.matter import MatterQuerySet
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.queries.detail import (
    ObligationView,
    attachment_subject,
    get_matter,
    get_obligation,
    get_petition,
    obligations_of,
)
from fuyuantong.matters.queries.sight import entries_for

MATTER_ORDER = ("-created_at", "-id")
TIMELINE_ORDER = ("-seq",)


@dataclass(frozen=True, slots=True)
class MatterFilters:
    """What the list of matters is narrowed to. Empty means: not narrowed."""

    words: str = ""
    mechanism: str = ""
    linkage: str = ""
    region: str = ""
    state: str = ""
    stage: str = ""
    plan_item: UUID | None = None


def matters(viewer: Actor, filters: MatterFilters) -> MatterQuerySet:
    """Matters that the viewer may see; order them by `MATTER_ORDER`."""
    names = ("mechanism", "linkage", "region", "state", "stage", "plan_item")
    wanted = {name: value for name in names if (value := getattr(filters, name))}
    rows = Matter.objects.visible_to(viewer).filter(**wanted)
    if filters.words:
        rows = rows.matching(filters.words)
    return rows.select_related("started_by_unit")


def timeline(viewer: Actor, matter_id: UUID) -> QuerySet[Entry]:
    """The chain of a matter, as far as the viewer may read it; order it by `TIMELINE_ORDER`."""
    return entries_for(viewer, get_matter(viewer, matter_id))


def obligation_view(viewer: Actor, obligation_id: UUID, today: date) -> ObligationView:
    """One obligation with its clocks, feedback, petitions, reminders, files and parts."""
    row = get_obligation(viewer, obligation_id)
    waiting, _clocks = obligations_of(viewer, row.matter, today)
    while waiting:
        view = waiting.pop()
        if view.row.pk == row.pk:
            return view
        waiting.extend(view.parts)
    raise NotFound


def may_still(viewer: Actor, obligation_id: UUID, verb: str) -> None:
    """Raise unless the viewer still sees the obligation and still has the right to this verb."""
    row = get_obligation(viewer, obligation_id)
    if verb in policy.MAY and not policy.MAY[verb](viewer, row):
        words = words_for(verb, row) if verb in MOVES else ""
        raise Forbidden(policy.refusal(verb, words, row))


def may_still_work(viewer: Actor, matter_id: UUID) -> None:
    """Raise unless the viewer still sees the matter and still does business for a unit."""
    get_matter(viewer, matter_id)
    if not policy.handles(viewer):
        raise Forbidden("您现在的岗位只能查看，不能办理。")


def file_of(viewer: Actor, matter_id: UUID, number: UUID) -> Attachment:
    """A file of a matter or of one of its obligations; the matter's sight decides."""
    matter = get_matter(viewer, matter_id)
    return attachment(*attachment_subject(viewer, matter, number), number)


def may_still_decide(viewer: Actor, petition_id: UUID, verb: str) -> None:
    """`may_still` for the obligation that a petition is about."""
    may_still(viewer, get_petition(viewer, petition_id).obligation_id, verb)
