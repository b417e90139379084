"""Switching Django's connection of this process between the owner (migrations) and the application's role."""

from __future__ import annotations

import os
from typing import Any

from django.db import connections
from psycopg.conninfo import conninfo_to_dict


def connect_as(address: str) -> None:
    """Close Django's connection and let the next one go to `address` (libpq keywords or URI)."""
    parts = conninfo_to_dict(address)
    settings: dict[str, Any] = connections["default"].settings_dict
    connections["default"].close()
    settings.update(
        NAME=str(parts.get("dbname") or settings["NAME"]),
        USER=str(parts.get("user") or ""),
        PASSWORD=str(parts.get("password") or ""),
        HOST=str(parts.get("host") or ""),
        PORT=str(parts.get("port") or ""),
    )


def owner_address() -> str:
    return os.environ.get("DATABASE_OWNER_URL", "")


def app_address() -> str:
    return os.environ.get("DATABASE_URL", "")
