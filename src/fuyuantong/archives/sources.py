"""What belongs into a year's volumes, and the papers of each: matters, meetings and plans in one shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fuyuantong.archives.kinds import Source
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of
from fuyuantong.documents.binding import Piece
from fuyuantong.matters.queries import matter_view
from fuyuantong.matters.queries.volumes import finished_in
from fuyuantong.matters.volumes import erase as erase_matter
from fuyuantong.matters.volumes import pieces as of_matter
from fuyuantong.meetings import policy as meeting_policy
from fuyuantong.meetings.actions.erasing import erase as erase_meeting
from fuyuantong.meetings.kinds import HELD_STATES
from fuyuantong.meetings.models import Meeting
from fuyuantong.meetings.printing.binding import pieces as of_meeting
from fuyuantong.meetings.queries import meeting_view
from fuyuantong.meetings.queries.printing import topics_at
from fuyuantong.plans import policy as plan_policy
from fuyuantong.plans.kinds import PlanState
from fuyuantong.plans.models import Plan
from fuyuantong.plans.queries import plan_view
from fuyuantong.plans.volumes import pieces as of_plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that is over and can be filed; `trait` is what the rules of retention ask for."""

    source: Source
    key: UUID
    title: str
    region: str
    began_on: date
    ended_on: date
    trait: str


def candidates(viewer: Actor, year: int) -> list[Candidate]:
    """Plans of the year that were issued, meetings held in it, matters that ended in it, in this order."""
    return [*_plans(viewer, year), *_meetings(viewer, year), *_matters(viewer, year)]


def _plans(viewer: Actor, year: int) -> Iterator[Candidate]:
    rows = Plan.objects.visible_to(viewer).filter(year=year, state=PlanState.ISSUED).order_by("created_at")
    for row in rows:
        if plan_policy.may_run(viewer, row):
            began, ended = day_of(row.created_at), row.issued_on or day_of(row.created_at)
            yield Candidate(Source.PLAN, row.pk, row.title, row.region_id, min(began, ended), ended, trait="")


def _meetings(viewer: Actor, year: int) -> Iterator[Candidate]:
    rows = Meeting.objects.visible_to(viewer).filter(held_on__year=year, state__in=HELD_STATES)
    for row in rows.select_related("kind").order_by("held_on", "pk"):
        if meeting_policy.runs(viewer, row) and row.held_on is not None:
            yield Candidate(
                Source.MEETING, row.pk, row.title, row.region_id, row.held_on, row.held_on,
                trait=str(row.kind.kind.nature),
            )  # fmt: skip


def _matters(viewer: Actor, year: int) -> Iterator[Candidate]:
    if not viewer.offices:
        return
    for row in finished_in(viewer, year):
        if row.closed_at is not None:
            ended = day_of(row.closed_at)
            yield Candidate(
                Source.MATTER, row.pk, row.title, row.region, min(row.occurred_on, ended), ended,
                trait=row.mechanism,
            )  # fmt: skip


def papers_of(viewer: Actor, one: Candidate, today: date) -> Sequence[Piece]:
    """The papers in their order, as the viewer may have them."""
    if one.source is Source.PLAN:
        return of_plan(viewer, plan_view(viewer, one.key, today))
    if one.source is Source.MEETING:
        view = meeting_view(viewer, one.key)
        return of_meeting(view, topics_at(viewer, view))
    return of_matter(matter_view(viewer, one.key, today))


def erase(source: str, key: UUID) -> int:
    """Empty what the volume was made of: uploads, letters, reports; the line in the ledger stays. How many
    uploads went."""
    if source == Source.MATTER:
        return erase_matter(key)
    return erase_meeting(key) if source == Source.MEETING else 0


__all__ = ["Candidate", "candidates", "erase", "papers_of"]
