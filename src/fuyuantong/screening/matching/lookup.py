"""Under which keys a record is kept and a row asks, so that every pair which `judge` could call more than
PASS meets.

The same joins stand in SQL in `bulk/running.py`; a law and a sample hold both to `judge`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from fuyuantong.screening.matching.judging import PASS, Judgement, Subject, judge
from fuyuantong.screening.matching.names import PERSON
from fuyuantong.screening.matching.numbers import NONE, PARTIAL

Which = TypeVar("Which")


def record_keys(record: Subject) -> set[str]:
    """What a record of a list is kept under."""
    number = record.number
    keys = {f"k|{number.key}"} if number.key else set()
    for name in record.names:
        if record.kind != PERSON:
            keys |= {f"C|{name}"} if number.key else {f"C|{name}", f"c|{name}"}
            continue
        keys |= {f"{word}|{name}|{rest}" for word, rest in _ends(record)}
        if not number.key:
            keys |= {f"{word.lower()}|{name}|{rest}" for word, rest in _ends(record)}
        keys |= _births(record, name)
    return keys


def row_keys(row: Subject) -> set[str]:
    """What a row asks for."""
    number = row.number
    keys = {f"k|{number.key}"} if number.key else set()
    blank = _blank(row)
    for name in row.names:
        if row.kind != PERSON:
            keys.add(f"c|{name}" if number.key else f"C|{name}")
            continue
        keys |= {f"{word.lower() if number.key else word}|{name}|{rest}" for word, rest in _ends(row)}
        if row.birth and row.province:
            keys.add(f"{'B' if blank else 'b'}|{name}|{row.birth}|{row.province}")
        if row.year and row.province:
            keys |= {f"{word}|{name}|{row.year}|{row.province}" for word in ("Yy" if blank else "y")}
    return keys


def _ends(side: Subject) -> list[tuple[str, str]]:
    text = side.number.text
    ends = [("P", text[:6]), ("S", text[-4:])] if side.number.shape != NONE else []
    return [(word, end) for word, end in ends if "*" not in end]


def _births(record: Subject, name: str) -> set[str]:
    keys: set[str] = set()
    words = "Bb" if _blank(record) else "B"
    if record.birth and record.province:
        keys |= {f"{word}|{name}|{record.birth}|{record.province}" for word in words}
    if record.rare and record.year and record.province:
        keys |= {
            f"{word}|{name}|{record.year}|{record.province}"
            for word in words.replace("B", "Y").replace("b", "y")
        }
    return keys


def _blank(side: Subject) -> bool:
    """Whether the number says too little to speak for or against."""
    return side.number.shape in {NONE, PARTIAL}


def hashed(key: str) -> int:
    """A key as a signed integer of 64 bits: what tables and files keep. Equal hashes are looked at by
    `judge` anyway."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def strongest(row: Subject, records: Iterable[tuple[Which, Subject]]) -> list[tuple[Which, Judgement]]:
    """The hits of a row, strongest first; equals in the order given."""
    judged = [(which, judge(row, record)) for which, record in records]
    return sorted((hit for hit in judged if hit[1].decision != PASS), key=lambda hit: hit[1].rank)
