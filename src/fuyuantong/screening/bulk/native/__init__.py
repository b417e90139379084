"""Rows of texts read at the speed of the machine: `matching`'s reading of what is usual, compiled by Numba. What is not usual
is left, and `bulk.spelling` gives it to `matching` itself; tests hold both to agree.

Machine code is kept for the next process in a folder named by the digest of all sources it is made from: beside them, or where
that cannot be written, in the user's cache; where neither can, each process makes its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba


@cache
def made_of() -> str:
    """The digest of all that decides how a text is read here."""
    digest = hashlib.sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for source in sorted(
        [*here.glob("*.py"), here.parent / "spelling.py", *here.parents[1].joinpath("matching").glob("*.py")]
    ):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def kept() -> str:
    """The folder of the machine code; empty where there is none to be had. Beside the sources that of others goes."""
    beside = Path(__file__).parent / "__pycache__"
    users = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))  # noqa: PTH111 - no home is no error
    for folder in (beside, users / "fuyuantong"):
        mine = folder / f"native-{made_of()}"
        try:
            mine.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(mine, os.W_OK):
            for other in set(beside.glob("native-*")) - {mine}:
                shutil.rmtree(other, ignore_errors=True)
            return str(mine)
    return ""


def compiled(function: Callable[..., Any]) -> Any:
    """A function as machine code, which runs without Python's lock. It gets arrays and plain numbers, and trusts them."""
    numba.config.CACHE_DIR = kept()  # type: ignore[attr-defined]
    return numba.njit(function, cache=bool(kept()), nogil=True, error_model="numpy")
