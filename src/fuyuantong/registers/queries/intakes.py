"""Imports: one's own, by the post one acts as."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.registers.models import Intake, Row


def intake_for(viewer: Actor, key: UUID) -> Intake:
    """The import that the viewer's post began; NotFound for any other."""
    found = Intake.objects.select_related("book").filter(pk=key, by_post=viewer.post_key).first()
    if found is None:
        raise NotFound
    return found


def count_barred(book: str, at: datetime) -> int:
    """How many rows written at that moment are kept out of every figure."""
    return Row.objects.filter(book_id=book, barred=True, changed_at=at).count()
