"""The envelope of a matter: who, whom, what kind, when. Its content is never loaded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fuyuantong.common.actors import Actor
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.kinds import Capacity
from fuyuantong.matters.models import Matter, Obligation, Remark

ORDER = ("-created_at", "-id")
WITHDRAWALS_MOST = 100
"""The newest; older ones are history that the sender keeps."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One line of the 往来登记."""

    kind: str
    sender: str
    receivers: Sequence[str]
    on: date
    closed: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """撤回告知: what a unit may know of something that was taken back before it signed."""

    number: str
    title: str
    kind: str
    sent_on: date | None
    at: datetime | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnvelopePage:
    rows: list[Envelope]
    next: str | None
    previous: str | None


def envelopes(viewer: Actor, *, size: int = 50, after: str = "", before: str = "") -> EnvelopePage:
    """A page of envelopes, newest first: two queries and those of the mechanisms' names (cached)."""
    seen = Matter.objects.envelopes_for(viewer).select_related("started_by_unit")
    rows = seen.only("id", "definition_id", "created_at", "occurred_on", "state", "started_by_unit")
    page: Page[Matter] = page_by_key(
        rows.prefetch_related("parties__unit"), ORDER, size=size, after=after, before=before
    )
    return EnvelopePage([_envelope(matter) for matter in page.rows], page.next, page.previous)


def _envelope(matter: Matter) -> Envelope:
    hidden = {Capacity.SUPERVISOR, Capacity.STARTER}
    units = [str(p.unit) for p in matter.parties.all() if p.capacity not in hidden]
    return Envelope(
        kind=mechanism_of_version(matter.definition_id).name,
        sender=str(matter.started_by_unit),
        receivers=list(dict.fromkeys(u for u in units if u != str(matter.started_by_unit))),
        on=matter.occurred_on,
        closed=matter.state != "open",
    )


def withdrawals(viewer: Actor) -> list[Withdrawal]:
    """What was sent to the viewer's unit and withdrawn before it signed, the newest first: two queries."""
    sent = Obligation.objects.recalled_from(viewer).select_related("matter", "creditor")
    rows = list(sent.order_by(*ORDER)[:WITHDRAWALS_MOST])
    owners = {row.pk for row in rows} | {row.parent_id for row in rows if row.parent_id}
    said = {r.obligation_id: r for r in Remark.objects.filter(obligation__in=owners, verb="withdraw")}
    return [_withdrawal(row, said.get(row.pk) or said.get(row.parent_id)) for row in rows]


def _withdrawal(row: Obligation, said: Remark | None) -> Withdrawal:
    return Withdrawal(
        number=row.matter.number,
        title=row.title,
        kind=mechanism_of_version(row.matter.definition_id).name,
        sent_on=row.issued_on,
        at=said.at if said else None,
        by=said.by_unit_name if said else str(row.creditor),
        reason=said.text if said else "",
    )
