"""What the API asks about letters to send, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, line
from fuyuantong.dispatches.kinds import Sending


class DispatchItem(Input):
    problem: Annotated[str, Field(max_length=4000)] = ""
    suggestion: Annotated[str, line(4000)]


class DispatchIn(Input):
    """A letter issued on paper. `recipe`: 司法建议书 or 检察建议书; `files` are the caller's own uploads."""

    recipe: Annotated[str, line(40)]
    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(300)]
    number: Annotated[str, line(80)]
    kind: Annotated[str, Field(max_length=40)] = ""
    addressees: Annotated[list[Key], Field(min_length=1, max_length=50)]
    items: Annotated[list[DispatchItem], Field(min_length=1, max_length=50)]
    case_number: Annotated[str, Field(max_length=100)] = ""
    cause: Annotated[str, Field(max_length=200)] = ""
    signed_on: Day | None = None
    served_on: Day | None = None
    reply_on: Day | None = None
    files: Annotated[list[Key], Field(max_length=20)] = []

    def sending(self) -> Sending:
        data = self.model_dump(exclude={"files", "items"})
        return Sending(items=[(one.problem, one.suggestion) for one in self.items], **data)


class DispatchColumns(Input):
    """Heading → one of case_number, addressees, suggestion, problem, title, number, kind, cause, signed_on,
    served_on, reply_on."""

    columns: Annotated[dict[str, str], Field(max_length=60)]


class DispatchBatchQuery(Page):
    pass


class DispatchCaseQuery(Input):
    case_number: Annotated[str, line(100)]


class DispatchCase(Output):
    """The standard number, what the registers say, and the matters that name it already."""

    case_number: str
    facts: dict[str, str]
    matters: list[UUID]


class DispatchBatchRow(Output):
    id: UUID
    recipe: str
    linkage: str
    name: str
    heads: list[str]
    columns: dict[str, str]
    state: str
    sent: int
    by_name: str
    at: datetime
    version: int


class DispatchLine(Output):
    """One row of the table and what is wrong with it."""

    number: int
    title: str
    document_number: str
    addressees: list[UUID]
    reply_on: date | None
    errors: list[str]


class DispatchBatchFull(DispatchBatchRow):
    lines: list[DispatchLine]
