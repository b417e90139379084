"""The wire of one errand: any number of calls over HTTP at once, none waiting for another (aiohttp).

The rules are those of a single call (`notices/channels/calling.py`): only hosts that the installation names,
no redirect, no proxy of the environment, an end to time and to bytes, no address in an error. Connections
live no longer than the errand, so that none is found dead when a message has already left through it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Self

import aiohttp

from fuyuantong.common.jobs import Later
from fuyuantong.enforcement.adapters.answers import TOO_LONG, Garbage
from fuyuantong.notices.channels.calling import (
    TOO_MANY,
    NotTaken,
    Unheard,
    check_host,
    proxy_told,
    seconds_told,
    wait_said,
)

OK = range(200, 300)


class Line:
    """Belongs to the event loop in which it was opened; to be closed there."""

    def __init__(self) -> None:
        seconds = seconds_told()
        self._proxy = proxy_told() or None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # a message that waits for its turn here would time out
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # a few bytes must not become gigabytes
            headers={"Accept-Encoding": "identity"},
            # Half for being reached: whoever is not reached in time certainly has nothing of ours.
            timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2),
        )

    @classmethod
    async def opened(cls) -> Self:
        """A line in the loop that runs now."""
        return cls()

    async def close(self) -> None:
        await self._session.close()

    async def fetch(self, url: str, data: bytes | None, headers: Mapping[str, str], *, most: int) -> bytes:
        """POST `data`, or GET without it; the answer's bytes, at most `most` of them.

        Raises as `calling.fetch`: `Later`, `NoUse`, `NotTaken` (they certainly did not take it), `Unheard`;
        and `Garbage` for an answer over the cap, which is not read to its end.
        """
        method = "GET" if data is None else "POST"
        try:
            async with self._session.request(
                method, check_host(url), data=data, headers=headers, allow_redirects=False, proxy=self._proxy
            ) as answer:
                if answer.status == TOO_MANY:
                    raise Later(wait_said(answer.headers.get("Retry-After", "")))
                if answer.status not in OK:
                    raise NotTaken(f"HTTP {answer.status}", answer.status)
                return await _read(answer.content.iter_any(), most)
        except _UNREACHED as error:
            raise NotTaken(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unheard(type(error).__name__) from None


_UNREACHED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
"""Raised before the first byte of a message left."""


async def _read(parts: AsyncIterator[bytes], most: int) -> bytes:
    found = b""
    async for part in parts:
        found += part
        if len(found) > most:
            raise Garbage(TOO_LONG)
    return found
