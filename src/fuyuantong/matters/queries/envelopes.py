"""The envelope of a matter: who, whom, what kind, when. Its content is never loaded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fuyuantong.common.actors import Actor
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.kinds import Capacity
from fuyuantong.matters.models import Matter

ORDER = ("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One line of the 往来登记."""

    kind: str
    sender: str
    receivers: Sequence[str]
    on: date
    closed: bool


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
