"""What the API asks about packs, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.packs.kinds import LineKind, PackState


class PackQuery(Page):
    pass


class PackIn(Input):
    """One pack for each of the units."""

    linkage: Annotated[str, line(40)]
    units: Annotated[list[Key], Field(min_length=1, max_length=500)]
    title: Annotated[str, line(120)]
    due_on: Day
    remark: Annotated[str, Field(max_length=2000)] = ""
    form: Key | None = None


class OwnFormColumns(Input):
    """`columns`: letter → key of the ledger's column (or `done`), empty for none."""

    columns: Annotated[dict[str, Annotated[str, Field(max_length=20)]], Field(max_length=200)]
    first_row: Annotated[int, Field(ge=2, le=2000)]
    foot_row: Annotated[int, Field(ge=0, le=5000)] = 0


class OwnFormOut(Output):
    """`columns`: letter → [head, key]."""

    id: UUID
    linkage: str
    name: str
    file_name: str
    settled: bool
    columns: dict[str, list[str]]
    first_row: int
    foot_row: int
    by_name: str
    at: datetime
    version: int


class PackReason(Input):
    reason: Annotated[str, line(200)]


class PackFormat(Input):
    format: Annotated[str, choice(["xlsx", "docx"])] = "xlsx"


class PackPaper(Input):
    """`assignment` is the 承办单, `reply` the 反馈单."""

    paper: Annotated[str, choice(["assignment", "reply"])] = "assignment"
    format: Annotated[str, choice(["pdf", "docx"])] = "pdf"


class PackAdoption(Input):
    """`digest` of the preview that is adopted."""

    digest: Annotated[str, line(64)]


class PackOut(Output):
    id: UUID
    form: UUID | None
    code: str
    bundle: UUID
    linkage: str
    unit: UUID
    title: str
    due_on: date
    count: int
    state: PackState
    replaced_by: UUID | None
    by_name: str
    at: datetime
    adopted_at: datetime | None
    version: int


class PackLine(Output):
    """A task in a pack as it was told; `code` is what its row is known by when it comes back."""

    code: str
    obligation: UUID
    place: int
    shown: dict[str, str]


class ReturnedLine(Output):
    """What a line would do. `row` is 0 for tasks that did not come back."""

    row: int
    kind: LineKind
    place: int
    title: str
    obligation: str
    given: dict[str, str]
    before: dict[str, str]
    notes: list[str]
    faults: list[str]


class PackReturn(Output):
    """A preview; `digest` is what adoption must repeat. The first 500 lines, refused ones first."""

    id: UUID
    pack: UUID
    file_name: str
    why: str
    said_on: date
    counts: dict[str, int]
    notes: list[str]
    digest: str
    at: datetime
    done_at: datetime | None
    lines: list[ReturnedLine]
