"""What the services' answers mean: taken, too fast, never, or once more."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fuyuantong.common.jobs import Later
from fuyuantong.notices.channels.calling import USUAL_LATER, NotTaken, NoUse, Unheard


def must_be_taken(
    answer: dict[str, Any],
    field: str,
    *,
    fast: Collection[int] = (),
    never: Collection[int] = (),
    wait: int = USUAL_LATER,
) -> None:
    """Return when `field` is 0. `fast` codes mean too often, `never` ones that it has no use."""
    code = answer.get(field)
    if code == 0 and not isinstance(code, bool):
        return
    if not isinstance(code, int):
        raise Unheard(f"no {field}")
    said = f"{field} {code}"[:40]
    if code in fast:
        raise Later(wait)
    if code in never:
        raise NoUse(said)
    raise NotTaken(said)
