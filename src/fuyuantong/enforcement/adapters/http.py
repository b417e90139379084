"""A source behind HTTP: POST the message, GET it by its number (docs/operate/enforcement.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fuyuantong.enforcement.adapters.answers import ANSWER_MOST, Packet, Unknowable
from fuyuantong.notices.channels.calling import NotTaken, Unheard

if TYPE_CHECKING:  # the wire's library is read when the first message leaves, not by every process
    from fuyuantong.enforcement.adapters.line import Line

NOT_FOUND, SERVER_FAULT = 404, 500


class HttpService:
    """`url` of the service; `key` is sent as a bearer token; hosts are allowed in the same file."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.url = str(told.get("url", "")).rstrip("/")
        self.headers = {"Accept": "application/json"}
        if told.get("key"):
            self.headers["Authorization"] = f"Bearer {told['key']}"

    async def send(self, line: Line, packet: Packet) -> bytes | None:
        headers = {
            **self.headers,
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": packet.number,
        }
        try:
            return await line.fetch(f"{self.url}/queries", _content(packet), headers, most=ANSWER_MOST)
        except NotTaken as error:
            if error.status >= SERVER_FAULT:
                raise Unheard(str(error)) from None  # it may have been taken before the fault
            raise

    async def ask(self, line: Line, number: str) -> bytes | None:
        try:
            return await line.fetch(f"{self.url}/queries/{number}", None, self.headers, most=ANSWER_MOST)
        except NotTaken as error:
            if error.status == NOT_FOUND:
                raise LookupError(number) from None
            if error.status and error.status < SERVER_FAULT:
                raise Unknowable from None
            raise

    def clear(self, number: str) -> None:
        """Nothing of an answer stays on this side."""


def _content(packet: Packet) -> bytes:
    """The message with the paper in it, which is encoded once for all sources of an errand."""
    if packet.paper is None:
        return json.dumps(packet.body, ensure_ascii=False).encode()
    rest = {key: value for key, value in packet.body.items() if key != "paper"}
    return json.dumps(rest, ensure_ascii=False).encode()[:-1] + b', "paper": ' + packet.paper.encoded + b"}"
