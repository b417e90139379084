"""What the API asks about changes of units and people, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.handovers.kinds import Nature

_UNITS = [one for one in Nature.choices if one[0] != Nature.POST]
Units = Annotated[list[Key], Field(max_length=20)]
Version = Annotated[str, Field(max_length=16, pattern=r"^[0-9a-f]{16}$")]


class HandoverQuery(Page):
    pass


class HandoverIn(Input):
    """`takers`: the heir first. `ends` is for 分设 only; `new_name` for 更名 only."""

    nature: Annotated[str, choice(_UNITS)]
    title: Annotated[str, line(200)]
    on: Day
    givers: Annotated[list[Key], Field(min_length=1, max_length=20)]
    takers: Units = []
    basis: Annotated[str, Field(max_length=200)] = ""
    ends: bool = False
    new_name: Annotated[str, Field(max_length=120)] = ""
    new_short: Annotated[str, Field(max_length=60)] = ""


class PostHandoverIn(Input):
    """`username`: the successor. `post`: leave out, and the successor takes the same post."""

    tenure: Key
    username: Annotated[str, line(60)]
    post: Key | None = None
    on: Day
    basis: Annotated[str, Field(max_length=200)] = ""


class HandoverChange(Input):
    title: Annotated[str, line(200)]
    on: Day
    basis: Annotated[str, Field(max_length=200)] = ""


class HandoverChoices(Input):
    """`{"<holding>:<row>": "<unit>"}`; an empty unit lets the thing follow the rest again."""

    choices: Annotated[
        dict[Annotated[str, Field(max_length=80)], Annotated[str, Field(max_length=36)]],
        Field(max_length=2000),
    ]


class CarryOut(Input):
    """`seen`: the fingerprint of the preview that was looked at."""

    seen: Version


class SlipSigned(Input):
    given_by: Annotated[str, line(60)]
    taken_by: Annotated[str, line(60)]
    watched_by: Annotated[str, Field(max_length=60)] = ""
    signed_on: Day


class HandoverSide(Output):
    unit: UUID
    post: UUID | None
    name: str


class HandoverRow(Output):
    id: UUID
    nature: str
    title: str
    on: date
    basis: str
    state: str
    ends: bool
    new_name: str
    drafted_by: str
    drafted_at: datetime
    done_at: datetime | None
    version: int


class HandoverThing(Output):
    """One thing that would move (`to`: the taking unit; none: it stays)."""

    key: str
    title: str
    due_on: date | None
    to: UUID | None


class HandoverGroup(Output):
    holding: str
    label: str
    giver: UUID
    count: int
    moving: int
    things: list[HandoverThing]


class HandoverPreview(Output):
    """`titles`: this viewer may read what the things are called; `fingerprint` is for carrying out."""

    moving: int
    staying: int
    fingerprint: str
    titles: bool
    groups: list[HandoverGroup]


class HandoverLine(Output):
    holding: str
    row: UUID
    title: str
    detail: str
    due_on: date | None


class HandoverSlip(Output):
    id: UUID
    giver: str
    taker: str
    counts: dict[str, int]
    lines: list[HandoverLine]
    given_by: str
    taken_by: str
    watched_by: str
    signed_on: date | None
    version: int


class HandoverOut(HandoverRow):
    givers: list[HandoverSide]
    takers: list[HandoverSide]
    preview: HandoverPreview | None
    slips: list[HandoverSlip]
