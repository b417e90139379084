"""A source on another network: messages and answers go as files with a digest beside each, carried by others.

`out/NUMBER.json` with `NUMBER.sha256` (and the legal document) leave; `in/NUMBER.json` with `NUMBER.sha256`
come back. `sent/NUMBER` is our own mark, written before the digest makes the message whole: a crash in
between leaves a message that is waited for in vain, never one that is sent twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from fuyuantong.enforcement.adapters.answers import ANSWER_MOST, TOO_LONG, Garbage, Packet
from fuyuantong.notices.channels.calling import NotTaken

SETTLING = 600
"""Seconds for which a file that does not fit its digest may still be on its way in."""


class FileExchange:
    """`folder` of the installation's file, with `out`, `in` and `sent` under it."""

    def __init__(self, told: dict[str, Any]) -> None:
        folder = Path(str(told.get("folder", "")))
        self.out, self.back, self.sent = folder / "out", folder / "in", folder / "sent"

    def send(self, packet: Packet) -> bytes | None:
        try:
            if packet.paper is not None:
                self._put(f"{packet.number}.{packet.paper.kind}", packet.paper.content)
            content = json.dumps(packet.body, ensure_ascii=False, sort_keys=True).encode()
            self._put(f"{packet.number}.json", content)
            (self.sent / packet.number).touch()
            self._put(
                f"{packet.number}.sha256", hashlib.sha256(content).hexdigest().encode()
            )  # last: complete
        except OSError as error:
            raise NotTaken(type(error).__name__) from None
        return None

    def _put(self, name: str, content: bytes) -> None:
        """Whole or not at all, on disk before anybody may see it."""
        made = self.out / f".{name}"
        with made.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.replace(self.out / name)

    def ask(self, number: str) -> bytes | None:
        """The answer, when it is there with its digest; LookupError when the message never left whole."""
        answer, digest = self.back / f"{number}.json", self.back / f"{number}.sha256"
        if not digest.exists() or not answer.exists():
            if not (self.sent / number).exists():
                raise LookupError(number)
            return None
        if answer.stat().st_size > ANSWER_MOST:
            raise Garbage(TOO_LONG)
        content = answer.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest.read_text("ascii", errors="replace").strip()[:64]:
            if time.time() - answer.stat().st_mtime < SETTLING:
                return None  # somebody may still be copying it
            raise Garbage("反馈文件与校验值不符，未采用")
        return content

    def clear(self, number: str) -> None:
        """Both the answer and the message with its paper go; the mark that it left stays."""
        with contextlib.suppress(OSError):  # a folder that is away for a moment: the next clearing takes it
            for path in [*self.back.glob(f"{number}.*"), *self.out.glob(f"{number}.*")]:
                path.unlink(missing_ok=True)
