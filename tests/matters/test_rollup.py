"""The office's counts equal counting row by row, whatever happened."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import hand_out

from fuyuantong.matters.models import Matter, Obligation, Party, Reader, Rollup
from fuyuantong.matters.queries.ledger import FINISHED, Filters, Lamp, lamp_of, ledger
from fuyuantong.matters.queries.tally import KEPT, counted_row_by_row, lamps_on, tally
from fuyuantong.matters.rollup import fold

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
KEYS = (
    "linkage",
    "region",
    "owner",
    "mechanism",
    "duty",
    "state",
    "held",
    "backfilled",
    "standing",
    "late",
    "issued_month",
    "finished_month",
)
STATES = ["draft", "pending", "working", "verifying", "done", "written_off", "returned", "void"]


@contextmanager
def undone():
    """Everything inside is taken back: each example begins with the same city."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def by_hand(viewer) -> Counter:
    """Counting rows in Python, by the rule of sight alone."""
    counted: Counter = Counter()
    for row in counted_row_by_row(viewer):
        counted[
            row.linkage,
            row.region,
            row.owner_id,
            row.mechanism,
            row.duty,
            row.state,
            row.held,
            row.backfilled,
            row.standing,
            row.late,
            row.issued_month,
            row.finished_month,
        ] += 1
    return counted


def by_tally(viewer) -> Counter:
    found = tally(viewer, KEYS, {"n": ~KEPT | KEPT}, where=~KEPT | KEPT)
    return Counter({key: counted["n"] for key, counted in found.items()})


def change(city: make.City, step: tuple[str, int, int]) -> None:
    """One thing that may happen to the tables, by any way: a save, a bulk update, a deletion, a new sight."""
    what, which, value = step
    rows = list(Obligation.objects.order_by("created_at", "pk"))
    row = rows[which % len(rows)]
    day = TODAY + timedelta(days=value * 7 - 30)
    match what:
        case "state":
            row.state = STATES[value % len(STATES)]
            row.collects = False
            row.finished_on = day if row.state in FINISHED else None
            row.save()
        case "due":
            Obligation.objects.filter(pk=row.pk).update(due_on=day, issued_on=day - timedelta(days=40))
        case "hold":
            Obligation.objects.filter(pk=row.pk).update(held=value % 2 == 0, backfilled=value % 3 == 0)
        case "standing":
            Obligation.objects.filter(pk=row.pk).update(standing=value % 2 == 0)
        case "owner":
            Obligation.objects.filter(pk=row.pk).update(
                owner=[city.finance, city.court, city.market][value % 3]
            )
        case "scope":
            Matter.objects.filter(pk=row.matter_id).update(scope="named" if value % 2 else "parties")
        case "sight":
            level = "envelope" if value % 2 else "full"
            Party.objects.filter(matter_id=row.matter_id).exclude(office="").update(level=level)
        case "seat":
            Party.objects.filter(matter_id=row.matter_id, office="").update(
                unit=city.justice
            ) if value == 0 else None
        case "delete":
            if not row.parts.exists() and len(rows) > 2:
                row.clocks.all().delete()
                row.delete()
        case "fold":
            fold()


@pytest.fixture
def three(city: make.City) -> None:
    for _ in range(3):
        hand_out(city)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["state", "state", "due", "hold", "standing", "owner", "scope", "sight", "delete", "fold"]
        ),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_counts_of_an_office_equal_counting_rows_after_any_history(city: make.City, three, steps) -> None:
    with undone():
        Reader.objects.create(matter=Matter.objects.latest("created_at"), post_id=city.office.post)
        for step in steps:
            change(city, step)
        for viewer in (city.office, city.justice_clerk, city.housing_clerk, city.judge, city.auditor):
            assert by_tally(viewer) == by_hand(viewer)
        while fold():
            pass
        assert not Rollup.objects.filter(folded=False).exists()
        assert by_tally(city.office) == by_hand(city.office)


def test_an_office_reads_no_obligation_to_count_what_its_counts_hold(city: make.City, handed) -> None:
    with connection.execute_wrapper(_refuse_wide_reads):
        assert sum(c["n"] for c in tally(city.office, ("state",), {"n": KEPT}).values()) == 2
    assert Rollup.objects.filter(folded=False).exists()


def _refuse_wide_reads(execute, sql, params, many, context):
    assert '"matters_obligation"' not in sql or '"matters_seat"' in sql, "counted rows that the counts hold"
    return execute(sql, params, many, context)


def test_a_matter_for_named_posts_leaves_the_counts_and_comes_back(city: make.City, handed) -> None:
    held = lambda: sum(Rollup.objects.values_list("n", flat=True))  # noqa: E731
    assert held() == 2
    Matter.objects.filter(pk=handed.matter.pk).update(scope="named")
    assert held() == 0
    assert not by_tally(city.office)
    Matter.objects.filter(pk=handed.matter.pk).update(scope="parties")
    assert held() == 2


def test_folding_keeps_one_line_for_each_key_and_no_empty_ones(city: make.City, three) -> None:
    before = by_tally(city.office)
    while fold():
        pass
    assert Rollup.objects.count() == 2, "lead and partner"
    assert by_tally(city.office) == before
    Obligation.objects.update(state="void", collects=False)
    while fold():
        pass
    assert not Rollup.objects.filter(n=0).exists()


LIVES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "due_on": st.one_of(st.none(), st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9))),
        "held": st.booleans(),
        "standing": st.booleans(),
        "backfilled": st.booleans(),
        "finished_on": st.dates(TODAY - timedelta(days=9), TODAY),
        "gentle": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
def test_the_filter_by_a_lamp_the_figure_and_the_row_agree(city: make.City, handed, life) -> None:
    with undone():
        owner = city.court if life.pop("gentle") else city.housing
        row = handed.lead
        if life["state"] not in FINISHED:
            life["finished_on"] = None
        Obligation.objects.filter(pk=row.pk).update(owner=owner, collects=False, **life)
        row = Obligation.objects.select_related("owner").get(pk=row.pk)
        lamp = lamp_of(row, TODAY)
        states = [] if life["state"] not in {"returned", "void"} else [life["state"]]
        for each in Lamp:
            found = ledger(city.office, Filters(lamp=each, states=states), TODAY).filter(pk=row.pk).exists()
            assert found == (each == lamp), each
        if owner == city.court:
            assert lamp not in {Lamp.OVERDUE, Lamp.SOON, Lamp.LATE}
        figures = tally(city.office, (), lamps_on(TODAY), where=KEPT).get((), Counter())
        assert sum(figures.values()) == Obligation.objects.filter(KEPT).count(), "lamps share out the total"
