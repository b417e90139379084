"""How a lower room tells upper rooms that something happened, inside the same transaction.

An event is a frozen dataclass of the lower room; subscribers are listed in the upper room's `apps.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from fuyuantong.common.uow import UnitOfWork

E = TypeVar("E")
_subscribers: dict[type[Any], list[Callable[[UnitOfWork, Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], subscriber: Callable[[UnitOfWork, E], None]) -> None:
    """Call `subscriber(uow, event)` for every event of exactly this type; asking twice changes nothing."""
    if subscriber not in _subscribers[event_type]:
        _subscribers[event_type].append(subscriber)


def publish(uow: UnitOfWork, event: object) -> None:
    for subscriber in _subscribers[type(event)]:
        subscriber(uow, event)
