"""What the API says of pages that read across rooms, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from fuyuantong.common.api import Input, Output, line, plain
from fuyuantong.common.now import today as clock_today
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries import lamp_of
from fuyuantong.matters.schemas.outputs import MatterRow, ObligationRow
from fuyuantong.matters.schemas.showing import matter_row, obligation_row
from fuyuantong.workbench.forms import month_of
from fuyuantong.workbench.models import Feed, SavedView
from fuyuantong.workbench.queries import Board, Found, Line, MonthOfDues, Planned, Rate

_MONTH = r"^((19|20|21)[0-9]{2}-(0[1-9]|1[0-2]))?$"


class MonthQuery(BaseModel):
    """`month`: 2026-11; without it the present one."""

    month: Annotated[str, Field(max_length=7, pattern=_MONTH)] = ""

    def first(self) -> date:
        return month_of(self.month, clock_today())


class BoardQuery(MonthQuery):
    linkage: Annotated[str, Field(max_length=40)] = ""


class SearchQuery(BaseModel):
    words: Annotated[str, line(100)]


class RateOut(Output):
    """A share: `part` of `whole`."""

    part: int
    whole: int


class LineOut(Output):
    """One unit or region: its lamps in all, and by mechanism. `gentle` units have no lamps shown."""

    key: str
    name: str
    gentle: bool
    lamps: dict[str, int]
    by_mechanism: dict[str, dict[str, int]]


class MonthFigures(Output):
    month: date
    issued: int
    finished: int


class DayFigures(Output):
    on: date
    open: int
    overdue: int
    soon: int


class BoardOut(Output):
    """The figures of the dashboard. `lamps` share out `total`; `days` are those with open deadlines."""

    total: int
    lamps: dict[str, int]
    verifying: int
    on_time: RateOut
    letters: RateOut
    units_soon: int
    units: list[LineOut]
    areas: list[LineOut]
    months: list[MonthFigures]
    days: list[DayFigures]


class CalendarDueOut(Output):
    id: UUID
    matter: UUID
    title: str
    state: str
    lamp: str


class CalendarDay(Output):
    """`kind`: rest (holiday), work (moved working day) or nothing; `items` are the first of `count`."""

    on: date
    kind: str
    name: str
    count: int
    items: list[CalendarDueOut]


class PlannedOut(Output):
    """A meeting (`starts_at`), or a day by which it wants something; `clashes`: titles at that time."""

    title: str
    on: date
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    url: str
    clashes: list[str]
    same_room: bool


class CalendarOut(Output):
    month: date
    days: list[CalendarDay]
    meetings: list[PlannedOut]


class FeedOut(Output):
    """One's calendar for other programs; `address` is told once, when it is made."""

    active: bool
    titles: bool
    created_at: datetime | None
    read_at: datetime | None
    address: str


class NewFeed(Input):
    titles: bool = False


class FoundOut(Output):
    matters: list[MatterRow]
    obligations: list[ObligationRow]
    more_matters: bool
    more_obligations: bool


class ViewOut(Output):
    """A saved view of the ledger, or of the list of a register: filters as in its address, columns (with
    commas), order."""

    id: UUID
    register_code: str
    name: str
    query: str
    columns: str
    order: str


class NewView(Input):
    name: Annotated[str, line(30)]
    query: Annotated[str, Field(max_length=4000)] = ""
    register_code: Annotated[str, Field(max_length=60)] = ""


def board_out(found: Board) -> BoardOut:
    return plain(
        BoardOut,
        found,
        lamps=dict(found.lamps),
        on_time=_rate(found.on_time),
        letters=_rate(found.letters),
        units=[_line(one) for one in found.lines],
        areas=[_line(one) for one in found.areas],
        months=[
            MonthFigures(month=day, issued=found.issued.get(day, 0), finished=found.finished.get(day, 0))
            for day in found.months
        ],
        days=[
            DayFigures(on=day, open=counts["n"], overdue=counts["over"], soon=counts["soon"])
            for day, counts in sorted(found.dues.items())
        ],
    )


def _rate(rate: Rate) -> RateOut:
    return RateOut(part=rate.part, whole=rate.whole)


def _line(one: Line) -> LineOut:
    counted = {code: _lamps(lamps) for code, lamps in one.by_mechanism.items()}
    return plain(LineOut, one, lamps=_lamps(one.lamps), by_mechanism=counted)


def _lamps(lamps: Mapping[str, int]) -> dict[str, int]:
    return {str(name): count for name, count in lamps.items() if count}


def calendar_out(first: date, found: MonthOfDues, today: date, plans: Sequence[Planned] = ()) -> CalendarOut:
    days = [day for week in found.weeks for day in week if day.month == first.month]
    return CalendarOut(
        month=first,
        days=[
            plain(
                CalendarDay,
                found.kinds[day],
                on=day,
                count=found.counts.get(day, 0),
                items=[_due(row, today) for row in found.rows.get(day, [])],
            )
            for day in days
        ],
        meetings=[_planned(one) for one in plans],
    )


def _planned(one: Planned) -> PlannedOut:
    entry = one.entry
    starts = entry.starts if isinstance(entry.starts, datetime) else None
    return PlannedOut(
        title=entry.title, on=entry.day, starts_at=starts, ends_at=entry.ends, place=entry.place,
        url=entry.url, clashes=list(one.clashes), same_room=one.same_room,
    )  # fmt: skip


def feed_out(feed: Feed | None, address: str = "") -> FeedOut:
    return FeedOut(
        active=feed is not None,
        titles=feed.titles if feed else False,
        created_at=feed.created_at if feed else None,
        read_at=feed.read_at if feed else None,
        address=address,
    )


def _due(row: Obligation, today: date) -> CalendarDueOut:
    return plain(CalendarDueOut, row, matter=row.matter_id, lamp=lamp_of(row, today).value)


def found_out(found: Found, today: date) -> FoundOut:
    return FoundOut(
        matters=[matter_row(row) for row in found.matters],
        obligations=[obligation_row(row, today) for row in found.obligations],
        more_matters=found.more_matters,
        more_obligations=found.more_obligations,
    )


def view_out(row: SavedView) -> ViewOut:
    return plain(ViewOut, row, register_code=row.register)
