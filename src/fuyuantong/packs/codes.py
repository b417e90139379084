"""What a row of a pack is known by: the pack, its place, and a mark that only this installation can make.

`K7QM2XPA-0012-7QX3A`. The mark covers pack, unit, task and how the task stood, so a row of another pack,
another unit or an older version does not pass for one of this, and a mistyped one for none.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from fuyuantong.packs.models import Pack, PackRow

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I, which people mistake for one another."""
_SALT = "fuyuantong.packs.row"
_MARK = 5
_ROW = re.compile(rf"([{LETTERS}]{{8}})-?(\d{{4,6}})-?([{LETTERS}]{{{_MARK}}})")
_SAME = str.maketrans("０１２３４５６７８９－—–", "0123456789---")
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", LETTERS)


@dataclass(frozen=True, slots=True)
class RowCode:
    pack: str
    place: int
    mark: str


def new_code() -> str:
    """A code for a new pack: 40 random bits in letters that can be read out."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def row_code(pack: Pack, row: PackRow) -> str:
    return f"{pack.code}-{row.place:04d}-{_mark(pack, row)}"


def _mark(pack: Pack, row: PackRow) -> str:
    told = f"{pack.pk}|{pack.unit_id}|{row.place}|{row.obligation_id}|{row.version}|{row.state}|{row.last}"
    digest = salted_hmac(_SALT, told, algorithm="sha256").digest()
    return b32encode(digest).decode().translate(_BASE32)[:_MARK]


def read_code(text: str) -> RowCode | None:
    """The code in a cell, however it was spaced; None when it is none."""
    found = _ROW.fullmatch("".join(text.split()).upper().translate(_SAME))
    return RowCode(found[1], int(found[2]), found[3]) if found else None


def row_of(pack: Pack, rows: Mapping[int, PackRow], code: RowCode) -> PackRow | None:
    """The row of this pack that a code names; None for a code that was made for something else."""
    row = rows.get(code.place)
    if code.pack != pack.code or row is None or not constant_time_compare(code.mark, _mark(pack, row)):
        return None
    return row
