"""`read_in_child`: have a file read by a capped process, wipe its folder, read its bounded answer."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading.kinds import FileRefused, Limits, ReadText, Sheet

WALL_SECONDS = 60
_START_SECONDS = 30
_ANSWER_BYTES = 40 * 1024 * 1024
_KEPT = ("PATH", "LANG", "LC_ALL")


class _Reader:
    """The warm process of this process (see `warm.py`): one file at a time, started at first use."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        environment = {k: v for k, v in os.environ.items() if k in _KEPT}
        environment |= {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-m", "fuyuantong.documents.reading.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            close_fds=True,
            start_new_session=True,
        )
        self.waiting = b""
        self.hear(monotonic() + _START_SECONDS)

    def alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def read(self, path: Path, folder: str, seconds: float, *, table: bool = False) -> int:
        """Have one file read; returns the child's exit code (negative: by which signal it died)."""
        until = monotonic() + seconds
        stdin = self.process.stdin
        if stdin is None:
            raise BrokenPipeError
        stdin.write(json.dumps({"path": str(path), "folder": folder, "table": table}).encode() + b"\n")
        stdin.flush()
        pid = int(self.hear(monotonic() + _START_SECONDS)["pid"])
        try:
            return int(self.hear(until)["status"])
        except TimeoutError as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            self.hear(monotonic() + _START_SECONDS)
            raise FileRefused("E-FILE-UNREADABLE", "读取超时。") from error

    def hear(self, until: float) -> dict[str, Any]:
        """The next line from the process, or TimeoutError, or BrokenPipeError when it has ended."""
        stdout = self.process.stdout
        if stdout is None:
            raise BrokenPipeError
        while b"\n" not in self.waiting:
            ready, _, _ = select.select([stdout], [], [], max(0.0, until - monotonic()))
            if not ready:
                raise TimeoutError
            got = os.read(stdout.fileno(), 65536)
            if not got:
                raise BrokenPipeError
            self.waiting += got
        line, _, self.waiting = self.waiting.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was left to write to one that has died
                    pipe.close()
        self.process.kill()
        self.process.wait()


_lock = threading.Lock()
_readers: list[_Reader] = []


@atexit.register
def _end_reader() -> None:
    """Leave no process behind; one that a forked process inherited is not its to end."""
    while _readers:
        reader = _readers.pop()
        if reader.owner == os.getpid():
            reader.end()


def _with_reader(work: Callable[[_Reader], int]) -> int:
    """Run with a living reader; one that died in the meantime is replaced once."""
    with _lock:
        for last_try in (False, True):
            if _readers and not _readers[0].alive():
                _readers.clear()
            try:
                if not _readers:
                    _readers.append(_Reader())
                return work(_readers[0])
            except (BrokenPipeError, TimeoutError, OSError) as error:
                while _readers:
                    _readers.pop().end()
                if last_try:
                    raise FileRefused("E-FILE-UNREADABLE") from error
    raise FileRefused("E-FILE-UNREADABLE")


def read_in_child(path: Path, *, seconds: float = WALL_SECONDS, limits: Limits | None = None) -> ReadText:
    """The text of a file, read in a capped process of its own.

    Raises `FileRefused` as `read_file` does; a child that dies by a signal, overruns `seconds` or answers
    nonsense is E-FILE-UNREADABLE.
    """
    return _text(_read(path, seconds, limits or Limits()))


def read_table_in_child(path: Path, *, seconds: float = WALL_SECONDS) -> list[Sheet]:
    """The sheets of an .xlsx or .csv, read in a capped process of its own; raises as `read_in_child` does."""
    return [Sheet(**sheet) for sheet in _read(path, seconds, Limits(), table=True)]


def _read(path: Path, seconds: float, limits: Limits, *, table: bool = False) -> Any:
    _check_size(path, limits)
    with tempfile.TemporaryDirectory(prefix="fyt-read-") as folder:
        status = _with_reader(lambda reader: reader.read(path.resolve(), folder, seconds, table=table))
        out = Path(folder) / "answer.json"
        if status != 0 or not out.exists() or out.stat().st_size > _ANSWER_BYTES:
            raise FileRefused("E-FILE-UNREADABLE")
        return _answer(out.read_bytes())


def _check_size(path: Path, limits: Limits) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileRefused("E-FILE-MISSING") from error
    if size == 0:
        raise FileRefused("E-FILE-EMPTY")
    if size > limits.file_bytes:
        raise FileRefused("E-FILE-SIZE")


def _answer(data: bytes) -> Any:
    try:
        got = json.loads(data)
    except ValueError as error:
        raise FileRefused("E-FILE-UNREADABLE") from error
    refused = got.get("refusal")
    if refused:
        raise Refusal(refused["code"], refused["message"], status=refused["status"], hint=refused["hint"])
    return got["read"]


def _text(read: dict[str, Any]) -> ReadText:
    return ReadText(read["text"], read["kind"], read["encoding"], tuple(read["notices"]))
