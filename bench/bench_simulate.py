"""`fyt simulate`: matters a second of one process, and its acts against three bare SQL writes for each act.

The year of a dozen mechanisms is played through the real actions; the bare writes go to the same cluster, as
many at once in one transaction as the acts of the matters that the simulation puts into one. Processor time
counts both sides of the connection, because the machine may be shared.
"""

from __future__ import annotations

import resource
import time
from datetime import date
from pathlib import Path

import ground as base

MATTERS, WANTED, CORES, IN_SECONDS = 600, 100_000, 2, 900
CODES = (
    "administrative-dispute-resolution", "annual-plan-item", "assigned-item", "enforcement-locate-control",
    "judicial-recommendation", "leader-owned-case", "non-litigation-enforcement", "normative-deliverable",
    "procuratorial-suggestion", "reverse-linkage",
)  # fmt: skip
KINDS = ("party", "congress", "supervision", "central", "mass", "enterprise")
BARE = (
    "INSERT INTO bare_item (state, at) VALUES ('pending', now())",
    "UPDATE bare_item SET state = 'done' WHERE id = currval('bare_item_id_seq')",
    "INSERT INTO bare_event (item, kind, at) VALUES (currval('bare_item_id_seq'), 'done', now())",
)


def main() -> None:
    with base.ground(durable=True) as addresses:
        linkage = prepare(addresses["DATABASE_OWNER_URL"])
        play(linkage, 100, seed=8)  # definitions read, plans made
        backend = backend_pid()
        cpu, start = cpu_of(backend), time.perf_counter()
        played = play(linkage, MATTERS, seed=7)
        seconds, spent = time.perf_counter() - start, cpu_of(backend) - cpu
        bare = write_bare(played.acts, together=played.acts * 100 // MATTERS)
    each = spent / played.matters
    base.tell(
        "simulate", ratio=(played.acts / seconds) / (played.acts / bare),
        goal=f"{WANTED} matters in {IN_SECONDS} s: ≤ {IN_SECONDS * CORES * 1000 / WANTED:.0f} ms each",
        ok=not played.stopped and each * WANTED <= IN_SECONDS * CORES,
        matters_per_second=round(played.matters / seconds, 1), acts=played.acts, reminders=played.reminders,
        processor_ms_per_matter=round(each * 1000, 1), bare_acts_per_second=round(played.acts / bare, 1),
        seconds_for_all=round(each * WANTED / CORES), stopped=dict(played.stopped),
    )  # fmt: skip


def prepare(owner_address: str) -> str:
    import psycopg
    from tests import make

    from fuyuantong.organs.models import Unit

    for code in CODES:
        make.mechanism(code)
    city = make.City()
    for kind in KINDS:
        make.unit(f"临江市模拟{kind}单位", kind=kind)
    city.linkage.members.set(Unit.objects.all())
    with psycopg.connect(owner_address, autocommit=True) as db:
        db.execute("CREATE TABLE bare_item (id bigserial PRIMARY KEY, state text, at timestamptz)")
        db.execute(
            "CREATE TABLE bare_event (id bigserial PRIMARY KEY, item bigint, kind text, at timestamptz)"
        )
        db.execute("GRANT ALL ON bare_item, bare_event TO PUBLIC")
        db.execute("GRANT ALL ON SEQUENCE bare_item_id_seq, bare_event_id_seq TO PUBLIC")
    return str(city.linkage.code)


def play(linkage: str, matters: int, *, seed: int):
    from fuyuantong.config.simulation import Wish
    from fuyuantong.config.simulation import play as played

    return played(Wish(linkage, CODES, 2026, seed, matters, date(2026, 12, 31)))


def write_bare(acts: int, *, together: int) -> float:
    from django.db import connection, transaction

    start = time.perf_counter()
    for first in range(0, acts, together):
        with transaction.atomic(), connection.cursor() as cursor:
            for _act in range(first, min(first + together, acts)):
                for statement in BARE:
                    cursor.execute(statement)
    return time.perf_counter() - start


def backend_pid() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_of(backend: int) -> float:
    """Processor seconds of this process and of the server process at the other end of its connection."""
    own = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    parts = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return own + (int(parts[11]) + int(parts[12])) / 100


if __name__ == "__main__":
    main()
