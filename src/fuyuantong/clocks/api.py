"""Calendars, terms of law, and due dates with their proof."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fuyuantong.clocks import queries
from fuyuantong.clocks.schemas import (
    CalendarYearOut,
    DueOut,
    DueQuery,
    TermOut,
    TermQuery,
    due_out,
    term_out,
    year_out,
)
from fuyuantong.common.api import Listed, Page, Query, Room, sliced

room = Room("clocks", read="*")


@room.reads("/due", DueOut, statuses=(422,))
def due(request: HttpRequest, query: Query[DueQuery]) -> DueOut:  # noqa: ARG001 - ninja hands it in
    """按现行日历计算期限届满日，附逐步推算."""
    return due_out(queries.due_date(query.start, query.term, roll=query.roll == "true"))


@room.reads("/calendars", Listed[CalendarYearOut])
def calendars(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """各年度放假调休安排."""
    return sliced(queries.calendar_years(), query, year_out)


@room.reads("/terms", Listed[TermOut])
def terms(request: HttpRequest, query: Query[TermQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """现行法定期限及其依据."""
    return sliced(queries.terms(category=query.category), query, term_out)
