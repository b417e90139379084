"""Every read of the room. Whatever counts or lists goes through `Submission.objects.visible_to`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.queries import attachment, attachments_of
from fuyuantong.instructions import policy
from fuyuantong.instructions.kinds import FILED_ON_LETTER, FILED_UNDER, Progress, SubmissionState
from fuyuantong.instructions.models import (
    Instruction,
    Item,
    ItemQuerySet,
    Leader,
    Mandate,
    Submission,
    is_done,
    is_late,
    is_open,
    progress_of,
)
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.matters.queries.letters import needs_backing
from fuyuantong.organs.models import Linkage

ORDER = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty parts do not narrow. `progress` of any of its items; `year` of a 批示."""

    words: str = ""
    state: str = ""
    leader: UUID | None = None
    progress: str = ""
    year: int | None = None


def submissions_of(viewer: Actor, filters: Filters, today: date) -> QuerySet[Submission]:
    """Papers and their 批示 that the viewer may see."""
    found = Submission.objects.visible_to(viewer)
    if filters.words:
        found = found.matching(filters.words)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.leader or filters.year or filters.progress:
        wrote = Instruction.objects.filter(submission=OuterRef("pk"))
        if filters.leader:
            wrote = wrote.filter(leader=filters.leader)
        if filters.year:
            wrote = wrote.filter(given_on__year=filters.year)
        if filters.progress:
            items = Item.objects.standing_at(filters.progress, today)
            wrote = wrote.filter(Exists(items.filter(instruction=OuterRef("pk"))))
        found = found.filter(Exists(wrote))
    return found.prefetch_related(
        Prefetch("instructions", Instruction.objects.prefetch_related(_items(today)))
    )


def _items(today: date) -> Prefetch[str, ItemQuerySet, str]:
    rows = Item.objects.with_progress(today).select_related("matter")
    return Prefetch("items", rows)


def counts_of(row: Submission) -> dict[str, int]:
    """How many of its items stand at each `Progress` (rows of `submissions_of` only)."""
    found: dict[str, int] = {}
    for instruction in row.instructions.all():
        for item in instruction.items.all():
            name = str(progress_of(item))
            found[name] = found.get(name, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing asked and how it stands; `matter` is None where the viewer does not see it."""

    item: Item
    progress: Progress
    matter: Matter | None
    units: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubmissionView:
    row: Submission
    linkage: Linkage
    instructions: Sequence[tuple[Instruction, Sequence[ItemView]]]
    files: Sequence[Attachment]
    matter: Matter | None
    records: bool
    may: frozenset[str] = field(default_factory=frozenset)


def submission_of(viewer: Actor, key: UUID, today: date) -> SubmissionView:
    """One paper with all that was written on it and what came of that."""
    rows = submissions_of(viewer, Filters(), today).select_related("unit")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound
    wrote = list(row.instructions.all())
    keys = [item.matter_id for one in wrote for item in one.items.all()]
    seen = Matter.objects.visible_to(viewer).filter(pk__in=[*keys, *filter(None, [row.matter_id])])
    matters = {one.pk: one for one in seen.prefetch_related("obligations__owner")}
    told = [(one, [_item(item, matters) for item in one.items.all()]) for one in wrote]
    records = policy.may_record(viewer, row)
    may = {"record"} if records and row.state != SubmissionState.DROPPED else set()
    if records and row.state == SubmissionState.SUBMITTED:
        may.add("drop")
    return SubmissionView(
        row, Linkage.objects.get(code=row.linkage), told, attachments_of(FILED_UNDER, [row.pk])[row.pk],
        matters.get(row.matter_id) if row.matter_id else None, records, frozenset(may),
    )  # fmt: skip


def _item(item: Item, matters: dict[UUID, Matter]) -> ItemView:
    matter = matters.get(item.matter_id)
    owed = [row for row in matter.obligations.all() if row.parent_id is None] if matter else []
    due = min((row.due_on for row in owed if row.due_on), default=None)
    units = "、".join(dict.fromkeys(str(row.owner) for row in owed))
    return ItemView(item, progress_of(item), matter, units, due)


def file_of(viewer: Actor, key: UUID, number: UUID) -> Attachment:
    """A scan or photo on a paper that the viewer may see."""
    if not Submission.objects.visible_to(viewer).filter(pk=key).exists():
        raise NotFound
    return attachment(FILED_UNDER, key, number)


def leaders_of(viewer: Actor, *, all_: bool = False) -> QuerySet[Leader]:
    """Leaders whose 批示 the viewer may record, in protocol order; for an office `all_` adds former ones."""
    own = Linkage.objects.filter(members=viewer.unit_key).values("code")
    rows = Leader.objects.filter(linkage__in=viewer.offices)
    rows |= Leader.objects.filter(linkage__in=own, unit_id=viewer.unit_key)
    rows = rows.select_related("unit").order_by("unit__protocol_order", "unit__code", "place", "name")
    return rows if all_ else rows.filter(active=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """落实 of one leader's 批示: how many he gave, how many things they ask, and how those stand."""

    leader: Leader
    given: int
    items: int
    done: int
    working: int
    overdue: int
    ended: int

    @property
    def share(self) -> float:
        """Of what is not ended otherwise, how much is done, in percent."""
        asked = self.items - self.ended
        return 100 * self.done / asked if asked else 0.0


def figures(viewer: Actor, today: date, year: int | None = None) -> list[Figure]:
    """批示 落实 by leader in protocol order, of what the viewer may see."""
    seen = Submission.objects.visible_to(viewer).values("pk")
    wrote = Instruction.objects.filter(submission__in=seen)
    if year:
        wrote = wrote.filter(given_on__year=year)
    given = dict(wrote.values_list("leader").annotate(n=Count("pk")).order_by("leader"))
    items = Item.objects.filter(instruction__in=wrote.values("pk"))
    counts: dict[UUID, dict[str, int]] = {}
    for leader, late, open_, done in items.values_list(
        "instruction__leader", is_late(today), is_open(), is_done()
    ):
        name = "overdue" if late else "working" if open_ else "done" if done else "ended"
        mine = counts.setdefault(leader, {})
        mine[name] = mine.get(name, 0) + 1
    order = ("unit__protocol_order", "unit__code", "place", "name")
    rows = Leader.objects.filter(pk__in=given).select_related("unit").order_by(*order)
    return [
        Figure(
            row, given[row.pk], sum(counts.get(row.pk, {}).values()),
            **{name: counts.get(row.pk, {}).get(name, 0) for name in ("done", "working", "overdue", "ended")},
        )
        for row in rows
    ]  # fmt: skip


def linkages_of(viewer: Actor) -> list[Linkage]:
    """Linkages in which the viewer may put papers up: those whose office the post serves come first."""
    rows = Linkage.objects.filter(valid_until=None).order_by("name")
    found = [row for row in rows if policy.may_submit(viewer, row)]
    return sorted(found, key=lambda row: row.code not in viewer.offices)


def matter_named(viewer: Actor, text: str) -> UUID | None:
    """The one visible matter with this key, number or title; E-RULE where there is none or several."""
    said = text.strip()
    if not said:
        return None
    seen = Matter.objects.visible_to(viewer)
    try:
        found = list(seen.filter(pk=UUID(said)).values_list("pk", flat=True))
    except ValueError:
        exact = seen.filter(number=said) | seen.filter(title=said)
        found = list(exact.values_list("pk", flat=True)[:2])
        found = found or list(seen.matching(said).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        words = _("有多个事项符合“%s”，请写完整的编号或名称。") if found else _("没有找到名为“%s”的事项。")
        raise Refusal("E-RULE", words % said[:60])
    return found[0]


def letter_to_back(viewer: Actor, draft_id: UUID) -> Draft:
    """A letter that the viewer's unit writes and that lives only by a 批示 or a mandate."""
    draft = Draft.objects.of_unit(viewer).select_related("matter", "unit").filter(pk=draft_id).first()
    if draft is None or not needs_backing(draft):
        raise NotFound
    return draft


def instructions_about(viewer: Actor, matter: UUID) -> QuerySet[Instruction]:
    """批示 on this matter, or that handed it out, as far as the viewer sees them."""
    seen = Submission.objects.visible_to(viewer).values("pk")
    given_out = Item.objects.filter(matter=matter).values("instruction")
    about = Q(submission__matter=matter) | Q(pk__in=given_out)
    return Instruction.objects.filter(about, submission__in=seen).order_by("-given_on")


def mandates_of(viewer: Actor) -> QuerySet[Mandate]:
    """政府督查 mandates of the linkages whose office the viewer's post serves."""
    rows = Mandate.objects.filter(linkage__in=viewer.offices)
    if viewer.roles & ADMIN_ROLES:
        rows = rows.none()
    return rows.select_related("unit").order_by("-issued_on", "-id")


def original_of(viewer: Actor, draft_id: UUID) -> Attachment:
    """The signed original of a letter that the viewer's unit writes."""
    draft = letter_to_back(viewer, draft_id)
    rows = attachments_of(FILED_ON_LETTER, [draft.pk])[draft.pk]
    if not rows:
        raise NotFound
    return rows[-1]
