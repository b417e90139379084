"""When a meeting is over, and whether two meetings are in each other's way."""

from __future__ import annotations

from datetime import datetime, timedelta

from fuyuantong.meetings.models import Meeting

USUAL_LENGTH = timedelta(hours=2)
"""A meeting whose end nobody has said is taken to last so long."""


def over_at(starts_at: datetime, ends_at: datetime | None) -> datetime:
    return ends_at or starts_at + USUAL_LENGTH


def overlap(one: Meeting, other: Meeting) -> bool:
    """Both have a time, and share a moment; one that begins when the other ends does not."""
    if one.starts_at is None or other.starts_at is None:
        return False
    return one.starts_at < over_at(other.starts_at, other.ends_at) and other.starts_at < over_at(
        one.starts_at, one.ends_at
    )


def same_place(one: str, other: str) -> bool:
    """Rooms are written by hand: spaces and case do not make another room. No room is nobody's room."""
    return bool(_room(one)) and _room(one) == _room(other)


def _room(place: str) -> str:
    return "".join(place.split()).casefold()
