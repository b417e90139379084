"""Ways out of the product. Each is a folder with its adapters; the settings say which are open."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class Channel(Protocol):
    """`for_units` ones post to a unit's group, the others to a person.

    `own_account`: people say themselves which account is theirs (`Handle`), of the shape `account_pattern`.
    `reaches_all`: it needs no account at all.
    """

    code: str
    for_units: bool
    own_account: bool
    account_pattern: str
    reaches_all: bool

    @property
    def word(self) -> str | Promise: ...

    @property
    def carries_titles(self) -> bool:
        """False where the way leaves the offices' own network."""
        ...

    @property
    def per_minute(self) -> int:
        """How many messages a minute one slot takes; 0 means no limit."""
        ...

    def address(self, recipient: Person | Unit) -> str:
        """Where to, or nothing when this recipient cannot be reached this way. Never a secret."""
        ...

    def slot(self, address: str) -> str:
        """What the limit a minute counts: one robot, or the whole way."""
        ...

    def drops_repeat(self, begun: datetime, now: datetime) -> bool:
        """Whether the other side itself still drops, or shows as one, what it was first sent at `begun`."""
        ...

    def send(self, address: str, message: Outside) -> str:
        """Send and return a receipt; raise when it was not taken. The key lets the receiver see a repeat."""
        ...


class ToPerson:
    """What ways to a person have in common: no limit of their own, titles only where said."""

    code = ""
    for_units = False
    reaches_all = False
    own_account = False
    account_pattern = r"[A-Za-z0-9_.@+-]{1,64}"
    carries_titles = True
    per_minute = 0

    def slot(self, _address: str) -> str:
        return self.code

    def drops_repeat(self, _begun: datetime, _now: datetime) -> bool:
        return False


_channels: dict[str, Channel] = {}


def register(*channels: Channel) -> None:
    _channels.update({channel.code: channel for channel in channels})


def channel_of(code: str) -> Channel | None:
    """The channel when it is there and open."""
    return _channels.get(code) if code in settings.FYT_CHANNELS else None


def open_channels(*, for_units: bool | None = None) -> list[Channel]:
    """The channels that `FYT_CHANNELS` names, in its order."""
    found = [_channels[code] for code in settings.FYT_CHANNELS if code in _channels]
    return [c for c in found if for_units is None or c.for_units == for_units]


def fingerprint(text: str) -> str:
    """Sixteen characters that stand for a secret address where one must be counted by."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def code_digest(handle: int, code: str) -> str:
    """What is kept of a code that proves an account: useless for anybody who reads the table."""
    return salted_hmac("notices.Handle", f"{handle}:{code}", algorithm="sha256").hexdigest()
