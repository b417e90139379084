"""签收 through its action, everything in its transaction, against three bare SQL writes in one transaction.

Four processes write at once to a durable cluster (fsync, synchronous commit), each on rows of its own. Both
kinds run in turns. The statements of one act are counted too.
"""

from __future__ import annotations

import multiprocessing as mp
import time
from uuid import UUID

import ground as base

WRITERS, EACH, ROUNDS = 4, 120, 3
LEAST, MOST_STATEMENTS = 0.25, 20
_COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object({new}))).* FROM {table} r, {source}
"""
CLONE = (
    (
        "CREATE TEMP TABLE copies AS SELECT n, gen_random_uuid() AS matter, gen_random_uuid() AS task"
        " FROM generate_series(1, {n}) n"
    ),
    (
        "CREATE TEMP TABLE ticks AS SELECT k.n, c.id AS old, gen_random_uuid() AS new"
        " FROM copies k, matters_clock c WHERE c.matter_id = '{matter}'"
    ),
    _COPY.format(table="matters_matter", new="'id', k.matter", source="copies k WHERE r.id = '{matter}'"),
    _COPY.format(
        table="matters_party",
        new="'id', gen_random_uuid(), 'matter_id', k.matter",
        source="copies k WHERE r.matter_id = '{matter}'",
    ),
    _COPY.format(
        table="matters_obligation",
        new="'id', k.task, 'matter_id', k.matter",
        source="copies k WHERE r.id = '{task}'",
    ),
    _COPY.format(
        table="matters_clock",
        new="'id', t.new, 'matter_id', k.matter, 'obligation_id',"
        " CASE WHEN r.obligation_id IS NOT NULL THEN k.task END",
        source="ticks t JOIN copies k ON k.n = t.n WHERE t.old = r.id",
    ),
    _COPY.format(
        table="matters_reminder",
        new="'id', gen_random_uuid(), 'clock_id', t.new",
        source="ticks t WHERE t.old = r.clock_id",
    ),
    (
        "INSERT INTO audit_head SELECT 'matter:' || k.matter, h.seq, h.hash, false"
        " FROM audit_head h, copies k WHERE h.stream = 'matter:{matter}'"
    ),
)
"""How one matter that was handed out becomes many, row by row, each with the end of a chain to go on from."""


def main() -> None:
    with base.ground(durable=True) as addresses:
        tasks, person = prepare(addresses["DATABASE_OWNER_URL"], WRITERS * EACH * ROUNDS + WRITERS * 5 + 1)
        statements = count_statements(tasks.pop(), person)
        context = mp.get_context("spawn")
        gate = context.Barrier(WRITERS + 1)
        writers = [
            context.Process(target=write, args=(tasks[n::WRITERS], person, n, gate)) for n in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        taken = {"bare": 0.0, "act": 0.0}
        for _round in range(ROUNDS):
            for kind in ("bare", "act"):
                gate.wait(120)
                start = time.perf_counter()
                gate.wait(300)
                taken[kind] += time.perf_counter() - start
        for writer in writers:
            writer.join(60)
    done = WRITERS * EACH * ROUNDS
    acts, bare = done / taken["act"], done / taken["bare"]
    base.tell(
        "act", ratio=acts / bare, goal=f"≥ {LEAST} × three bare writes, < {MOST_STATEMENTS} statements",
        ok=acts / bare >= LEAST and statements < MOST_STATEMENTS, acts_per_second=round(acts, 1),
        bare_per_second=round(bare, 1), statements=statements, writers=WRITERS,
    )  # fmt: skip


def prepare(owner_address: str, n: int) -> tuple[list[UUID], UUID]:
    """One matter handed out through the actions, then copied row by row; the tables of the bare writes."""
    import psycopg
    from tests import make

    from fuyuantong.matters.actions.opening import Opening, act, open_matter

    cast = base.city()
    units = {"牵头单位": [cast.market.pk]}
    opening = Opening(
        mechanism="annual-plan-item", linkage=cast.linkage.code, title="制定对接流程", units=units
    )
    matter = make.do(cast.office, open_matter, opening)
    data = {"年度": 2026, "任务内容": "制定对接流程并印发", "时限类型": "确定日期", "完成时限": "2099-06-30"}
    _, sent = make.do(cast.office, act, matter.pk, "下达", data=data, collector=cast.market.pk)
    with psycopg.connect(owner_address, autocommit=True) as db:
        for step in CLONE:
            db.execute(step.format(n=n, matter=matter.pk, task=sent[0].pk))
        db.execute(
            "CREATE TABLE bare_item (id int PRIMARY KEY, state text NOT NULL, at timestamptz NOT NULL)"
        )
        db.execute("INSERT INTO bare_item SELECT n, 'pending', now() FROM generate_series(0, 9999) n")
        db.execute(
            "CREATE TABLE bare_event (id uuid PRIMARY KEY, item int, kind text NOT NULL, at timestamptz)"
        )
        db.execute(
            "CREATE TABLE bare_job (id bigserial PRIMARY KEY, name text NOT NULL, args jsonb NOT NULL)"
        )
        db.execute("GRANT ALL ON bare_item, bare_event, bare_job TO PUBLIC")
        db.execute("GRANT ALL ON SEQUENCE bare_job_id_seq TO PUBLIC")
        db.execute("VACUUM ANALYZE")
        tasks = [row[0] for row in db.execute("SELECT task FROM copies").fetchall()]
    return tasks, cast.market_clerk.person


def actor_of(person: UUID):
    from fuyuantong.organs.models import Person
    from fuyuantong.organs.queries import actor_for

    return actor_for(Person.objects.get(pk=person))


def sign(actor, task: UUID) -> None:
    from fuyuantong.common.uow import unit_of_work
    from fuyuantong.matters.actions import life

    with unit_of_work(actor) as uow:
        life.sign(uow, task)


def three_writes(item: int) -> None:
    from uuid import uuid4

    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bare_item SET state = 'working', at = now() WHERE id = %s", [item])
        cursor.execute("INSERT INTO bare_event VALUES (%s, %s, 'signed', now())", [uuid4(), item])
        cursor.execute("INSERT INTO bare_job (name, args) VALUES ('tell', '{}')")


def count_statements(task: UUID, person: UUID) -> int:
    """How many statements one act sends (beginning and end of the transaction apart)."""
    from django.db import connection

    actor, asked = actor_of(person), []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        sign(actor, task)
    return len(asked)


def write(tasks: list[UUID], person: UUID, number: int, gate) -> None:
    """One writer: warm up, then in turns the bare writes and the acts, all writers at the same time."""
    base.connect()
    actor = actor_of(person)
    for _warm in range(5):
        sign(actor, tasks.pop())
        three_writes(number)
    for _round in range(ROUNDS):
        gate.wait(120)
        for n in range(EACH):
            three_writes(number * 1000 + n)
        gate.wait(300)
        mine = [tasks.pop() for _ in range(EACH)]
        gate.wait(120)
        for task in mine:
            sign(actor, task)
        gate.wait(300)


if __name__ == "__main__":
    main()
