"""The first minutes after 40 days without a worker, with 100,000 open obligations whose clocks ran on.

Everything that fell due speaks once (提示, 催办, drafts for a leader), and everybody gets one message in all.
The dues lie evenly over a year, so a good part of the reminders fell into the downtime. `--rows` for fewer.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import ground as base

ROWS, DAYS, UNITS = 100_000, 40, 200
MOST_SECONDS = 120
_COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object({new}))).* FROM {table} r, {source}
"""
CLONE = (
    (
        "CREATE TEMP TABLE places AS SELECT row_number() OVER () - 1 AS k, id FROM organs_unit"
        " WHERE code LIKE 'Q%'"
    ),
    (
        "CREATE TEMP TABLE copies AS SELECT n, gen_random_uuid() AS matter, gen_random_uuid() AS task,"
        " (n * 7919) % 365 AS later, p.id AS owner FROM generate_series(1, {n}) n"
        " JOIN places p ON p.k = n % (SELECT count(*) FROM places)"
    ),
    "CREATE INDEX ON copies (n)",
    (
        "CREATE TEMP TABLE ticks AS SELECT k.n, c.id AS old, gen_random_uuid() AS new"
        " FROM copies k, matters_clock c WHERE c.matter_id = '{matter}'"
    ),
    _COPY.format(table="matters_matter", new="'id', k.matter", source="copies k WHERE r.id = '{matter}'"),
    _COPY.format(
        table="matters_party",
        new="'id', gen_random_uuid(), 'matter_id', k.matter,"
        " 'unit_id', CASE WHEN r.key = '牵头单位' THEN k.owner ELSE r.unit_id END",
        source="copies k WHERE r.matter_id = '{matter}'",
    ),
    _COPY.format(
        table="matters_obligation",
        new="'id', k.task, 'matter_id', k.matter, 'owner_id', k.owner, 'due_on', r.due_on + k.later",
        source="copies k WHERE r.id = '{task}'",
    ),
    _COPY.format(
        table="matters_clock",
        new="'id', t.new, 'matter_id', k.matter, 'due_on', r.due_on + k.later, 'obligation_id',"
        " CASE WHEN r.obligation_id IS NOT NULL THEN k.task END",
        source="ticks t JOIN copies k ON k.n = t.n WHERE t.old = r.id",
    ),
    _COPY.format(
        table="matters_reminder",
        new="'id', gen_random_uuid(), 'clock_id', t.new, 'fire_at', r.fire_at + k.later * interval '1 day'",
        source="ticks t JOIN copies k ON k.n = t.n WHERE t.old = r.clock_id",
    ),
    (
        "INSERT INTO audit_head SELECT 'matter:' || k.matter, h.seq, h.hash, false"
        " FROM audit_head h, copies k WHERE h.stream = 'matter:{matter}'"
    ),
    "VACUUM ANALYZE",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    options = parser.parse_args()
    with base.ground(durable=True) as addresses:
        now = prepare(addresses["DATABASE_OWNER_URL"], options.rows)
        if options.profile:
            import cProfile
            import pstats

            with cProfile.Profile() as watch:
                catch_up(now)
            pstats.Stats(watch).sort_stats("cumulative").print_stats(45)
            return
        from fuyuantong.matters.models import Draft, Reminder, Urge

        due = Reminder.objects.filter(fired_at=None, fire_at__lte=now).count()
        start, worked, served = time.perf_counter(), _cpu(), _server_cpu()
        spans = catch_up(now)
        seconds, worked, served = time.perf_counter() - start, _cpu() - worked, _server_cpu() - served
        fired = Counter(Reminder.objects.filter(fired_at=now).values_list("outcome", flat=True))
        messages = Counter(json.loads(line)["to"] for line in outbox().read_text("utf-8").splitlines())
        left = Reminder.objects.filter(fired_at=None, fire_at__lte=now).count()
        whole = sum(fired.values()) == due and not left
        once = max(messages.values()) == 1 and len(messages) >= UNITS
        written = (Urge.objects.filter(automatic=True).count(), Draft.objects.count())
    base.tell(
        "catch_up", ratio=seconds / MOST_SECONDS, goal=f"≤ {MOST_SECONDS} s, each once, one message a person",
        ok=seconds <= MOST_SECONDS and whole and once, seconds=round(seconds, 1), own_cpu=round(worked, 1),
        server_cpu=round(served, 1),
        open=options.rows, days=DAYS, fired=dict(fired), urges=written[0], drafts=written[1],
        per_second=round(due / seconds), people=len(messages), spans=spans,
    )  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _server_cpu() -> float:
    """What the server's process behind our connection has used: all the work is done over that one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def outbox() -> Path:
    from django.conf import settings

    return Path(settings.FYT_OUTBOX)


def catch_up(now: datetime) -> dict[str, float]:
    """What the first worker does: the duties in their turn, then the jobs that they deferred."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from fuyuantong.common.jobs import registry
    from fuyuantong.matters import duties
    from fuyuantong.notices import deliveries

    spans, mark = {}, time.perf_counter()
    for name, work in (
        ("reminders", lambda: duties.remind(now)),
        ("periods", lambda: duties.open_periods(now)),
        ("digest", lambda: deliveries.digest(now.replace(hour=9))),
    ):
        work()
        spans[name], mark = round(time.perf_counter() - mark, 1), time.perf_counter()
    while rows := list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        for row in rows:
            registry.perform(registry.spec_of(row.task_name), row.procrastinate_job, dict(row.args))
            _done(row.pk)
    spans["messages"] = round(time.perf_counter() - mark, 1)
    return spans


def _done(job: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [job])


def prepare(owner_address: str, n: int) -> datetime:
    """One matter handed out and signed through the actions, copied row by row to many units."""
    import psycopg
    from django.conf import settings
    from tests import make

    from fuyuantong.common.now import read_clock
    from fuyuantong.matters.actions import life
    from fuyuantong.matters.actions.opening import Opening, act, open_matter

    settings.FYT_CHANNELS = ["file"]
    settings.FYT_OUTBOX = Path(os.environ["FYT_VAR"]) / "messages.jsonl"
    now = read_clock()
    before = now - timedelta(days=DAYS)
    cast = base.city()
    for number in range(UNITS):
        make.actor(make.unit(code=f"Q{number:04d}"), roles=("clerk", "liaison"))
    opening = Opening(
        mechanism="annual-plan-item", linkage=cast.linkage.code, title="制定对接流程",
        units={"牵头单位": [cast.market.pk]},
    )  # fmt: skip
    early = before - timedelta(days=100)
    matter = make.do(cast.office, open_matter, opening, now=early)
    data = {"年度": 2026, "任务内容": "制定对接流程并印发", "时限类型": "确定日期",
            "完成时限": before.date().isoformat()}  # fmt: skip
    _, sent = make.do(cast.office, act, matter.pk, "下达", data=data, collector=cast.market.pk, now=early)
    make.do(cast.market_clerk, life.sign, sent[0].pk, now=early)
    with psycopg.connect(owner_address, autocommit=True) as db:
        for step in CLONE:
            db.execute(step.format(n=n, matter=matter.pk, task=sent[0].pk))
    _quiet(before)
    return now


def _quiet(before: datetime) -> None:
    """What was due before the downtime has spoken then."""
    from fuyuantong.matters.models import Reminder

    Reminder.objects.filter(fire_at__lte=before).update(fired_at=before, outcome="sent")


if __name__ == "__main__":
    main()
