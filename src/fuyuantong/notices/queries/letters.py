"""Jobs that were given up, and what goes out over which channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.notices import kinds
from fuyuantong.notices.channels import Channel, open_channels
from fuyuantong.notices.channels.configured import robots_of
from fuyuantong.notices.models import DeadLetter, Delivery, Handle
from fuyuantong.notices.policy import require
from fuyuantong.organs.models import Person, Unit

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """One open channel: how it is limited, who can be reached, and how the last week went."""

    code: str
    word: str
    for_units: bool
    per_minute: int
    carries_titles: bool
    reach: int
    sent: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RobotSeat:
    """A unit's robot: at which channel, and whether messages to it are signed. Never its address."""

    channel: str
    word: str
    unit: Unit
    signed: bool
    last_at: datetime | None


def channel_uses(viewer: Actor, now: datetime) -> list[ChannelUse]:
    require(viewer, "see_channels")
    lately = Delivery.objects.filter(at__gte=now - LATELY).exclude(receipt="").order_by()
    rows = lately.values_list("channel").annotate(Count("pk"), Max("at"))
    counted = {channel: (n, last) for channel, n, last in rows}
    return [_use(way, *counted.get(way.code, (0, None))) for way in open_channels()]


def _use(way: Channel, sent: int, last: datetime | None) -> ChannelUse:
    return ChannelUse(
        way.code, str(way.word), way.for_units, way.per_minute, way.carries_titles, _reach(way),
        sent, last,
    )  # fmt: skip


def _reach(way: Channel) -> int:
    """How many units, or how many active people, have an address there."""
    if way.for_units:
        return len(_units(way))
    own = Handle.objects.filter(channel=way.code).exclude(account="").values("person_id")
    column = {"email": "email", "sms": "phone"}.get(way.code)
    wanted = Q(pk__in=own) | (~Q(**{column: ""}) if column else Q(pk__in=[]))
    people = Person.objects.filter(is_active=True)
    return people.count() if way.reaches_all else people.filter(wanted).count()


def _units(way: Channel) -> list[Unit]:
    codes = robots_of(way.code.removesuffix("-robot"))
    return list(Unit.objects.filter(code__in=codes).in_protocol_order())


def robot_seats(viewer: Actor) -> list[RobotSeat]:
    """Which units have a robot where, in protocol order."""
    require(viewer, "see_channels")
    told = Delivery.objects.filter(channel__endswith="-robot").exclude(receipt="").order_by()
    rows = told.values("channel", "unit").annotate(last=Max("at"))
    last = {(row["channel"], row["unit"]): row["last"] for row in rows}
    seats = []
    for way in open_channels(for_units=True):
        signed = robots_of(way.code.removesuffix("-robot"))
        seats += [
            RobotSeat(way.code, str(way.word), unit, signed[unit.code], last.get((way.code, unit.pk)))
            for unit in _units(way)
        ]
    return seats


def unsure(viewer: Actor, *, after: str = "", before: str = "", size: int = 50) -> Page[Delivery]:
    """Messages that may have gone out; those nobody has handled come first."""
    require(viewer, "see_channels")
    rows = Delivery.objects.filter(unsure_at__isnull=False).annotate(open=Q(settled_at=None))
    return page_by_key(rows, ("-open", "-unsure_at", "-id"), size=size, after=after, before=before)


def names_of(rows: Sequence[Delivery]) -> dict[UUID, str]:
    """Names of the people and units that deliveries went to."""
    people = Person.objects.filter(pk__in=[r.person for r in rows if r.person])
    units = Unit.objects.filter(pk__in=[r.unit for r in rows if r.unit])
    return {p.pk: p.name for p in people} | {u.pk: str(u) for u in units}


def dead_letters(viewer: Actor, *, after: str = "", before: str = "", size: int = 50) -> Page[DeadLetter]:
    """Return jobs that were given up; those nobody has handled come first."""
    require(viewer, "see_dead_letters")
    rows = DeadLetter.objects.filter(final=True)
    return page_by_key(
        rows.annotate(open=Q(handled_at=None)),
        ("-open", "-at", "-job"),
        size=size,
        after=after,
        before=before,
    )


def open_dead_letters(viewer: Actor) -> int:
    if not viewer.has("sysadmin"):
        return 0
    return DeadLetter.objects.filter(final=True, handled_at=None)[: kinds.SHOWN_AT_MOST + 1].count()
