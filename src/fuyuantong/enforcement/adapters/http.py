"""A source behind HTTP: POST the message, GET it by its number (docs/operate/enforcement.md)."""

from __future__ import annotations

import base64
import json
from typing import Any

from fuyuantong.enforcement.adapters.answers import ANSWER_MOST, Packet, Unknowable
from fuyuantong.notices.channels.calling import NotTaken, Unheard, fetch

NOT_FOUND, SERVER_FAULT = 404, 500


class HttpService:
    """`url` of the service; `key` is sent as a bearer token; hosts are allowed in the same file."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.url = str(told.get("url", "")).rstrip("/")
        self.headers = {"Accept": "application/json"}
        if told.get("key"):
            self.headers["Authorization"] = f"Bearer {told['key']}"

    def send(self, packet: Packet) -> bytes | None:
        body = packet.body
        if packet.paper:
            paper = {**body.get("paper", {}), "content": base64.b64encode(packet.paper).decode()}
            body = {**body, "paper": paper}
        headers = {
            **self.headers,
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": packet.number,
        }
        try:
            return fetch(
                f"{self.url}/queries",
                json.dumps(body, ensure_ascii=False).encode(),
                headers,
                most=ANSWER_MOST,
            )
        except NotTaken as error:
            if error.status >= SERVER_FAULT:
                raise Unheard(str(error)) from None  # it may have been taken before the fault
            raise

    def ask(self, number: str) -> bytes | None:
        try:
            return fetch(f"{self.url}/queries/{number}", None, self.headers, most=ANSWER_MOST)
        except NotTaken as error:
            if error.status == NOT_FOUND:
                raise LookupError(number) from None
            if error.status and error.status < SERVER_FAULT:
                raise Unknowable from None
            raise

    def clear(self, number: str) -> None:
        """Nothing of an answer stays on this side."""
