"""What the capped process does: it limits itself before it opens the file, then reads and answers.

Limits: address space, CPU seconds, size of files it may write, no core; no network where the system lets us
leave it. The answer is `{"read": …}` or `{"refusal": …}`. `warm.py` forks the process.
"""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path
from typing import Any

ADDRESS_SPACE = 1024 * 1024 * 1024
CPU_SECONDS = 30
FILE_BYTES = 64 * 1024 * 1024
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


def confine() -> None:
    """Set the limits of this process."""
    for what, wished in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
        resource.setrlimit(what, (bound, bound))


def leave_network() -> None:
    """Move to an empty network namespace; the system may refuse, and then the other limits must do."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def answer(path: Path, *, table: bool = False) -> dict[str, Any]:
    """What reading the file came to, as the parent expects it: its text, or the sheets of a table."""
    from fuyuantong.common.refusals import Refusal
    from fuyuantong.documents.reading.files import read_file

    try:
        if table:
            from fuyuantong.documents.reading.tabular import read_table

            return {"read": [sheet.to_json() for sheet in read_table(path)]}
        return {"read": read_file(path).to_json()}
    except Refusal as refusal:
        return {
            "refusal": {
                "code": refusal.code,
                "message": refusal.message,
                "status": refusal.status,
                "hint": refusal.hint,
            }
        }
