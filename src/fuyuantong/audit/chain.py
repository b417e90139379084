"""The bytes that are hashed, and the hashes. No Django here: the verifier runs without a database.

Canonical form (version `fyt1`): every field is written as its length in bytes (4 bytes, big endian) and
its UTF-8 text, in the order of `FIELDS`; None is length 0xFFFFFFFF. Moments are RFC 3339 in UTC with
microseconds; `data` is JSON with sorted keys and no blanks. Test vectors: tests/conformance/audit/.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

ALG = "fyt1-sha256"
GENESIS = bytes(32)
FIELDS = (
    "alg", "id", "stream", "seq", "at", "kind", "object_type", "object_id", "object_version",
    "person", "person_name", "post", "post_name", "unit", "unit_name", "acting_for", "region",
    "ip", "request_id", "purpose", "result", "data",
)  # fmt: skip
_LENGTH = struct.Struct(">I").pack
_NONE = b"\xff\xff\xff\xff"


def _text(value: Any) -> bytes | None:
    kind = type(value)
    if kind is str:
        return value.encode()  # type: ignore[no-any-return]
    if value is None:
        return None
    if kind is UUID or kind is int:
        return str(value).encode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
    if isinstance(value, str | int | UUID):  # a word of a list of choices, say
        return str(value).encode()
    return canonical_json(value)


_in_order = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys and no blanks; only what JSON itself can say."""
    return b"{}" if value == {} else _in_order(value).encode()


def _packed(parts: Iterable[bytes | None]) -> bytes:
    found: list[bytes] = []
    for part in parts:
        found += (_NONE,) if part is None else (_LENGTH(len(part)), part)
    return b"".join(found)


_fields_of = itemgetter(*FIELDS)


def entry_hash(fields: Mapping[str, Any], prev: bytes) -> bytes:
    """SHA-256 over the previous hash and the canonical form of all `FIELDS`; 32 bytes."""
    return hashlib.sha256(prev + _packed(map(_text, _fields_of(fields)))).digest()


def merkle_root(leaves: Sequence[tuple[str, int, bytes]]) -> bytes:
    """Root over (stream, seq, hash), sorted by stream; leaves and nodes are told apart (RFC 6962 §2.1)."""
    level = [
        hashlib.sha256(b"\x00" + _packed([s.encode(), str(n).encode(), h])).digest()
        for s, n, h in sorted(leaves)
    ]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + p[0] + p[1]).digest() if len(p) > 1 else p[0] for p in pairs]
    return level[0]


def seal_hash(number: int, at: datetime, root: bytes, prev: bytes, alg: str) -> bytes:
    """What is signed: the seal's number, moment, root and the seal before it; 32 bytes."""
    return hashlib.sha256(_packed([alg.encode(), str(number).encode(), _text(at), root, prev])).digest()
