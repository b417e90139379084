"""Unique rows that say "this was deferred" and "this was done"."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def claim(key: str, now: datetime) -> bool:
    """Insert the mark in the present transaction; False when it is there already.

    A concurrent claim of the same key waits for the first one's end. Never raises inside the transaction,
    because a caught unique violation would leave it aborted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_rememberedjob (key, created_at) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING",
            [key, now],
        )
        return bool(cursor.rowcount == 1)
