"""Calendars and terms in the database: loading, versions, what an office has set, the cache."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from fuyuantong.audit.models import Entry
from fuyuantong.clocks import actions, queries
from fuyuantong.clocks.calendar import Decree
from fuyuantong.clocks.calendar_library import library_calendar, load_decrees
from fuyuantong.clocks.due import compute_due, recompute
from fuyuantong.clocks.kinds import Origin
from fuyuantong.clocks.library import library_terms
from fuyuantong.clocks.models import CalendarDay, CalendarYear, TermRow
from fuyuantong.clocks.recompute import CalendarDecreed, recompute_needed
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common import events
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work

pytestmark = pytest.mark.django_db
OFFICE = replace(SYSTEM, person=UUID(int=1), roles=frozenset({"office"}), name="甲")
CLERK = replace(OFFICE, roles=frozenset({"clerk"}))
DEFINER = replace(OFFICE, roles=frozenset({"definer"}))
NOTICE = Decree(
    2027,
    "关于2027年部分节假日安排的通知",
    "虚构〔2026〕1号",
    date(2026, 11, 4),
    {date(2027, 1, 1) + timedelta(days=i): "元旦" for i in range(3)} | {date(2027, 2, 8): "春节"},
    {date(2027, 2, 14): "春节"},
)


def act(action, *args, actor=SYSTEM, **more):
    with unit_of_work(actor) as uow:
        return action(uow, *args, **more)


def refused(code, action, *args, **more):
    with pytest.raises(Refusal) as error:
        act(action, *args, **more)
    assert error.value.code == code


@pytest.fixture(autouse=True)
def _empty():
    """The template may carry the library already; these tests begin without it."""
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    TermRow.objects.all().delete()


def test_before_loading_the_delivered_calendar_counts():
    assert queries.current_calendar() is library_calendar()


def test_loading_the_calendar_twice_writes_once_and_gives_the_same_days():
    assert act(actions.load_calendar) == actions.Loaded(written=19, same=0, kept=0)
    assert act(actions.load_calendar) == actions.Loaded(written=0, same=19, kept=0)
    calendar = queries.current_calendar()
    assert (calendar.rest, calendar.work, calendar.decreed) == (
        library_calendar().rest,
        library_calendar().work,
        library_calendar().decreed,
    )
    assert calendar.version.startswith("db-")
    assert "2008—2026" in calendar.source


def test_a_changed_delivery_is_a_new_version_and_the_old_one_stays(monkeypatch):
    act(actions.load_calendar)
    changed = [replace(d, change="改") if d.year == 2026 else d for d in load_decrees()]
    monkeypatch.setattr(actions, "load_decrees", lambda: changed)
    assert act(actions.load_calendar) == actions.Loaded(written=1, same=18, kept=0)
    assert list(CalendarYear.objects.filter(year=2026).values_list("version", flat=True)) == [1, 2]
    assert [row.version for row in queries.calendar_years() if row.year == 2026] == [2]


def test_what_an_office_entered_is_not_overwritten_by_a_delivery():
    act(actions.load_calendar)
    act(actions.decree_year, replace(load_decrees()[-1], change="本地更正"), actor=OFFICE)
    assert act(actions.load_calendar) == actions.Loaded(written=0, same=18, kept=1)
    assert CalendarYear.objects.in_force().get(year=2026).origin == Origin.LOCAL


def test_a_notice_makes_a_provisional_date_certain_and_tells_who_must_recompute():
    told = []
    events.subscribe(CalendarDecreed, lambda uow, event: told.append(event))
    act(actions.load_calendar)
    told.clear()
    before = compute_due(date(2027, 1, 25), parse_term("14D"), queries.current_calendar())
    assert (before.due, before.provisional) == (date(2027, 2, 8), True)
    row = act(actions.decree_year, NOTICE, actor=OFFICE)
    assert (row.version, row.origin) == (1, Origin.LOCAL)
    after = recompute(before, queries.current_calendar())
    assert (after.due, after.provisional) == (date(2027, 2, 9), False)
    assert told == [CalendarDecreed(2027, 1, recompute_needed(2027))]
    assert told[0].span.touches(before.start, before.due)
    assert act(actions.decree_year, NOTICE, actor=OFFICE).pk == row.pk
    assert len(told) == 1
    assert Entry.objects.filter(kind="calendar.decreed").count() >= 1


def test_the_span_reaches_back_into_december_and_no_further():
    span = recompute_needed(2027)
    assert span.touches(date(2026, 12, 1), date(2026, 12, 25))
    assert not span.touches(date(2026, 12, 1), date(2026, 12, 24))
    assert span.touches(date(2027, 12, 31), date(2028, 1, 5))
    assert not span.touches(date(2028, 1, 1), date(2028, 1, 5))


def test_the_days_are_read_once_until_a_version_comes_in(django_assert_num_queries):
    act(actions.load_calendar)
    queries.current_calendar()
    with django_assert_num_queries(1):
        first = queries.current_calendar()
    act(actions.decree_year, NOTICE, actor=OFFICE)
    second = queries.current_calendar()
    assert second is not first
    assert not second.is_provisional(date(2027, 6, 1))


def test_a_version_seen_in_a_transaction_that_was_undone_does_not_linger():
    act(actions.load_calendar)
    with pytest.raises(ZeroDivisionError), unit_of_work(SYSTEM) as uow:
        actions.decree_year(uow, NOTICE)
        assert not queries.current_calendar().is_provisional(date(2027, 6, 1))
        raise ZeroDivisionError
    act(actions.decree_year, replace(NOTICE, year=2028, rest={date(2028, 1, 1): "元旦"}, work={}))
    assert queries.current_calendar().is_provisional(date(2027, 6, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"work": {date(2027, 2, 15): "春节"}},
        {"work": {date(2027, 1, 3): "元旦"}},
        {"rest": {date(2028, 1, 1): "元旦"}},
        {"rest": {date(2026, 11, 30): "元旦"}},
    ],
)
def test_an_impossible_notice_is_refused_with_its_days(wrong):
    refused("E-RULE", actions.decree_year, replace(NOTICE, **wrong), actor=OFFICE)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_only_the_office_and_the_administrator_enter_a_notice_and_nobody_loads_by_hand():
    refused("E-FORBIDDEN", actions.decree_year, NOTICE, actor=CLERK)
    refused("E-FORBIDDEN", actions.load_calendar, actor=OFFICE)
    refused("E-FORBIDDEN", actions.load_terms, actor=OFFICE)


def test_one_version_of_a_year_exists_once():
    row = act(actions.decree_year, NOTICE)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarYear.objects.create(
            year=2027,
            version=row.version,
            title="x",
            number="y",
            origin="local",
            digest="",
            stored_at=row.stored_at,
        )


def test_loading_the_terms_twice_writes_once_and_keeps_every_column():
    total = len(library_terms())
    assert act(actions.load_terms) == actions.Loaded(written=total, same=0, kept=0)
    assert act(actions.load_terms) == actions.Loaded(written=0, same=total, kept=0)
    row = queries.find_term("review-decision")
    assert (row.n, row.unit, row.max_extension, row.extension_approver) == (
        60,
        "D",
        "30D",
        "行政复议机构负责人",
    )
    assert (row.source_title, row.article, row.verified) == ("中华人民共和国行政复议法", "第62条", True)
    assert not queries.find_term("procuratorial-advice-reply").verified
    assert queries.find_term("judicial-advice-case-reply").n is None
    assert queries.find_term("nothing") is None


def test_a_changed_delivery_updates_library_rows_and_leaves_local_ones():
    act(actions.load_terms)
    TermRow.objects.filter(pk="admin-answer").update(n=99)
    row = queries.find_term("review-answer")
    act(actions.change_term, row.code, row.version, length="8 工作日", note="本地约定", actor=DEFINER)
    loaded = act(actions.load_terms)
    assert (loaded.written, loaded.kept) == (1, 1)
    assert queries.find_term("admin-answer").n == 15
    changed = queries.find_term("review-answer")
    assert (changed.n, changed.unit, changed.note, changed.origin, changed.version) == (
        8,
        "W",
        "本地约定",
        Origin.LOCAL,
        2,
    )
    assert Entry.objects.filter(kind="term.changed").exists()


def test_changing_a_term_is_refused_when_stale_unknown_wrong_or_not_allowed():
    act(actions.load_terms)
    change = actions.change_term
    refused("E-VERSION", change, "admin-answer", 7, length="5D", actor=DEFINER)
    refused("E-NOT-FOUND", change, "nothing", 1, actor=DEFINER)
    refused("E-TERM-RANGE", change, "admin-answer", 1, length="0D", actor=DEFINER)
    refused("E-RULE", change, "admin-answer", 1, origin="library", actor=DEFINER)
    refused("E-FORBIDDEN", change, "admin-answer", 1, length="5D", actor=CLERK)
    assert queries.find_term("admin-answer").n == 15


def test_a_term_may_lose_its_length_and_gain_an_extension():
    act(actions.load_terms)
    row = act(actions.change_term, "admin-answer", 1, length="", extension="10 日", actor=DEFINER)
    assert (row.n, row.unit, row.max_extension) == (None, "", "10D")
    row = act(actions.change_term, "admin-answer", 2, extension="", actor=DEFINER)
    assert row.max_extension == ""


def test_terms_are_listed_by_day_and_category():
    act(actions.load_terms)
    TermRow.objects.filter(pk="admin-answer").update(valid_to=date(2025, 12, 31))
    codes = {row.code for row in queries.terms(on=date(2026, 1, 1))}
    assert "admin-answer" not in codes
    assert "admin-answer" in {row.code for row in queries.terms(on=date(2025, 12, 31))}
    assert "payment-by-organ" not in {row.code for row in queries.terms(on=date(2025, 5, 31))}
    assert {row.category for row in queries.terms(category="企业破产")} == {"企业破产"}
    assert len(queries.terms()) == len(library_terms())
