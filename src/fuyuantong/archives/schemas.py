"""What the API asks about volumes, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.archives.kinds import Retention, Source
from fuyuantong.archives.models import WORDS_MOST
from fuyuantong.common.api import Input, Key, Output, Page, choice, line


class VolumeQuery(Page):
    """`due`: only what has been kept long enough."""

    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    retention: Annotated[str, choice(["", *Retention.values])] = ""
    source: Annotated[str, choice(["", *Source.values])] = ""
    due: bool = False


class DirectoryFormat(Input):
    format: Annotated[str, choice(["docx", "pdf"])] = "pdf"


class FilingIn(Input):
    year: Annotated[int, Field(ge=1990, le=2100)]


class RetentionIn(Input):
    retention: Annotated[str, choice(Retention.choices)]
    reason: Annotated[str, line(200)]


class DestructionIn(Input):
    volumes: Annotated[list[Key], Field(min_length=1, max_length=500)]
    opinion: Annotated[str, Field(min_length=1, max_length=WORDS_MOST)]
    appraisers: Annotated[str, line(200)]


class DecisionWords(Input):
    words: Annotated[str, Field(max_length=WORDS_MOST)] = ""


class WatchedBy(Input):
    watchers: Annotated[list[Annotated[str, line(60)]], Field(min_length=2, max_length=4)]


class VolumeRow(Output):
    """`proposed` is what the table of terms said, in the words of `basis`."""

    id: UUID
    year: int
    number: int
    source: str
    source_id: UUID
    title: str
    began_on: date
    ended_on: date
    papers: int
    pages: int
    retention: str
    proposed: str
    basis: str
    reason: str
    expires_on: date | None
    sha256: str
    filed_by: str
    filed_at: datetime
    version: int


class SkippedPapers(Output):
    source: str
    key: UUID
    why: str


class FilingRow(Output):
    id: UUID
    year: int
    state: str
    total: int
    done: int
    skipped: list[SkippedPapers]
    by_name: str
    at: datetime


class DestructionRow(Output):
    """`volumes` are those that the caller may read."""

    id: UUID
    state: str
    opinion: str
    appraisers: str
    count: int
    volumes: list[UUID]
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_words: str
    decided_on: date | None
    watched_by: str
    done_at: datetime | None
    version: int
