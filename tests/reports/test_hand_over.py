"""A unit ends: its issues, its copies and what is asked of it go over; what both were asked is asked once."""

from __future__ import annotations

from django.utils import timezone
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.handovers.holdings import Move, holding
from fuyuantong.handovers.kinds import Seat
from fuyuantong.organs.models import Unit
from fuyuantong.reports.models import Delivery, Finding, Issue


def move(code: str, giver: Unit, taker: Unit) -> None:
    one, seat = holding(code), Seat(giver.pk)
    assert one is not None
    keys = [held.key for held in one.held(seat)]
    assert keys
    make.do(SYSTEM, lambda uow: one.move(uow, Move(seat, Seat(taker.pk), ends=True), keys))


def asks(issue: Issue, unit: Unit) -> Finding:
    Finding.objects.filter(issue=issue).delete()
    return Finding.objects.create(issue=issue, lag="滞后", unit=unit, figure="25%", demand="限期整改")


def test_an_heir_takes_over_what_was_sent_and_asked(quarter: make.City, issue: Issue) -> None:
    heir = make.unit("临江市城乡发展局")
    asked = asks(issue, quarter.housing)
    Delivery.objects.create(issue=issue, unit=quarter.housing, sent_at=timezone.now())
    move("findings", quarter.housing, heir)
    move("report_copies", quarter.housing, heir)
    move("reports", issue.owner, heir)
    asked.refresh_from_db()
    issue.refresh_from_db()
    assert (asked.unit, issue.owner) == (heir, heir)
    assert Delivery.objects.get(issue=issue).unit == heir


def test_what_both_were_asked_or_sent_is_there_once(quarter: make.City, issue: Issue) -> None:
    asked, market = asks(issue, quarter.housing), quarter.market
    both = Finding.objects.create(issue=issue, lag=asked.lag, unit=market, figure="30%", demand="限期整改")
    for unit in (quarter.housing, market):
        Delivery.objects.create(issue=issue, unit=unit, sent_at=timezone.now())
    move("findings", quarter.housing, market)
    move("report_copies", quarter.housing, market)
    asked.refresh_from_db()
    both.refresh_from_db()
    assert (asked.unit, asked.state, bool(asked.reason)) == (quarter.housing, "dropped", True)
    assert both.state == "open"
    assert Delivery.objects.filter(issue=issue, unit=market).count() == 1
