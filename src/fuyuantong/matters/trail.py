"""How the heart writes its trail: one stream a matter, dotted verbs, digests instead of erasable texts."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.matters.models import Matter, Obligation


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
            data=_dated(uow, occurred_on, data) | {"task": obligation.title, "owner": obligation.owner.name},
        )
    )


def note_matter(
    uow: UnitOfWork, matter: Matter, kind: str, occurred_on: date | None = None, **data: Any
) -> None:
    """Record `matter.<kind>`."""
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


def _dated(uow: UnitOfWork, occurred_on: date | None, data: dict[str, Any]) -> dict[str, Any]:
    """When it happened is written beside when it was recorded, always; 补录 is marked where they differ."""
    happened = occurred_on or uow.today
    marked: dict[str, Any] = {**data, "occurred_on": happened.isoformat()}
    if happened < uow.today:
        marked["backfilled"] = True
    return marked
