"""What a person keeps here, for 交接: the calendar's secret address stops when they leave their post."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.workbench.models import Feed


def _feeds(seat: Seat) -> list[Held]:
    rows = Feed.objects.filter(person=seat.person_key)
    return [Held(row.person, "日历订阅", "停用") for row in rows]


def _stop_feeds(_uow: UnitOfWork, move: Move, _keys: Sequence[UUID]) -> None:
    """Whoever holds the address would go on reading; in the new post a new one is made in a minute."""
    Feed.objects.filter(person=move.giver.person_key).delete()


def install() -> None:
    register_holding(Holding("feeds", "日历订阅", Between.POSTS, 85, _feeds, _stop_feeds))
