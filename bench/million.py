"""A million obligations of eight linkages in one database, by COPY; and the counts that triggers would keep.

Six in ten matters belong to 临江市's own linkage; the rest to seven others. A matter has one leading unit
and up to four others, out of 400. Eighty-five in a hundred are finished, as in a ledger of several years;
one in a hundred is for named posts only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg

from fuyuantong.common.grams import grams_of
from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.models.rollup import KEY

ROWS = 1_000_000
TODAY = date(2026, 11, 20)
BIRTH = datetime(2021, 1, 4, 9, tzinfo=SHANGHAI)
STEP = timedelta(minutes=7)
"""Between one matter and the next: together five and a half years."""
THEMES = (
    "行政争议",
    "破产处置",
    "执行联动",
    "司法建议",
    "营商环境",
    "诉源治理",
    "出庭应诉",
    "房屋征收",
    "劳动争议",
    "知识产权",
)
WORKS = (
    "对接流程",
    "工作专班",
    "联席会商",
    "信息共享",
    "业务培训",
    "问题清单",
    "考核办法",
    "专项整治",
    "回访评估",
    "数据通报",
)
TABLES = ("matters_matter", "matters_party", "matters_obligation", "matters_seat", "matters_rollup")


def fill(
    owner_address: str,
    linkages: Sequence[tuple[str, UUID]],
    units: Sequence[UUID],
    definition: UUID,
    rows: int = ROWS,
) -> None:
    """Load `rows` obligations with their matters and parties; `linkages` are (code, unit of the office)."""
    with psycopg.connect(owner_address, autocommit=True) as db:
        indexes = _put_indexes_away(db)
        for table in TABLES:
            db.execute(
                f"ALTER TABLE {table} DISABLE TRIGGER ALL"
                if _is_super(db)
                else f"ALTER TABLE {table} DISABLE TRIGGER USER"
            )
        with db.transaction():
            _copy(db, linkages, units, definition, rows)
        for table in TABLES:
            db.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        _count(db)
        db.execute("SET maintenance_work_mem = '512MB'")
        for index in indexes:
            db.execute(index)
        db.execute("VACUUM ANALYZE")


def _is_super(db: psycopg.Connection) -> bool:
    return db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]


def _put_indexes_away(db: psycopg.Connection) -> list[str]:
    """Drop the plain indexes of the big tables; returns how to make them again (as after any bulk load)."""
    found = db.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        " WHERE i.indrelid::regclass::text = ANY(%s) AND c.oid IS NULL",
        [list(TABLES)],
    ).fetchall()
    for name, _definition in found:
        db.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _copy(
    db: psycopg.Connection,
    linkages: Sequence[tuple[str, UUID]],
    units: Sequence[UUID],
    definition: UUID,
    rows: int,
) -> None:
    """Three passes over the same random numbers, one for each table: nothing large is kept in memory."""
    made = list(_matters(linkages, units, rows))
    columns = {
        "matters_matter": "id definition_id mechanism linkage region number title stage joined state"
        " fields scope publicity work_secret source started_by_unit_id occurred_on created_at"
        " backfilled version grams",
        "matters_party": "id matter_id unit_id key capacity level office since",
        "matters_obligation": "id matter_id linkage mechanism region task duty collects owner_id creditor_id"
        " by_office ordinal title content targets state due_on provisional standing every period held"
        " milestone backfilled ledger_item issued_at issued_on signed_at signed_on finished_at finished_on"
        " urged version created_at grams",
    }
    writers = {
        "matters_matter": _matter_row,
        "matters_party": _party_rows,
        "matters_obligation": _obligation_rows,
    }
    for table, names in columns.items():
        with db.cursor().copy(f"COPY {table} ({names.replace(' ', ', ')}) FROM STDIN") as copy:
            for matter in made:
                copy.write("".join(writers[table](matter, definition)))


def _matters(linkages: Sequence[tuple[str, UUID]], units: Sequence[UUID], rows: int) -> Iterator[tuple]:
    """(number, linkage, office, moment, title, named, owners, seed) until all owners together are `rows`."""
    chance = random.Random(20261120)
    left, number = rows, 0
    while left > 0:
        number += 1
        linkage, office = linkages[0] if chance.random() < 0.6 else chance.choice(linkages[1:])
        several = min(left, chance.choice((1, 2, 2, 3, 3, 4, 5)))
        # a few units get much, most get little, as everywhere
        owners = {units[int(len(units) * chance.random() ** 2)] for _ in range(several)}
        left -= len(owners)
        moment = BIRTH + number * STEP
        title = f"{chance.choice(THEMES)}{chance.choice(WORKS)}第{number}号"
        yield number, linkage, office, moment, title, chance.random() < 0.01, sorted(owners), chance.random()


def _id(kind: int, number: int, part: int = 0) -> str:
    """An id that sorts by birth, as real ones do."""
    return str(UUID(int=(number << 80) | (0x7 << 76) | (0x8 << 60) | (kind << 40) | part))


_grams_of_part: dict[str, list[str]] = {}


def _grams(title: str) -> str:
    return "{" + ",".join(grams_of(title)) + "}"


def _line(*values: object) -> str:
    said = ("\\N" if v is None else ("t" if v else "f") if isinstance(v, bool) else str(v) for v in values)
    return "\t".join(said) + "\n"


def _matter_row(matter: tuple, definition: UUID) -> list[str]:
    number, linkage, office, moment, title, named, _owners, _seed = matter
    scope = "named" if named else "parties"
    return [
        _line(
            _id(1, number), definition, "annual-plan-item", linkage, "990100", f"要点第{number}项", title,
            "推进中", "{}", "open", "{}", scope, "internal", False, "", office, moment.date(), moment,
            False, 1, _grams(title),
        )
    ]  # fmt: skip


def _party_rows(matter: tuple, _definition: UUID) -> list[str]:
    number, linkage, office, moment, _title, _named, owners, _seed = matter
    rows = [
        _line(_id(2, number), _id(1, number), office, "联席会议办公室", "starter", "full", linkage, moment)
    ]
    for n, owner in enumerate(owners, 1):
        key = "牵头单位" if n == 1 else "配合单位"
        rows.append(_line(_id(2, number, n), _id(1, number), owner, key, "party", "full", "", moment))
    return rows


def _obligation_rows(matter: tuple, _definition: UUID) -> list[str]:
    number, linkage, office, moment, title, _named, owners, seed = matter
    rows, chance, grams = [], random.Random(seed), _grams(title)
    for n, owner in enumerate(owners, 1):
        issued = moment.date()
        due = issued + timedelta(days=chance.randrange(20, 400))
        state = chance.choices(
            ("written_off", "done", "working", "pending", "verifying", "withdrawn"), (60, 25, 8, 2, 2, 3)
        )[0]
        finished = (
            due - timedelta(days=chance.randrange(-10, 20)) if state in {"written_off", "done"} else None
        )
        signed = None if state in {"pending", "withdrawn"} else issued
        rows.append(
            _line(
                _id(3, number, n), _id(1, number), linkage, "annual-plan-item", "990100",
                "牵头任务" if n == 1 else "配合任务", "lead" if n == 1 else "partner",
                n == 1 and state in {"working", "pending", "verifying"},
                owner, office if n == 1 else owners[0], n == 1, "", title, "", "[]", state, due,
                False, False, "", "", False, False, False, n == 1, moment, issued,
                signed and moment, signed, finished and moment, finished,
                0, 1, moment, grams,
            )
        )  # fmt: skip
    return rows


def _count(db: psycopg.Connection) -> None:
    """What the triggers of `matters` would have kept, in one go each (the rule itself is theirs)."""
    db.execute(
        "INSERT INTO matters_seat (matter_id, unit_id)"
        " SELECT m.id, CASE WHEN m.scope = 'parties' THEN p.unit_id END FROM matters_matter m"
        " JOIN matters_party p ON p.matter_id = m.id AND p.office = m.linkage AND p.level = 'full'"
    )
    db.execute(
        f"INSERT INTO matters_rollup (id, folded, {', '.join(KEY)}, n)"
        " SELECT gen_random_uuid(), true, s.unit_id, o.linkage, o.region, o.owner_id, o.mechanism, o.duty,"
        " o.state, CASE WHEN o.state IN ('pending', 'correcting', 'working', 'reviewing', 'verifying')"
        " THEN o.due_on END, o.held, o.backfilled, o.standing,"
        " coalesce(o.state IN ('done', 'written_off') AND o.finished_on > o.due_on, false),"
        " date_trunc('month', o.issued_on)::date, date_trunc('month', o.finished_on)::date, count(*)"
        " FROM matters_obligation o JOIN matters_seat s ON s.matter_id = o.matter_id"
        " WHERE s.unit_id IS NOT NULL"
        " GROUP BY 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16"
    )
