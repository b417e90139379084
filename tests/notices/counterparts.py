"""Real counterparts on this machine: a mail server, and a web server that checks signatures and misbehaves."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Call:
    """One request as it arrived."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Receiver:
    """What the web server got, and how it behaves: `answers` are given in turn, then `usual`.

    An answer is (status, headers, object); `None` takes the request and says nothing at all.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], Any] | None] = field(default_factory=list)
    usual: tuple[int, dict[str, str], Any] = (200, {}, {"errcode": 0, "code": 0})
    silent: threading.Event = field(default_factory=threading.Event)

    def by_path(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            form = "form" in self.headers.get("Content-Type", "")
            body = (
                {k: v[0] for k, v in parse_qs(raw.decode()).items()} if form else json.loads(raw or b"null")
            )
            parts = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            state.calls.append(Call(parts.path, query, dict(self.headers.items()), body))
            answer = state.answers.pop(0) if state.answers else state.usual
            if answer is None:
                state.silent.wait(20)
                return
            status, headers, said = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        state.silent.set()
        server.shutdown()
        thread.join(30)
        server.server_close()


def dingtalk_signature_holds(call: Call, secret: str) -> bool:
    """As the service checks it: written again here from its description, not with our own function."""
    text = call.query["timestamp"] + "\n" + secret
    wanted = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    fresh = abs(time.time() * 1000 - int(call.query["timestamp"])) < 3_600_000
    return fresh and call.query["sign"] == wanted


def feishu_signature_holds(call: Call, secret: str) -> bool:
    key = str(call.body["timestamp"]) + "\n" + secret
    wanted = base64.b64encode(hmac.new(key.encode(), b"", hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(call.body["timestamp"])) < 3600
    return fresh and call.body["sign"] == wanted


@dataclass
class Mailbox:
    """Letters as the server took them; `refuse` are answers to DATA given in turn, "" hangs up."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)


@contextlib.contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A small SMTP server (RFC 5321): EHLO, MAIL, RCPT, DATA, RSET, NOOP, QUIT."""
    state = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 mail.test ready")
            while line := self.rfile.readline(2000):
                word = line.split()[0].upper() if line.split() else b""
                if word == b"QUIT":
                    self.say("221 bye")
                    return
                if word == b"DATA":
                    if not self.data():
                        return
                else:
                    self.say("250 mail.test" if word in {b"EHLO", b"HELO"} else "250 ok")

        def data(self) -> bool:
            self.say("354 go on")
            letter = b""
            while (line := self.rfile.readline(2000)) not in {b".\r\n", b""}:
                letter += line[1:] if line.startswith(b"..") else line
            trouble = state.refuse.pop(0) if state.refuse else "250 taken"
            if trouble.startswith("250"):
                state.letters.append(letter)
            if trouble:
                self.say(trouble)
            return bool(trouble)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.port = server.server_address[1]
    try:
        yield state
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()
