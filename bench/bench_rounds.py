"""A round of 进展调度 over 120 units with 60 tasks each: opening it, its page, and its Word 汇总."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path

import ground as base

UNITS, TASKS = 120, 60
OPEN, WORD, QUERIES = 5, 30, 15
SAID = "已完成前期调研，形成流程初稿，并征求了有关单位意见；共受理登记三十八件，办结三十一件。"


def main() -> None:
    with base.ground(durable=True) as addresses:
        import million
        from django.conf import settings

        settings.MEDIA_ROOT = Path(os.environ["FYT_VAR"]) / "media"
        cast = base.city()
        from tests import make

        from fuyuantong.definitions.models import DefinitionVersion

        units = [make.unit().pk for _ in range(UNITS)]
        definition = DefinitionVersion.objects.get(code="annual-plan-item").pk
        linkages = [(cast.linkage.code, cast.justice.pk)] * 2
        million.fill(addresses["DATABASE_OWNER_URL"], linkages, units, definition, 30_000)
        measure(cast, spread(units))


def spread(units) -> tuple:
    """Give every unit its share of unfinished tasks; returns all of them."""
    from fuyuantong.matters.models import Obligation

    leads = Obligation.objects.filter(duty="lead").exclude(matter__scope="named").order_by("pk")
    rows = list(leads[: UNITS * TASKS])
    for place, row in enumerate(rows):
        row.owner_id, row.state, row.collects = units[place % UNITS], "working", False
        row.due_on = date(2026, 12, 1) + timedelta(days=place % 90)
    Obligation.objects.bulk_update(rows, ["owner", "state", "collects", "due_on"], batch_size=2000)
    return tuple(row.pk for row in rows)


def measure(cast, chosen) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests import make

    from fuyuantong.common.now import read_clock, today
    from fuyuantong.rounds import actions, queries
    from fuyuantong.rounds.composing import compose
    from fuyuantong.rounds.kinds import PaperKind, Scope
    from fuyuantong.rounds.models import Entry, Sheet

    asked = {"linkage": cast.linkage.code, "title": "进展", "due_on": today() + timedelta(days=9)}
    start = time.perf_counter()
    round_ = make.do(cast.office, actions.open_round, scope=Scope(chosen=chosen), **asked)
    told("rounds_open", time.perf_counter() - start, OPEN, items=len(chosen), units=UNITS)
    with CaptureQueriesContext(connection) as queried:
        queries.overview(cast.office, round_.pk, today())
    n = len(queried)
    base.tell("rounds_page", ratio=n / QUERIES, goal=f"≤ {QUERIES} queries", ok=n <= QUERIES, queries=n)
    entries = Entry.objects.filter(sheet__round=round_)
    entries.update(progress=SAID * 3, problems=SAID, next_steps=SAID)
    Sheet.objects.filter(round=round_).update(state="sent")
    start = time.perf_counter()
    content = compose(cast.office, round_, PaperKind.BY_UNIT, read_clock())
    told("rounds_word", time.perf_counter() - start, WORD, items=entries.count(), bytes=len(content))


def told(name: str, seconds: float, goal: float, **more: object) -> None:
    base.tell(
        name, ratio=seconds / goal, goal=f"≤ {goal} s", ok=seconds <= goal, seconds=round(seconds, 2), **more
    )


if __name__ == "__main__":
    main()
