"""全局检索: matters and obligations by words, number or unit, through the one rule of sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fuyuantong.common.actors import Actor
from fuyuantong.matters.models import Matter, Obligation

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The newest matters and obligations that fit, and whether there are more of each."""

    matters: Sequence[Matter] = ()
    obligations: Sequence[Obligation] = ()
    more_matters: bool = False
    more_obligations: bool = False


def find(viewer: Actor, words: str) -> Found:
    """Look for words of one character or more; two statements, each bounded."""
    if not words:
        return Found()
    matters = list(
        Matter.objects.visible_to(viewer)
        .matching(words)
        .select_related("started_by_unit")
        .order_by("-created_at", "-id")[: SHOWN + 1]
    )
    obligations = list(
        Obligation.objects.visible_to(viewer)
        .matching(words)
        .select_related("owner", "creditor", "matter")
        .order_by("-created_at", "-id")[: SHOWN + 1]
    )
    return Found(matters[:SHOWN], obligations[:SHOWN], len(matters) > SHOWN, len(obligations) > SHOWN)
