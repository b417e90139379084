"""Ways out of the product. Each is a folder with an adapter; which ones are open is said in the settings."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from fuyuantong.notices.kinds import Outside
from fuyuantong.organs.models import Person, Unit


class Channel(Protocol):
    """`for_units` ones post to a unit's group, the others to a person.

    `carries_titles` is False where the way leaves the offices' own network. `per_minute` 0 means no limit.
    """

    code: str
    for_units: bool
    carries_titles: bool
    per_minute: int

    @property
    def word(self) -> str | Promise: ...

    def address(self, recipient: Person | Unit) -> str:
        """Where to, or nothing when this recipient cannot be reached this way."""
        ...

    def send(self, address: str, message: Outside) -> str:
        """Send and return a receipt; raise when it was not taken. The key lets the receiver see a repeat."""
        ...


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    _channels[channel.code] = channel


def channel_of(code: str) -> Channel:
    return _channels[code]


def open_channels(*, for_units: bool | None = None) -> list[Channel]:
    """The channels that `FYT_CHANNELS` names, in its order."""
    found = [_channels[code] for code in settings.FYT_CHANNELS if code in _channels]
    return [c for c in found if for_units is None or c.for_units == for_units]
