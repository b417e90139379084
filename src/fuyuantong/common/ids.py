"""Keys: UUIDv7 made in Python, so that rows sort by birth and nobody can count another unit's."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """Return a UUIDv7 as the standard library's type (RFC 9562 §5.7)."""
    return UUID(int=uuid_utils.uuid7().int)


def new_id_text() -> str:
    """The same as it is written: for many rows that are only told and stored."""
    return str(uuid_utils.uuid7())
