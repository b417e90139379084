"""Imported papers for the post that brought them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs.models import Unit
from fuyuantong.organs.queries import region_with_descendants
from fuyuantong.plans import policy
from fuyuantong.plans.drafting import is_bare
from fuyuantong.plans.highlighting import Passage, Segment, paragraphs, passages
from fuyuantong.plans.kinds import BLOCKING_WARNINGS, DamageState, ImportState, ItemState, PlanState
from fuyuantong.plans.models import Damage, Import, ImportText, Plan, PlanItem
from fuyuantong.plans.queries.cards import Card, cards_of
from fuyuantong.plans.queries.naming import Named, full_name, keys_of, resolve

LISTED = 50


@dataclass(frozen=True, slots=True)
class Review:
    """Everything the review page shows."""

    paper: Import
    cards: Sequence[Card]
    lines: Sequence[Sequence[Segment]]
    damages: Sequence[Damage]
    settled_damages: Sequence[Damage]
    warnings: Sequence[dict[str, Any]]
    open_names: int

    @property
    def waiting(self) -> int:
        return sum(card.is_todo for card in self.cards)

    @property
    def confirmed(self) -> int:
        return sum(card.item.state == ItemState.CONFIRMED for card in self.cards)

    @property
    def sure(self) -> list[Card]:
        return [card for card in self.cards if card.is_sure]

    @property
    def can_adopt(self) -> bool:
        return not self.waiting and not self.open_names and self.confirmed > 0


def imports_of(viewer: Actor) -> list[Import]:
    """The viewer's papers, newest first. E-FORBIDDEN for posts that import nothing."""
    policy.check_import(viewer)
    rows = Import.objects.visible_to(viewer).exclude(state=ImportState.DROPPED)
    return list(rows.order_by("-uploaded_at")[:LISTED])


def import_for(viewer: Actor, key: UUID) -> Import:
    row = Import.objects.visible_to(viewer).select_related("region").filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def review_of(viewer: Actor, key: UUID, today: date) -> Review:
    """The paper with its items, whatever their state; in a fixed number of queries."""
    paper = import_for(viewer, key)
    items = list(PlanItem.objects.filter(source=paper).order_by("ordinal", "pk"))
    named = resolve(_asked(items), paper.region_id, today)
    text = ImportText.objects.filter(source=paper).values_list("text", flat=True).first() or ""
    damages = list(Damage.objects.filter(source=paper).select_related("item"))
    marks = [
        *passages((i.pk, i.start, i.end) for i in items if i.state != ItemState.SPLIT),
        *(Passage(f"d-{d.pk}", d.start, d.end, damaged=True) for d in damages if d.state == DamageState.OPEN),
    ]
    return Review(
        paper=paper,
        cards=cards_of(items, named, today),
        lines=paragraphs(text, marks),
        damages=[d for d in damages if d.state == DamageState.OPEN],
        settled_damages=[d for d in damages if d.state != DamageState.OPEN],
        warnings=[w for w in paper.warnings if w["code"] not in BLOCKING_WARNINGS],
        open_names=sum(not answer.is_settled for answer in named.values()),
    )


def _asked(items: Sequence[PlanItem]) -> list[tuple[str, str]]:
    """The names of the items that may still become tasks."""
    wanted = {ItemState.TO_REVIEW, ItemState.CONFIRMED}
    return keys_of(item.names for item in items if item.state in wanted)


@dataclass(frozen=True, slots=True)
class OpenName:
    """One name on the page 单位对应: what it stands for, where it is used, what to call a new unit."""

    named: Named
    times: int
    suggested: str
    kind: str

    @property
    def value(self) -> str:
        return f"{self.named.prefix}|{self.named.raw}"


_KIND_WORDS = (
    ("court", ("法院", "中院")),
    ("procuratorate", ("检察院",)),
    ("supervision", ("监委", "监察委")),
    ("congress", ("人大",)),
    ("party", ("纪委", "组织部", "宣传部", "统战部", "政法委", "市委", "州委", "县委")),
    ("central", ("税务局", "人民银行", "人行", "海关", "银保监", "金融监管分局", "邮政", "气象局")),
    ("mass", ("工商联", "妇联", "团委", "律协", "协会", "总工会", "残联")),
    ("enterprise", ("公司", "集团", "银行")),
)


def names_of(viewer: Actor, key: UUID, today: date) -> tuple[Import, list[OpenName]]:
    """All names of a paper, open ones first, then in order of the text."""
    paper = import_for(viewer, key)
    items = list(PlanItem.objects.filter(source=paper).order_by("ordinal", "pk"))
    named = resolve(_asked(items), paper.region_id, today)
    times: dict[tuple[str, str], int] = {}
    for item in items:
        for name in item.names:
            place = (name["raw"], name.get("prefix", ""))
            times[place] = times.get(place, 0) + 1
    found = [
        OpenName(answer, times.get(place, 0), _suggested(paper, answer), kind_of(answer.raw))
        for place, answer in named.items()
    ]
    return paper, sorted(found, key=lambda one: one.named.is_settled)


def kind_of(name: str) -> str:
    """The kind of organ that a name sounds like; a department of government where nothing says otherwise."""
    return next((kind for kind, words in _KIND_WORDS if any(word in name for word in words)), "government")


def _suggested(paper: Import, named: Named) -> str:
    """A full name for a new unit: the region's name put for its place word (市司法局 → 临江市司法局)."""
    place, full = paper.region.name, full_name(named.raw, named.prefix)
    if full.startswith(place):
        return full
    if full[0] == place[-1] and not is_bare(full):
        return place + full[1:]
    return full


def units_to_choose(viewer: Actor, key: UUID, today: date) -> list[Unit]:
    """Units that a name of this paper may stand for: of its region and below, in protocol order."""
    paper = import_for(viewer, key)
    regions = region_with_descendants(paper.region_id)
    above = paper.region.parent_id
    wanted = [*regions, above] if above else regions
    return list(Unit.objects.valid_on(today).filter(region_id__in=wanted).in_protocol_order())


def draft_plans(viewer: Actor, linkage: str) -> list[Plan]:
    """Drafts that a reviewed paper may be added to."""
    rows = Plan.objects.visible_to(viewer).filter(linkage=linkage, state=PlanState.DRAFT)
    return list(rows.order_by("-year", "-created_at")[:LISTED])


def version_of_item(viewer: Actor, key: UUID) -> int:
    """The newest version of an item of a paper that the viewer sees; 0 when there is none."""
    rows = PlanItem.objects.filter(pk=key, source__in=Import.objects.visible_to(viewer))
    return rows.values_list("version", flat=True).first() or 0
