"""Checking the trail: every chain from its first line, and every signed seal.

The first entry that was changed, removed or inserted is named. `seals` that a partner organ kept can be given
instead of the database's own: then even a wholly rewritten database is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fuyuantong.audit import chain, signing
from fuyuantong.audit.models import Entry, Head, Seal

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `seq` is the line's number in its stream (or the seal's number)."""

    stream: str
    seq: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    streams: int
    seals: int
    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        return not self.faults


def entry_fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in chain.FIELDS}


def verify(public: bytes) -> Verdict:
    """Read the whole trail of the database once, in order; memory stays small."""
    return check(
        Entry.objects.order_by("stream", "seq").iterator(PAGE),
        Head.objects.filter(seq__gt=0).order_by("stream").iterator(PAGE),
        list(Seal.objects.order_by("number").iterator(PAGE)),
        public,
    )


def check(entries: Iterable[Entry], heads: Iterable[Head], seals: Sequence[Seal], public: bytes) -> Verdict:
    """Check entries (ordered by stream and seq) against heads and seals; pure: it runs on an export."""
    faults: dict[str, Fault] = {}
    ends: dict[str, tuple[int, bytes]] = {}
    wanted = {(stream, seq) for seal in seals for stream, seq, _ in seal.leaves}
    seen: dict[tuple[str, int], bytes] = {}
    count = 0
    for entry in entries:
        count += 1
        seq, prev = ends.get(entry.stream, (0, chain.GENESIS))
        fault = _check_entry(entry, seq, prev)
        if fault:
            faults.setdefault(entry.stream, fault)
        ends[entry.stream] = (entry.seq, bytes(entry.hash))
        if (entry.stream, entry.seq) in wanted:
            seen[entry.stream, entry.seq] = bytes(entry.hash)
    found = (*faults.values(), *_check_heads(heads, ends), *_check_seals(seals, seen, public))
    return Verdict(count, len(ends), len(seals), found)


def _check_entry(entry: Entry, seq: int, prev: bytes) -> Fault | None:
    if entry.seq != seq + 1:
        return Fault(
            entry.stream, seq + 1, "E-TRAIL-GAP", f"第 {seq + 1} 条缺失，或第 {entry.seq} 条是后来插入的。"
        )
    if bytes(entry.prev) != prev:
        return Fault(entry.stream, entry.seq, "E-TRAIL-LINK", f"第 {entry.seq} 条与前一条不相连。")
    if chain.entry_hash(entry_fields(entry), prev) != bytes(entry.hash):
        return Fault(entry.stream, entry.seq, "E-TRAIL-CHANGED", f"第 {entry.seq} 条内容被改动过。")
    return None


def _check_heads(heads: Iterable[Head], ends: dict[str, tuple[int, bytes]]) -> Iterator[Fault]:
    missing = dict(ends)
    for head in heads:
        seq, last = missing.pop(head.stream, (0, chain.GENESIS))
        if (seq, last) != (head.seq, bytes(head.hash)):
            yield Fault(
                head.stream, seq + 1, "E-TRAIL-TAIL", f"第 {seq + 1} 条起被删去（链头记到第 {head.seq} 条）。"
            )
    for stream in missing:
        yield Fault(stream, 1, "E-TRAIL-HEAD", "这条链没有链头，是后来插入的。")


def _check_seals(seals: Iterable[Seal], seen: dict[tuple[str, int], bytes], public: bytes) -> Iterator[Fault]:
    number, prev = 0, chain.GENESIS
    for seal in seals:
        place = f"封存第 {seal.number} 号"
        if seal.number != number + 1 or bytes(seal.prev) != prev:
            yield Fault("seals", number + 1, "E-SEAL-GAP", f"封存第 {number + 1} 号缺失或不相连。")
        leaves = [(s, n, bytes.fromhex(h)) for s, n, h in seal.leaves]
        root = chain.merkle_root(leaves)
        digest = chain.seal_hash(seal.number, seal.at, root, bytes(seal.prev), seal.alg)
        if root != bytes(seal.root) or digest != bytes(seal.hash):
            yield Fault("seals", seal.number, "E-SEAL-CHANGED", f"{place}内容被改动过。")
        elif not signing.verifies(public, bytes(seal.signature), digest):
            yield Fault("seals", seal.number, "E-SEAL-SIGNATURE", f"{place}的签名与公钥不符。")
        for stream, seq, kept in leaves:
            if seen.get((stream, seq)) != kept:
                yield Fault(stream, seq, "E-SEAL-MISMATCH", f"{place}记下的第 {seq} 条与现存的不同或已不在。")
        number, prev = seal.number, bytes(seal.hash)
