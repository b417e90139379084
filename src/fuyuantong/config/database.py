"""Where the database is: two addresses, one for work (`fyt_app`) and one for migrations (`fyt_owner`)."""

from __future__ import annotations

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict


def database_settings() -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES from `DATABASE_URL` (work) or, when `FYT_ROLE=owner`, `DATABASE_OWNER_URL`.

    Addresses are libpq URIs or key=value strings; a Unix socket folder is a host that begins with `/`.
    """
    owner = os.environ.get("FYT_ROLE") == "owner"
    address = os.environ.get("DATABASE_OWNER_URL" if owner else "DATABASE_URL", "")
    parts = conninfo_to_dict(address) if address else {}
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": str(parts.get("dbname") or "fuyuantong"),
            "USER": str(parts.get("user") or ("fyt_owner" if owner else "fyt_app")),
            "PASSWORD": str(parts.get("password") or ""),
            "HOST": str(parts.get("host") or ""),
            "PORT": str(parts.get("port") or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "connect_timeout": 3,
                "application_name": "fyt-owner" if owner else "fyt",
                "prepare_threshold": 2,  # for common/rows.py; the ORM never prepares
            },
        }
    }
