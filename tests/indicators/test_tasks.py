"""Figures of tasks from their rollup are those of a recount, on every day, whatever happens to tasks and clocks."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection, transaction
from tests import make

from fuyuantong.common.ids import new_id
from fuyuantong.common.now import read_clock
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.indicators import queries
from fuyuantong.indicators.folding import add_up, fold
from fuyuantong.indicators.kinds import OBLIGATIONS
from fuyuantong.indicators.models import TaskImage
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.matters.models import Clock, ClockMove, Matter, Obligation
from fuyuantong.organs.models import Unit
from indicators.conftest import shelve
from indicators.racing import race

CODES = (
    "on-time-rate",
    "on-time-rate-original",
    "extended-share",
    "write-off-rate",
    "campaign-completion-rate",
)
SPANS = [read_span(text) for text in ("2026", "2026Q3", "2026-11", "2025")]
TODAY, LATER = "2026-11-20T10:00:00+08:00", "2027-02-03T10:00:00+08:00"
WRITERS, STEPS = 3, 6


def _task(city: make.City, matter: Matter, dice: random.Random) -> Obligation:
    due = date(2025, 6, 1) + timedelta(days=dice.randrange(700))
    done = dice.choice([None, due - timedelta(days=dice.randrange(-9, 9))])
    owner = dice.choice([city.housing, city.market, city.finance])
    task = Obligation.objects.create(
        matter=matter, linkage=matter.linkage, mechanism=dice.choice([matter.mechanism, "special-campaign"]),
        region=matter.region, task="牵头任务", duty="lead", owner=owner, creditor=city.justice, title="试",
        state="done" if done else "working", due_on=dice.choice([due, due, None]), finished_on=done,
        issued_on=due - timedelta(days=60), ledger_item=dice.random() < 0.5, created_at=read_clock(),
    )  # fmt: skip
    Clock.objects.create(
        matter=matter, obligation=task, key="办理期限", main=True, start_on=due, due_on=task.due_on or due
    )
    return task


def _change(task: Obligation, dice: random.Random) -> None:
    """One of the things that happen to a task and its clock."""
    clock = Clock.objects.filter(obligation=task).first()
    match dice.randrange(5):
        case 0 if clock and task.due_on:
            Clock.objects.filter(pk=clock.pk).update(extensions=dice.randrange(3))
            later = task.due_on + timedelta(days=30)
            moved = {"due_before": task.due_on, "due_after": later, "occurred_on": task.due_on}
            ClockMove.objects.create(
                id=new_id(), clock=clock, kind="extended", reason="试", at=read_clock(), **moved
            )
            Obligation.objects.filter(pk=task.pk).update(due_on=later)
        case 1:
            Obligation.objects.filter(pk=task.pk).update(state="written_off", finished_on=task.due_on)
        case 2:
            held = {"held": not task.held, "due_on": dice.choice([task.due_on, date(2026, 11, 21)])}
            Obligation.objects.filter(pk=task.pk).update(**held)
        case 3 if clock:
            ClockMove.objects.filter(clock=clock).delete()
            clock.delete()
        case _:
            Obligation.objects.filter(pk=task.pk).delete()


def _agree(spans=SPANS) -> None:
    """In one snapshot of the database both ways of counting say the same."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for code in CODES:
            version = queries.latest(code)
            assert rolled_up(version)
            for by in ((), ("承办单位", "类别")):
                kept = sums(plan_of_version(version), spans, by, rolled=rolled_up(version))
                assert kept == queries.recount(version, spans, by), (code, by)


@pytest.mark.django_db(transaction=True)
def test_figures_of_tasks_are_the_recount_while_several_write_and_fold_and_on_a_later_day(
    tmp_path, settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(TODAY, tick=False) as traveller:
        city = make.City()
        make.mechanism("annual-plan-item")
        shelve([], CODES)
        matters = [_matter(city) for _ in range(WRITERS)]

        def write(seed: int) -> None:
            dice = random.Random(seed)
            for _step in range(STEPS):
                with transaction.atomic():
                    task = _task(city, matters[seed], dice)
                    own = list(Obligation.objects.filter(matter=matters[seed]).order_by("id"))
                    for one in dice.choices(own, k=2):
                        _change(one, dice)
                    transaction.set_rollback(dice.random() < 0.2)
                if dice.random() < 0.4:  # by itself, as in the product: it waits for all who write tasks
                    Unit.objects.filter(pk=task.owner_id).update(kind=dice.choice(["party", "government"]))

        def fold_all() -> int:
            folded = fold(OBLIGATIONS)
            add_up(queries.latest(CODES[0]))
            return folded

        def read_all() -> int:
            _agree()
            return 1

        writers = [partial(write, n) for n in range(WRITERS)]
        once, twice, reads = race(writers, [fold_all, fold_all, read_all])
        assert once + twice > 0 and reads > 1
        _agree()
        fold(OBLIGATIONS)
        assert not TaskImage.objects.exists() and Obligation.objects.exists()
        _agree()
        traveller.move_to(LATER)
        _agree([*SPANS, read_span("2027")])


def _matter(city: make.City) -> Matter:
    version = DefinitionVersion.objects.get(code="annual-plan-item")
    return Matter.objects.create(
        definition=version, mechanism="annual-plan-item", linkage=city.linkage.code, region="990100",
        number="试第1号", title="试", started_by_unit=city.justice, occurred_on=date(2026, 1, 1),
        created_at=read_clock(),
    )  # fmt: skip
