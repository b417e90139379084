"""A partner to try against (`fyt partner`): it answers as a unit's system would, or misbehaves.

Modes: ok, none, slow (answers after `--seconds`, having noted the message at once), pending (answers when
asked by number), fail (HTTP 500 after noting it), garbage, extra (a field that must never come), other
(another number), repeat (the same thing many times), flood (more than the cap), refuse, busy (HTTP 429, to be
tried in two minutes; nothing noted), moved (HTTP 302).
`POST /mode/NAME` changes the mode, `GET /log` lists the numbers as they came. An address that begins with a
mode (`/slow/queries`) behaves in that mode whatever the rest does: one simulator stands for as many units as
are wanted. Nothing is kept on disk.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BODY_MOST = 16 * 1024 * 1024
FLOOD = 4 * 1024 * 1024
NONE: Mapping[str, str] = {}


class Partner(ThreadingHTTPServer):
    """The state of the pretended system: what it was sent, and how it behaves."""

    daemon_threads = True
    request_queue_size = 128  # a whole errand calls at once

    def __init__(self, port: int, mode: str, seconds: float) -> None:
        super().__init__(("127.0.0.1", port), _Desk)
        self.mode, self.seconds = mode, seconds
        self.log: list[str] = []
        self.known: dict[str, dict[str, Any]] = {}


def _good(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("act") != "query":
        return {"number": body["number"], "result": "done", "receipt": f"HZ-{body['number'][:8]}"}
    items = [
        {
            "klass": klass,
            "title": f"模拟财产（{klass}）",
            "reference": f"SIM-{klass}-000{place}",
            "value": "120000.00",
        }
        for place, klass in enumerate(body.get("classes", []))
    ]
    return {"number": body["number"], "result": "found", "items": items}


def _with(**more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: {**_good(body), **more}


ANSWERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "none": _with(result="none", items=[]),
    "pending": _with(result="pending", items=[], receipt=""),
    "extra": _with(call_records=["..."]),
    "other": _with(number="0" * 32),
    "repeat": lambda body: {**_good(body), "items": _good(body).get("items", []) * 50},
    "refuse": _with(result="refused", items=[], receipt="", reason="法律文书不清晰"),
}
MODES = ("ok", "slow", "fail", "garbage", "flood", "busy", "moved", *ANSWERS)


class _Desk(BaseHTTPRequestHandler):
    server: Partner

    def do_POST(self) -> None:
        partner = self.server
        if self.path.startswith("/mode/"):
            partner.mode = self.path.rpartition("/")[2]
            return self._say(200, {"mode": partner.mode})
        content = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), BODY_MOST))
        try:
            body = json.loads(content)
            number = str(body["number"])
        except (ValueError, KeyError, TypeError):
            return self._say(400, {"error": "no number"})
        if self._mode() == "busy":
            return self._say(429, {"error": "busy"}, {"Retry-After": "120"})
        partner.log.append(number)
        partner.known[number] = body
        if self._mode() == "slow":
            time.sleep(partner.seconds)
        return self._answer(body)

    def do_GET(self) -> None:
        if self.path == "/log":
            return self._say(200, {"log": self.server.log, "mode": self.server.mode})
        body = self.server.known.get(self.path.rpartition("/")[2])
        return self._say(404, {}) if body is None else self._answer(body)

    def _mode(self) -> str:
        first = self.path.split("/")[1]
        return first if first in MODES else self.server.mode

    def _answer(self, body: dict[str, Any]) -> None:
        mode = self._mode()
        if mode == "fail":
            return self._say(500, {"error": "down"})
        if mode == "moved":
            return self._say(302, {}, {"Location": f"/ok/queries/{body['number']}"})
        if mode == "garbage":
            return self._send(200, b"<html>\xff\xfe not what was agreed")
        if mode == "flood":
            return self._send(200, b"[" + b"0," * (FLOOD // 2) + b"0]")
        return self._say(200, ANSWERS.get(mode, _good)(body))

    def _say(self, status: int, answer: dict[str, Any], headers: Mapping[str, str] = NONE) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), headers)

    def _send(self, status: int, content: bytes, headers: Mapping[str, str] = NONE) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            return  # whoever asked went away: a kill, a timeout

    def log_message(self, *_args: Any) -> None:
        """Nothing: the messages hold numbers of people."""


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="fyt partner", description="模拟协助单位的查控服务")
    parser.add_argument("--port", type=int, default=0, help="端口，0 为任意空闲端口")
    parser.add_argument("--mode", choices=MODES, default="ok", help="表现：正常或各种故障")
    parser.add_argument("--seconds", type=float, default=30, help="slow 时多少秒后才答复")
    told = parser.parse_args(argv)
    partner = Partner(told.port, told.mode, told.seconds)
    sys.stdout.write(f"http://127.0.0.1:{partner.server_address[1]}\n")
    sys.stdout.flush()
    try:
        partner.serve_forever()
    except KeyboardInterrupt:
        partner.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
