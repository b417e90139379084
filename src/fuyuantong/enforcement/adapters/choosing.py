"""Which connection a name stands for: `[sources.NAME]` of the installation's file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

from fuyuantong.common.refusals import Refusal
from fuyuantong.enforcement.adapters.answers import Packet
from fuyuantong.enforcement.adapters.files import FileExchange
from fuyuantong.enforcement.adapters.http import HttpService
from fuyuantong.enforcement.adapters.view import DatabaseView

if TYPE_CHECKING:
    from fuyuantong.enforcement.adapters.line import Line


class Adapter(Protocol):
    """Both ways return the bytes of an answer, or None while there is none yet; `line` is the errand's.

    `send` raises NotTaken (nothing reached them), Unheard (nobody knows), Later, Garbage. `ask` asks by
    number about a message that may have left: it raises LookupError when the source never had it,
    Unknowable when the source cannot tell.
    """

    async def send(self, line: Line, packet: Packet) -> bytes | None: ...

    async def ask(self, line: Line, number: str) -> bytes | None: ...

    def clear(self, number: str) -> None:
        """Take away what this side still holds of an answer that was taken in."""


class _Aside:
    """What waits for a disk or a database does so in a thread of its own, and nobody else waits with it."""

    def __init__(self, way: DatabaseView | FileExchange) -> None:
        self.way = way

    async def send(self, _line: Line, packet: Packet) -> bytes | None:
        return await asyncio.to_thread(self.way.send, packet)

    async def ask(self, _line: Line, number: str) -> bytes | None:
        return await asyncio.to_thread(self.way.ask, number)

    def clear(self, number: str) -> None:
        self.way.clear(number)


_KINDS: dict[str, Callable[[dict[str, Any]], Adapter]] = {
    "http": HttpService,
    "view": lambda told: _Aside(DatabaseView(told)),
    "files": lambda told: _Aside(FileExchange(told)),
}


FIRST_WAIT, TRIES_MOST = 30, 6


def pace_of(link: str) -> tuple[int, int]:
    """Seconds before the second try (doubled at each), and how often a message is tried: `retry`, `tries`."""
    told = settings.FYT_OUTSIDE.get("sources", {}).get(link, {})
    return int(told.get("retry", FIRST_WAIT)), int(told.get("tries", TRIES_MOST))


def link_names() -> list[str]:
    return sorted(str(name) for name in settings.FYT_OUTSIDE.get("sources", {}))


def adapter_of(link: str) -> Adapter:
    """E-SOURCE-LINK when the installation's file does not (or no longer) hold the connection."""
    told = settings.FYT_OUTSIDE.get("sources", {}).get(link)
    maker = _KINDS.get(str(told.get("kind", ""))) if isinstance(told, dict) else None
    if maker is None:
        raise Refusal(
            "E-SOURCE-LINK",
            "本系统的外发配置中没有这个连接。",
            hint="请系统管理员核对 docs/operate/enforcement.md 所述的 [sources] 配置。",
        )
    return maker({str(key): value for key, value in told.items()})
