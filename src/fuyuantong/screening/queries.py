"""Lists, items, checks, hits and objections as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from fuyuantong.common import rows as by_key
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.organs.models import Unit
from fuyuantong.registers.kinds import RowState
from fuyuantong.registers.models import Book, Row
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.kinds import HitState, Listing, Measure
from fuyuantong.screening.masking import masked_name, masked_number
from fuyuantong.screening.models import Check, Hit, Item, Job, ListVersion, Objection, Record

RECORD_ORDER = ("-published_on", "-id")
NEWEST = ("-at", "-id")
SHOWN = 20


def listing_of(code: str) -> Listing:
    found = kinds.listings().get(code)
    if found is None:
        raise NotFound
    return found


def live_version(code: str) -> int:
    """The number of the list's newest version; 0 before the first."""
    newest = by_key.ask("SELECT max(number) FROM screening_listversion WHERE listing = %s", (code,))
    return (newest[0] if newest else None) or 0


@dataclass(frozen=True, slots=True)
class ListView:
    """A list for whoever looks: its definition, its newest version, whether the viewer keeps it."""

    listing: Listing
    version: int
    publishes: bool


def lists_for(viewer: Actor) -> list[ListView]:
    return [
        ListView(one, live_version(one.code), policy.may_publish(viewer, one))
        for one in kinds.listings().values()
    ]


def records_of(viewer: Actor, code: str) -> QuerySet[Record]:
    """The viewer's own unit's records of a list; refused to those who do not publish it."""
    if not policy.may_publish(viewer, listing_of(code)):
        raise Forbidden(str(policy.PUBLISHERS_ONLY))
    return Record.objects.visible_to(viewer).filter(listing=code)


def record_of(viewer: Actor, key: UUID) -> Record:
    row = Record.objects.visible_to(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def versions_of(code: str) -> list[ListVersion]:
    return list(ListVersion.objects.filter(listing=code).order_by("-number")[:SHOWN])


def items_of(viewer: Actor) -> QuerySet[Item]:
    return Item.objects.visible_to(viewer).select_related("unit", "publisher")


def item_of(viewer: Actor, key: UUID) -> Item:
    row = items_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def publishers_for(listing: str) -> list[Unit]:
    return list(Unit.objects.filter(kind=listing_of(listing).publisher, valid_until=None))


def measures_for(listing: str) -> list[Measure]:
    return [measure for measure in kinds.measures().values() if listing in measure.listings]


def checks_of(viewer: Actor, item: Item) -> QuerySet[Check]:
    return Check.objects.visible_to(viewer).filter(item=item)


def hits_with_records() -> Prefetch[str]:
    return Prefetch("hits", Hit.objects.select_related("record__unit", "asked__item").order_by("at", "id"))


def check_of(viewer: Actor, key: UUID) -> Check:
    rows = Check.objects.visible_to(viewer).filter(pk=key).select_related("item")
    row = rows.prefetch_related(hits_with_records()).first()
    if row is None:
        raise NotFound
    return row


def hits_of(viewer: Actor, *, waiting: bool = False) -> QuerySet[Hit]:
    """Hits of the viewer's unit; `waiting` for those that still want a look (the review queue)."""
    rows = Hit.objects.visible_to(viewer).select_related("asked__item", "record__unit")
    return rows.filter(state__in=[HitState.WAITING, HitState.SECOND]) if waiting else rows


def hit_of(viewer: Actor, key: UUID) -> Hit:
    row = hits_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def objections_of(viewer: Actor) -> QuerySet[Objection]:
    return Objection.objects.visible_to(viewer).select_related("record__unit", "hit", "unit")


def objection_of(viewer: Actor, key: UUID) -> Objection:
    row = objections_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def job_of(viewer: Actor, key: UUID) -> Job:
    rows = Job.objects.select_related("item").filter(item__in=Item.objects.visible_to(viewer))
    row = rows.filter(pk=key, item__unit_id=viewer.unit_key).first()
    if row is None:
        raise NotFound
    return row


def sources_of(viewer: Actor) -> list[tuple[str, str]]:
    """Code and name of the registers in which the viewer's unit has rows that can be compared as a whole."""
    own = Row.objects.filter(owner_id=viewer.unit_key, state=RowState.CURRENT, sealed=False)
    books = Book.objects.filter(code__in=list(kinds.sources())).order_by("name")
    return list(books.filter(Exists(own.filter(book_id=OuterRef("pk")))).values_list("code", "name"))


def jobs_of(viewer: Actor, item: Item) -> list[Job]:
    own = item.unit_id == viewer.unit
    return list(Job.objects.filter(item=item).order_by("-at")[:SHOWN]) if own else []


def records_over(today: date) -> list[UUID]:
    """Live records whose time is over."""
    rows = Record.objects.filter(state__in=kinds.LIVE, expires_on__lt=today)
    return list(rows.order_by("expires_on").values_list("pk", flat=True)[:1000])


def published_of(record: Record) -> list[tuple[str, str]]:
    """Label and text of what is published beside the rest, in the order of the form."""
    return [
        (str(word), text) for name, word in kinds.PUBLISHED.items() if (text := record.published.get(name))
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What a hit tells whoever asked: no more than the list allows; `pairs` are label, the row's, the
    record's."""

    evidence: str
    basis: str
    case_no: str
    court: str
    duty: str
    conduct: Sequence[str]
    published: Sequence[tuple[str, str]]
    measures: Sequence[Measure]
    expires_on: date | None
    pairs: Sequence[tuple[str, str, str]]
    objection: str


def told_of(hit: Hit) -> Told:
    """Reasons, measures, basis, case, court, expiry and how to object; the number always covered."""
    record, item = hit.record, hit.asked.item
    listing = kinds.listings()[item.listing]
    row, known = hit.row, kinds.measures()
    subject = record.subject()
    pairs = [
        (
            _("姓名或名称"),
            row.get("name", ""),
            record.name if record.kind == "O" or row else masked_name("P", record.name),
        ),
        (_("证件号码"), row.get("number", ""), masked_number(record.number)),
        (_("出生"), row.get("birth", ""), subject.year),
        (_("性别"), row.get("sex", ""), record.sex or subject.sex),
        (_("省份代码"), row.get("province", ""), record.province),
    ]
    return Told(
        evidence=str(kinds.BANDS.get(hit.band, hit.band)),
        basis=listing.basis,
        case_no="" if listing.minimal else record.case_no,
        court=str(record.unit),
        duty="" if listing.minimal else record.duty,
        conduct=[]
        if listing.minimal
        else [listing.conduct[c] for c in record.conduct if c in listing.conduct],
        published=[] if listing.minimal else published_of(record),
        measures=[known[code] for code in item.measures if code in known],
        expires_on=record.expires_on,
        pairs=pairs,
        objection=_("当事人可向办理窗口或%(court)s提出异议，15 日内审查；异议成立的，3 个工作日内纠正。")
        % {"court": record.unit},
    )
