"""How the heart writes its trail: one stream a matter, dotted verbs, digests instead of erasable texts."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.rows import add
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.matters.models import Matter, Obligation, Remark


def digest(text: str) -> str:
    """SHA-256 of a text that is kept in its own row and may have to be erased there."""
    return hashlib.sha256(text.encode()).hexdigest()


def note_obligation(
    uow: UnitOfWork, obligation: Obligation, kind: str, occurred_on: date | None = None, **data: Any
) -> None:
    """Record `obligation.<kind>`; `data` holds JSON values only."""
    uow.record(
        Note(
            stream=matter_stream(obligation.matter_id),
            kind=f"obligation.{kind}",
            object_type="obligation",
            object_id=obligation.pk,
            object_version=obligation.version,
            region=obligation.region,
            data=_dated(uow, occurred_on, data) | {"owner": obligation.owner.name},
        )
    )


def note_matter(
    uow: UnitOfWork,
    matter: Matter,
    kind: str,
    occurred_on: date | None = None,
    *,
    words: str = "",
    **data: Any,
) -> None:
    """Record `matter.<kind>`; `words` (a reason) are kept as a `Remark`."""
    if words:
        data |= remark(uow, matter, None, kind, words)
    uow.record(
        Note(
            stream=matter_stream(matter.pk),
            kind=f"matter.{kind}",
            object_type="matter",
            object_id=matter.pk,
            object_version=matter.version,
            region=matter.region,
            data=_dated(uow, occurred_on, data),
        )
    )


def remark(
    uow: UnitOfWork, matter: Matter, obligation: Obligation | None, verb: str, text: str
) -> dict[str, str]:
    """Keep the words of a move in a row of their own; returns what the trail may say of them."""
    row = Remark(
        matter=matter,
        obligation=obligation,
        verb=verb,
        text=text,
        at=uow.now,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )
    add([row])
    return {"remark": str(row.pk), "digest": digest(text)}


def _dated(uow: UnitOfWork, occurred_on: date | None, data: dict[str, Any]) -> dict[str, Any]:
    """When it happened is written beside when it was recorded, always; 补录 is marked where they differ."""
    happened = occurred_on or uow.today
    marked: dict[str, Any] = {**data, "occurred_on": happened.isoformat()}
    if happened < uow.today:
        marked["backfilled"] = True
    return marked
