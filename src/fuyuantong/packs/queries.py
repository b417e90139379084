"""Packs as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.matters.kinds import ObligationState, Scope
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.models.obligation import ObligationQuerySet
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.packs import policy
from fuyuantong.packs.kinds import PackState
from fuyuantong.packs.models import OwnForm, Pack, PackRow, Return

PACK_ORDER = ("-at", "-id")
ROWS_SHOWN = 300
PACKED = (ObligationState.PENDING, ObligationState.WORKING)
"""What a pack asks about: to be signed for, or being worked on."""


def packs_of(viewer: Actor) -> QuerySet[Pack]:
    """Packs that the viewer may see; order them by `PACK_ORDER`."""
    return Pack.objects.visible_to(viewer).select_related("unit", "replaced_by", "form__file")


def pack_of(viewer: Actor, key: UUID) -> Pack:
    row = packs_of(viewer).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def rows_of(viewer: Actor, pack: Pack) -> QuerySet[PackRow]:
    """A pack's rows in their order, as far as the viewer may see what they are about."""
    return PackRow.objects.visible_to(viewer).filter(pack=pack).select_related("obligation").order_by("place")


def bundle_of(viewer: Actor, bundle: UUID) -> list[Pack]:
    """The packs that one act made, in protocol order."""
    rows = packs_of(viewer).filter(bundle=bundle).order_by("unit__protocol_order", "unit__code")
    found = list(rows)
    if not found:
        raise NotFound
    return found


def return_of(viewer: Actor, key: UUID) -> Return:
    """What came back: for who brought it, and whoever sees the pack for the office."""
    row = Return.objects.select_related("pack__unit", "file").filter(pk=key).first()
    if row is None or not Pack.objects.visible_to(viewer).filter(pk=row.pack_id).exists():
        raise NotFound
    return row


def packable(viewer: Actor, linkage: str) -> ObligationQuerySet:
    """Tasks of a linkage that a pack may carry. What is only for named posts (知悉范围) stays inside."""
    rows = Obligation.objects.visible_to(viewer).filter(linkage=linkage, state__in=PACKED)
    return rows.exclude(matter__scope=Scope.NAMED).exclude(matter__state="void")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with open tasks, and how many."""

    unit: Unit
    open: int


def candidates(viewer: Actor, linkages: Sequence[Linkage]) -> list[Candidate]:
    """Units that owe something in the viewer's linkages; those without accounts first."""
    counts: dict[UUID, int] = {}
    for linkage in linkages:
        rows = packable(viewer, linkage.code).order_by().values_list("owner").annotate(n=Count("pk"))
        for owner, n in rows:
            counts[owner] = counts.get(owner, 0) + n
    units = Unit.objects.filter(pk__in=list(counts)).in_protocol_order()
    found = [Candidate(unit, counts[unit.pk]) for unit in units]
    return sorted(found, key=lambda one: one.unit.has_accounts)


FORM_ORDER = ("-at", "-id")


def forms_of(viewer: Actor) -> QuerySet[OwnForm]:
    """The own forms of the offices that the viewer serves, those in use; order them by `FORM_ORDER`."""
    return OwnForm.objects.visible_to(viewer).filter(retired_at=None).select_related("file")


def form_of(viewer: Actor, key: UUID, linkage: str = "") -> OwnForm:
    """A form in use; with `linkage`, one of this linkage whose columns are settled."""
    rows = forms_of(viewer)
    found = (rows.filter(linkage=linkage, settled=True) if linkage else rows).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def linkages_of(viewer: Actor) -> list[Linkage]:
    return list(Linkage.objects.filter(code__in=viewer.offices, valid_until=None).order_by("code"))


@dataclass(frozen=True, slots=True)
class PackView:
    """One pack on its page."""

    pack: Pack
    rows: Sequence[PackRow]
    returns: Sequence[Return]
    makes: bool
    returns_it: bool
    own: bool


def pack_view(viewer: Actor, key: UUID) -> PackView:
    pack = pack_of(viewer, key)
    out = pack.state == PackState.OUT
    return PackView(
        pack=pack,
        rows=list(rows_of(viewer, pack)[:ROWS_SHOWN]),
        returns=list(pack.returns.select_related("file").order_by("-at")[:20]),
        makes=policy.may_make(viewer, pack.linkage) and out,
        returns_it=policy.may_return(viewer, pack) and out,
        own=policy.is_own(viewer, pack),
    )


def found_by_code(viewer: Actor, code: str) -> Pack | None:
    """The pack with this code if the viewer may see it: a stray row is named by where it belongs."""
    return packs_of(viewer).filter(code=code).first()
