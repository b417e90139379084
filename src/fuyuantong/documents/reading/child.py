"""The capped process: `python -m fuyuantong.documents.reading.child FILE NAME`.

Prints `{"read": …}` or `{"refusal": …}` as JSON.  Before it opens the file it limits itself: address
space, CPU seconds, size of files it may write, no core; and leaves the network where the system lets it.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from pathlib import Path
from typing import Any

ADDRESS_SPACE = 1024 * 1024 * 1024
CPU_SECONDS = 30
FILE_BYTES = 64 * 1024 * 1024
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


def confine() -> None:
    """Set the limits of this process; leaving the network is tried and may be refused by the system."""
    for what, wished in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
        resource.setrlimit(what, (bound, bound))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def answer(path: Path) -> dict[str, Any]:
    """What reading the file came to, as the parent expects it."""
    from fuyuantong.common.refusals import Refusal
    from fuyuantong.documents.reading.files import read_file

    try:
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


def main(argv: list[str]) -> int:
    """Confine, read, answer."""
    confine()
    json.dump(answer(Path(argv[0])), sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
