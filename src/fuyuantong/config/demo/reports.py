"""Periodic products of 临江市: a risk warning, issued and partly read; a bulletin that is still a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from fuyuantong.common.now import SHANGHAI, read_clock, today
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.config.demo.story import PURPOSE, sample
from fuyuantong.definitions.kinds import Every
from fuyuantong.indicators.periods import Span, span_of
from fuyuantong.reports.actions.deciding import sign, submit
from fuyuantong.reports.actions.issuing import issue, read_issue
from fuyuantong.reports.actions.opening import open_issue

T = TypeVar("T")
WARNING, BULLETIN = "litigation-risk-white-paper", "appearance-bulletin-quarter"
READERS = ("housing", "market", "jiangbei")
CUT_AFTER, ISSUED_AFTER = timedelta(days=6), timedelta(days=20)


def issue_reports(linkage: str) -> None:
    """As the office does it; the warning is issued twenty days after its year."""
    year, quarter = (span_of(every, today()).previous for every in (Every.YEAR, Every.QUARTER))
    warning = _opening(linkage, WARNING, year)
    made, day = _do("office", year.end + CUT_AFTER, warning), year.end + ISSUED_AFTER
    _do("office", day, lambda uow: submit(uow, made))
    _do("office", day, lambda uow: sign(uow, made, signed_by="江望舒"))
    _do("office", day, lambda uow: issue(uow, made))
    for reader in READERS:
        _do(reader, day + timedelta(days=2), lambda uow: read_issue(uow, made))
    _do("office", quarter.end + CUT_AFTER, _opening(linkage, BULLETIN, quarter))


def _opening(linkage: str, code: str, span: Span) -> Callable[[UnitOfWork], UUID]:
    return lambda uow: open_issue(uow, code=code, linkage=linkage, period=span.text).pk


def _do(username: str, day: date, work: Callable[[UnitOfWork], T]) -> T:
    moment = min(datetime.combine(day, time(10, 0), SHANGHAI), read_clock())
    with unit_of_work(sample(username), purpose=PURPOSE, now=moment) as uow:
        return work(uow)
