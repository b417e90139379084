"""The warm reader: a small process with the readers loaded, which forks one capped child for each file.

A fresh interpreter for every file costs more than reading a short one. This one is started by the process
that receives files, leaves the network once, and then only forks: every file is still read in a process of
its own under the limits of `child.confine`, in a folder that is wiped. Requests and answers are JSON lines
on its two pipes; it ends when its owner does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from fuyuantong.documents.reading import child

LOADED = (
    "lxml.etree",
    "lxml.html",
    "pypdfium2",
    "python_calamine",
    "fuyuantong.documents.reading.files",
    "fuyuantong.documents.reading.web",
    "fuyuantong.documents.reading.word",
    "fuyuantong.documents.reading.sheets",
    "fuyuantong.documents.reading.tabular",
    "fuyuantong.documents.reading.word_tables",
    "fuyuantong.documents.reading.portable",
    "fuyuantong.documents.reading.layouts",
)


def main() -> int:
    """Serve requests `{"path", "folder", "table"}` until the pipe closes."""
    for name in LOADED:
        with contextlib.suppress(ImportError):  # a reader that is not installed refuses its files by itself
            importlib.import_module(name)
    child.leave_network()
    _say({"ready": True})
    for line in sys.stdin:
        _serve(json.loads(line))
    return 0


def _serve(request: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        _read(Path(request["path"]), request["folder"], table=bool(request.get("table")))
    _say({"pid": pid})
    _, status = os.waitpid(pid, 0)
    _say({"status": os.waitstatus_to_exitcode(status)})


def _read(path: Path, folder: str, *, table: bool) -> None:
    """In the forked child: confine, read, leave the answer in the folder, end without returning."""
    code = 1
    try:
        os.setsid()
        os.chdir(folder)
        os.environ.update(TMPDIR=folder, HOME=folder)
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        child.confine()
        with open("answer.json", "w", encoding="ascii") as out:  # noqa: PTH123 - relative to the folder
            json.dump(child.answer(path, table=table), out, ensure_ascii=True)
        code = 0
    finally:
        os._exit(code)


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the owner, which closes our pipe
    sys.exit(main())
