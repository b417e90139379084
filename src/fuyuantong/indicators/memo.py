"""What several figures of one answer ask alike is asked once: kinds, registers, targets, what was signed.

Outside `together` nothing is kept, so that a figure never rests on what was so a moment ago.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("indicators_kept", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Within it every `recall` of a key is made once."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def recall(key: Hashable, make: Callable[[], T]) -> T:
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    found: T = kept[key]
    return found
