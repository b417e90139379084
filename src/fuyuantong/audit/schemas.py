"""What the API says of the trail; hashes and signatures are hexadecimal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from fuyuantong.audit.models import Entry, Seal
from fuyuantong.audit.queries import TrailFilters
from fuyuantong.audit.verifying import Verdict
from fuyuantong.audit.wording import say
from fuyuantong.common.api import Day, Limit, Output, Page, Short, plain


class EntryOut(Output):
    """One line of the trail; `words` is what people call its `kind`."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    kind: str
    words: str
    object_type: str
    object_id: UUID | None
    object_version: int | None
    person: UUID | None
    person_name: str
    post_name: str
    unit: UUID | None
    unit_name: str
    acting_for: str
    ip: str
    request_id: str
    result: str
    data: dict[str, Any]
    alg: str
    prev: str
    hash: str


class SealOut(Output):
    number: int
    at: datetime
    root: str
    prev: str
    hash: str
    alg: str
    key_id: str
    signature: str


class FaultOut(Output):
    stream: str
    seq: int
    code: str
    sentence: str


class VerdictOut(Output):
    good: bool
    entries: int
    streams: int
    seals: int
    faults: list[FaultOut]


class TrailQuery(Page):
    stream: Short = ""
    kind: Short = ""
    person: Short = ""
    result: Short = ""
    since: Day | None = None
    until: Day | None = None

    def filters(self) -> TrailFilters:
        names = ("stream", "kind", "person", "result", "since", "until")
        return TrailFilters(**{name: getattr(self, name) for name in names})


class SealQuery(BaseModel):
    limit: Limit = 20


def entry_out(row: Entry) -> EntryOut:
    return plain(EntryOut, row, words=say(row.kind), prev=bytes(row.prev).hex(), hash=bytes(row.hash).hex())


def seal_out(row: Seal) -> SealOut:
    names = ("root", "prev", "hash", "signature")
    return plain(SealOut, row, **{name: bytes(getattr(row, name)).hex() for name in names})


def verdict_out(found: Verdict) -> VerdictOut:
    faults = [FaultOut(stream=f.stream, seq=f.seq, code=f.code, sentence=f.sentence) for f in found.faults]
    return VerdictOut(
        good=found.good, entries=found.entries, streams=found.streams, seals=found.seals, faults=faults
    )
