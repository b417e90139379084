"""How the room writes its trail: ids and counts, never cells, which may have to be erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.registers.models import Grant, Row


def note_row(uow: UnitOfWork, row: Row, kind: str, **data: Any) -> None:
    """Record `register.<kind>` of one row."""
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"register.{kind}",
            object_type="register_row",
            object_id=row.pk,
            object_version=row.revision,
            region=row.region,
            data={"register": row.book_id, **data},
        )
    )


def note_grant(uow: UnitOfWork, grant: Grant, kind: str, **data: Any) -> None:
    """Record `register.<kind>` of a grant or of a question under it."""
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"register.{kind}",
            object_type="data_grant",
            object_id=grant.pk,
            object_version=grant.version,
            region=uow.actor.region,
            data={"register": grant.book_id, **data},
        )
    )


def note_book(uow: UnitOfWork, code: str, kind: str, object_id: UUID | None = None, **data: Any) -> None:
    """Record `register.<kind>` of a whole register: publishing, importing, exporting."""
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"register.{kind}",
            object_type="register",
            object_id=object_id,
            region=uow.actor.region,
            data={"register": code, **data},
        )
    )
