"""Writing the trail: `flush` at the end of every unit of work, `seal` every minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from fuyuantong.audit import chain, signing
from fuyuantong.audit.models import Entry, Head, Seal
from fuyuantong.common import batches
from fuyuantong.common.ids import new_id
from fuyuantong.common.rows import add_values, ask, tell
from fuyuantong.common.uow import Note, UnitOfWork

SEAL_LOCK = 0x66797401  # advisory lock: one process seals at a time
MANY_STREAMS = 8
SEAL_MOST = 20_000  # heads in one seal; the rest waits for the next


def flush(uow: UnitOfWork, notes: Sequence[Note]) -> None:
    """Chain and store the notes. Heads are taken in the order of their names, so two acts never deadlock.

    Costs two statements a stream and one for all entries, for a single stream two in all (the usual case: one
    matter); with many streams three for all of them.
    """
    by_stream: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        by_stream[note.stream].append(note)
    one = len(by_stream) == 1 and batches.current() is None
    many = len(by_stream) > MANY_STREAMS and batches.current() is None
    ends = _take_heads(sorted(by_stream)) if many else {}
    entries: list[dict[str, Any]] = []
    for stream in sorted(by_stream):
        seq, prev = ends[stream] if many else _take_head(stream)
        for note in by_stream[stream]:
            seq += 1
            entry = _entry(uow, note, seq, prev)
            prev = entry["hash"]
            entries.append(entry)
        ends[stream] = (seq, prev)
        if not (one or many):
            _move_head(stream, seq, prev)
    if many:
        _move_heads(ends)
    add_values(Entry, entries, beside=(_MOVE_HEAD, (seq, prev, stream)) if one else None)


def begin(stream: str) -> None:
    """Say that nobody has written to a stream yet: its object has just come into being.

    A batch (`common/batches.py`) then need not ask.
    """
    at_hand = batches.current()
    if at_hand is not None:
        at_hand.lock(("head", stream), (0, chain.GENESIS))


_MOVE_HEAD = "UPDATE audit_head SET seq = %s, hash = %s, unsealed = true WHERE stream = %s"
_BEGIN_HEAD = """
INSERT INTO audit_head (stream, seq, hash, unsealed) VALUES (%s, 0, %s, true)
ON CONFLICT (stream) DO UPDATE SET unsealed = true RETURNING seq, hash
"""
"""Whoever is a moment later than another beginner of the same chain waits for it and goes on from its end."""


_BEGIN_HEADS = """
INSERT INTO audit_head (stream, seq, hash, unsealed)
SELECT s, 0, %s, true FROM unnest(%s::text[]) s WHERE NOT EXISTS (SELECT 1 FROM audit_head WHERE stream = s)
ORDER BY s COLLATE "C" ON CONFLICT (stream) DO NOTHING
"""
_MOVE_HEADS = """
UPDATE audit_head h SET seq = n.seq, hash = n.hash, unsealed = true
FROM unnest(%s::text[], %s::bigint[], %s::bytea[]) AS n (stream, seq, hash) WHERE h.stream = n.stream
"""


def _take_heads(streams: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """Lock the ends of many chains in the order of their names, beginning the new ones."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN_HEADS, [chain.GENESIS, list(streams)])
        cursor.execute(
            "SELECT stream, seq, hash FROM audit_head WHERE stream = ANY(%s)"
            ' ORDER BY stream COLLATE "C" FOR UPDATE',  # the order of Python, in which single acts take them
            [list(streams)],
        )
        return {stream: (seq, bytes(end)) for stream, seq, end in cursor.fetchall()}


def _move_heads(ends: dict[str, tuple[int, bytes]]) -> None:
    columns: list[Any] = [
        list(ends),
        [seq for seq, _end in ends.values()],
        [end for _seq, end in ends.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEADS, columns)


def _take_head(stream: str) -> tuple[int, bytes]:
    """Lock the end of a chain, beginning it when it is new; returns its (seq, hash)."""
    at_hand = batches.current()
    if at_hand is None:
        found = _ask_head(stream) or ask(_BEGIN_HEAD, [stream, chain.GENESIS])
    elif (found := at_hand.locked.get(("head", stream))) is None:
        with at_hand.aside():
            found = _ask_head(stream)
    seq, prev = found or (0, chain.GENESIS)
    return seq, bytes(prev)


def _ask_head(stream: str) -> tuple[int, bytes] | None:
    return ask("SELECT seq, hash FROM audit_head WHERE stream = %s FOR UPDATE", [stream])


def _move_head(stream: str, seq: int, prev: bytes) -> None:
    """Where the chain ends now."""
    at_hand = batches.current()
    if at_hand is None:
        tell(_MOVE_HEAD, [seq, prev, stream])
        return
    at_hand.lock(("head", stream), (seq, prev))
    at_hand.held.say("audit_head", _write_heads, {stream: (stream, seq, prev)}, _later)


def _later(_earlier: Any, later: Any) -> Any:
    return later


_PUT_HEADS = """
INSERT INTO audit_head (stream, seq, hash, unsealed)
SELECT *, true FROM unnest(%s::text[], %s::bigint[], %s::bytea[])
ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, unsealed = true
"""


def _write_heads(ends: list[tuple[str, int, bytes]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PUT_HEADS, [list(column) for column in zip(*ends, strict=True)])


def _entry(uow: UnitOfWork, note: Note, seq: int, prev: bytes) -> dict[str, Any]:
    actor = uow.actor
    fields = {
        "alg": chain.ALG,
        "id": new_id(),
        "stream": note.stream,
        "seq": seq,
        "at": uow.now,
        "kind": note.kind,
        "object_type": note.object_type,
        "object_id": note.object_id,
        "object_version": note.object_version,
        "person": actor.person,
        "person_name": actor.name,
        "post": actor.post,
        "post_name": actor.post_name,
        "unit": actor.unit,
        "unit_name": actor.unit_name,
        "acting_for": actor.acting_for,
        "region": note.region or actor.region,
        "ip": actor.ip,
        "request_id": uow.request_id,
        "purpose": uow.purpose,
        "result": note.result,
        "data": dict(note.data),
    }
    return {**fields, "prev": prev, "hash": chain.entry_hash(fields, prev)}


def seal_key_path() -> Path:
    return Path(settings.VAR) / "keys" / "seal.ed25519"


def seal(now: datetime) -> Seal | None:
    """Sign the heads that moved since the last seal; None when nothing moved or another process seals.

    A stream that an act is writing just now is left to the next minute (SKIP LOCKED).
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
            if not cursor.fetchone()[0]:
                return None
        heads = list(
            Head.objects.filter(unsealed=True, seq__gt=0)
            .order_by("stream")
            .select_for_update(skip_locked=True)[:SEAL_MOST]
        )
        if not heads:
            return None
        made = _make_seal(heads, now)
        Head.objects.filter(stream__in=[h.stream for h in heads]).update(unsealed=False)
        return made


def _make_seal(heads: Sequence[Head], now: datetime) -> Seal:
    last = Seal.objects.order_by("-number").first()
    number, prev = (last.number + 1, bytes(last.hash)) if last else (1, chain.GENESIS)
    leaves = [(h.stream, h.seq, bytes(h.hash)) for h in heads]
    root = chain.merkle_root(leaves)
    digest = chain.seal_hash(number, now, root, prev, signing.ALG)
    key = signing.signer(seal_key_path())
    return Seal.objects.create(
        number=number,
        at=now,
        leaves=[[s, n, h.hex()] for s, n, h in leaves],
        root=root,
        prev=prev,
        hash=digest,
        alg=signing.ALG,
        key_id=signing.key_id(signing.public_bytes(key)),
        signature=key.sign(digest),
    )
