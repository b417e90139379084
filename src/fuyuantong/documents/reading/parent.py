"""`read_in_child`: run the capped process, wipe its folder, read its bounded answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading.kinds import FileRefused, Limits, ReadText

WALL_SECONDS = 60
_ANSWER_BYTES = 40 * 1024 * 1024
_KEPT = ("PATH", "LANG", "LC_ALL")


def read_in_child(path: Path, *, seconds: float = WALL_SECONDS, limits: Limits | None = None) -> ReadText:
    """The text of a file, read in a process of its own (without `site`: it starts faster, and finds what
    this process finds).

    Raises `FileRefused` as `read_file` does; a child that dies by a signal, overruns `seconds` or answers
    nonsense is E-FILE-UNREADABLE.
    """
    _check_size(path, limits or Limits())
    with tempfile.TemporaryDirectory(prefix="fyt-read-") as folder:
        out = Path(folder) / "answer.json"
        environment = {k: v for k, v in os.environ.items() if k in _KEPT}
        environment |= {
            "TMPDIR": folder,
            "HOME": folder,
            "PYTHONUTF8": "1",
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        }
        with out.open("wb") as stream:
            try:
                done = subprocess.run(
                    [sys.executable, "-S", "-m", "fuyuantong.documents.reading.child", str(path.resolve())],
                    stdin=subprocess.DEVNULL,
                    stdout=stream,
                    stderr=subprocess.DEVNULL,
                    cwd=folder,
                    env=environment,
                    timeout=seconds,
                    check=False,
                    close_fds=True,
                    start_new_session=True,
                )
            except subprocess.TimeoutExpired as error:
                raise FileRefused("E-FILE-UNREADABLE", "读取超时。") from error
        if done.returncode != 0 or out.stat().st_size > _ANSWER_BYTES:
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


def _answer(data: bytes) -> ReadText:
    try:
        got = json.loads(data)
    except ValueError as error:
        raise FileRefused("E-FILE-UNREADABLE") from error
    refused = got.get("refusal")
    if refused:
        raise Refusal(refused["code"], refused["message"], status=refused["status"], hint=refused["hint"])
    read = got["read"]
    return ReadText(read["text"], read["kind"], read["encoding"], tuple(read["notices"]))
