"""Ways out of the product. Each is a folder with its adapters; the settings say which are open."""

from __future__ import annotations

import hashlib
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class Channel(Protocol):
    """`for_units` ones post to a unit's group, the others to a person.

    `own_account`: people say themselves which account is theirs (`Handle`).
    """

    code: str
    for_units: bool
    own_account: bool

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

    def send(self, address: str, message: Outside) -> str:
        """Send and return a receipt; raise when it was not taken. The key lets the receiver see a repeat."""
        ...


class ToPerson:
    """What ways to a person have in common: no limit of their own, titles only where said."""

    code = ""
    for_units = False
    own_account = False
    carries_titles = True
    per_minute = 0

    def slot(self, _address: str) -> str:
        return self.code


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
