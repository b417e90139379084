"""Sessions in the database, read with a statement that is written once (every request reads one)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.utils import timezone

from fuyuantong.common.fixed import Fixed

_session = Fixed(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)


class SessionStore(Stored):
    def _get_session_from_db(self) -> Any:
        found = _session(self.session_key, timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None
