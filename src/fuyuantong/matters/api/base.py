"""The room's router, and receipts of its acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fuyuantong.common.api import Receipt, Room
from fuyuantong.matters.models import Draft, Feedback, Matter, Obligation, Petition, Urge

room = Room("matters", read="matters:read", write="matters:write")


def of_matter(row: Matter, made: Sequence[UUID] = ()) -> Receipt:
    return Receipt(
        id=row.pk, kind="matter", state=row.state, version=row.version, matter=row.pk, made=list(made)
    )


def of_obligation(row: Obligation, made: Sequence[UUID] = ()) -> Receipt:
    return Receipt(
        id=row.pk,
        kind="obligation",
        state=row.state,
        version=row.version,
        matter=row.matter_id,
        made=list(made),
    )


def of_result(found: Any) -> Receipt:
    """What a verb gave back: the obligation, or something that hangs on it."""
    one = found[0] if isinstance(found, list) else found
    if isinstance(one, Draft) and one.obligation is not None:
        return of_obligation(one.obligation, [one.pk])
    if isinstance(one, Feedback | Petition | Urge):
        return of_obligation(one.obligation, [one.pk])
    return of_obligation(one)
