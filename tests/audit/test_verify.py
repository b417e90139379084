"""No tampering goes unseen: whatever is edited, removed, inserted, swapped or cut off is named."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fuyuantong.audit import chain, signing
from fuyuantong.audit.models import Entry, Head, Seal
from fuyuantong.audit.verifying import check, entry_fields
from fuyuantong.common.ids import new_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = signing.public_bytes(KEY)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STREAMS, LINES = 7, 9


def make_log() -> tuple[list[Entry], list[Head], list[Seal]]:
    entries: list[Entry] = []
    heads: list[Head] = []
    for s in range(STREAMS):
        prev = chain.GENESIS
        for n in range(1, LINES + 1):
            entry = Entry(
                alg=chain.ALG, id=new_id(), stream=f"matter:{s}", seq=n, at=START + timedelta(minutes=n), kind="obligation.sign",
                object_type="obligation", object_id=new_id(), object_version=n, person=new_id(), person_name="试用人员",
                post=new_id(), post_name="承办岗", unit=new_id(), unit_name="临江市司法局", acting_for="", region="990100",
                ip="", request_id=f"r{n}", purpose="", result="ok", data={"n": n, "中文": [n, None, True]},
            )  # fmt: skip
            entry.prev = prev
            entry.hash = prev = chain.entry_hash(entry_fields(entry), prev)
            entries.append(entry)
        heads.append(Head(stream=f"matter:{s}", seq=LINES, hash=prev))
    return entries, heads, [make_seal(heads)]


def make_seal(heads: list[Head], number: int = 1, prev: bytes = chain.GENESIS) -> Seal:
    leaves = [(h.stream, h.seq, bytes(h.hash)) for h in heads]
    root = chain.merkle_root(leaves)
    digest = chain.seal_hash(number, START, root, prev, signing.ALG)
    return Seal(
        number=number, at=START, leaves=[[s, n, h.hex()] for s, n, h in leaves], root=root, prev=prev, hash=digest,
        alg=signing.ALG, key_id="", signature=KEY.sign(digest),
    )  # fmt: skip


LOG = make_log()


def test_an_untouched_log_is_sound() -> None:
    verdict = check(*LOG, PUBLIC)
    assert verdict.good
    assert (verdict.entries, verdict.streams, verdict.seals) == (STREAMS * LINES, STREAMS, 1)


TEXTS = ["kind", "person_name", "unit_name", "post_name", "acting_for", "region", "ip", "request_id", "purpose", "result", "object_type", "stream"]  # fmt: skip
place = st.integers(0, STREAMS * LINES - 1)


@settings(max_examples=600, deadline=None)
@given(where=place, field=st.sampled_from(TEXTS), text=st.text(min_size=1, max_size=6))
def test_an_edited_text_is_named(where: int, field: str, text: str) -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    if getattr(entries[where], field) == text:
        return
    setattr(entries[where], field, text)
    assert not check(entries, heads, seals, PUBLIC).good


@settings(max_examples=200, deadline=None)
@given(
    where=place,
    what=st.sampled_from(["at", "object_id", "object_version", "person", "post", "unit", "data", "id"]),
)
def test_an_edited_value_is_named(where: int, what: str) -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    entry = entries[where]
    changed = {"at": entry.at + timedelta(microseconds=1), "object_version": None, "data": {"n": 0}}.get(
        what, new_id()
    )
    setattr(entry, what, changed)
    faults = check(entries, heads, seals, PUBLIC).faults
    assert (faults[0].stream, faults[0].seq) == (LOG[0][where].stream, LOG[0][where].seq)


@settings(max_examples=200, deadline=None)
@given(where=place)
def test_a_removed_line_is_named(where: int) -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    gone = entries.pop(where)
    faults = check(entries, heads, seals, PUBLIC).faults
    assert any(f.stream == gone.stream and f.seq == gone.seq for f in faults)


@settings(max_examples=100, deadline=None)
@given(stream=st.integers(0, STREAMS - 1), keep=st.integers(0, LINES - 1))
def test_a_cut_tail_is_found_even_when_the_head_was_cut_too(stream: int, keep: int) -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    name = f"matter:{stream}"
    entries = [e for e in entries if e.stream != name or e.seq <= keep]
    last = next((e for e in reversed(entries) if e.stream == name), None)
    heads[stream] = Head(stream=name, seq=keep, hash=last.hash if last else chain.GENESIS)
    heads = [h for h in heads if h.seq]
    assert any(f.code == "E-SEAL-MISMATCH" for f in check(entries, heads, seals, PUBLIC).faults)


@settings(max_examples=100, deadline=None)
@given(where=place)
def test_a_rewritten_chain_is_found_by_its_seal(where: int) -> None:
    """Somebody who owns the database recomputes every hash after the edit; the seal remembers."""
    entries, heads, seals = copy.deepcopy(LOG)
    name = entries[where].stream
    entries[where].kind = "obligation.forged"
    prev = chain.GENESIS
    for entry in (e for e in entries if e.stream == name):
        entry.prev = prev
        entry.hash = prev = chain.entry_hash(entry_fields(entry), prev)
    next(h for h in heads if h.stream == name).hash = prev
    assert any(f.code == "E-SEAL-MISMATCH" for f in check(entries, heads, seals, PUBLIC).faults)


def test_an_inserted_stream_is_found() -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    extra = copy.deepcopy(entries[0])
    extra.stream = "zz"
    extra.hash = chain.entry_hash(entry_fields(extra), chain.GENESIS)
    assert [f.code for f in check([*entries, extra], heads, seals, PUBLIC).faults] == ["E-TRAIL-HEAD"]


@pytest.mark.parametrize("part", ["root", "hash", "signature", "prev"])
def test_a_changed_seal_is_found(part: str) -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    setattr(seals[0], part, bytes(len(getattr(seals[0], part))) if part != "prev" else b"\x01" * 32)
    assert not check(entries, heads, seals, PUBLIC).good


def test_a_seal_signed_by_another_key_is_found() -> None:
    entries, heads, _ = copy.deepcopy(LOG)
    forged = make_seal(heads)
    forged.signature = Ed25519PrivateKey.generate().sign(bytes(forged.hash))
    assert [f.code for f in check(entries, heads, [forged], PUBLIC).faults] == ["E-SEAL-SIGNATURE"]


def test_a_missing_seal_is_found() -> None:
    entries, heads, seals = copy.deepcopy(LOG)
    second = make_seal(heads, 3, bytes(seals[0].hash))
    assert [f.code for f in check(entries, heads, [*seals, second], PUBLIC).faults] == ["E-SEAL-GAP"]


def test_the_bytes_that_are_hashed_are_frozen() -> None:
    """A change here breaks every chain in the field: it needs a new `alg`, never another vector."""
    fields = dict.fromkeys(chain.FIELDS) | {
        "alg": "fyt1-sha256", "stream": "matter:1", "seq": 1, "at": datetime(2026, 1, 5, 1, 2, 3, 4, tzinfo=UTC),
        "kind": "obligation.sign", "data": {"b": 1, "a": "签收"},
    }  # fmt: skip
    assert (
        chain.entry_hash(fields, chain.GENESIS).hex()
        == "f16a79e72ccdbdffb475d20dcca0397ba48e3a72ec80ec8bc76f1e365abaf2ef"
    )
