"""Access tokens of the services' applications: fetched when needed, kept in the process, never stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

EARLY = 300
"""Seconds before its end at which a token is fetched anew."""

Answer = dict[str, Any]


class TokenKeeper:
    """Keeps one token for each set of keys; a service counts how often one is fetched."""

    def __init__(self, fetch: Callable[[], tuple[str, int]]) -> None:
        """`fetch` returns (token, seconds that it lives) by the settings of the moment."""
        self._fetch = fetch
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, float]] = {}

    def call(self, keys: str, use: Callable[[str], Answer], expired: Callable[[Answer], bool]) -> Answer:
        """Use the token kept for `keys`; when the service says it has ended, once more with a new one."""
        token = self._token(keys)
        answer = use(token)
        return use(self._token(keys, instead_of=token)) if expired(answer) else answer

    def _token(self, keys: str, *, instead_of: str = "") -> str:
        with self._lock:
            token, until = self._kept.get(keys, ("", 0.0))
            if not token or token == instead_of or time.monotonic() > until:
                token, seconds = self._fetch()
                self._kept[keys] = (token, time.monotonic() + max(seconds - EARLY, 0))
            return token
