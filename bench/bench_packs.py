"""Adopting a task pack of 2,000 rows, against writing three bare rows of SQL for each of them."""

from __future__ import annotations

import io
import os
import time
from datetime import date, timedelta
from pathlib import Path

import ground as base

ROWS, SECONDS, BARE = 2_000, 10, 3
SAID = "已完成前期调研，形成流程初稿，并征求了有关单位意见；共受理登记三十八件，办结三十一件。"


def main() -> None:
    with base.ground(durable=True) as addresses:
        import million
        from django.conf import settings

        settings.MEDIA_ROOT = Path(os.environ["FYT_VAR"]) / "media"
        cast = base.city()
        from tests import make

        from fuyuantong.definitions.models import DefinitionVersion

        unit = make.unit("临江市试验局", has_accounts=False)
        definition = DefinitionVersion.objects.get(code="annual-plan-item").pk
        linkages = [(cast.linkage.code, cast.justice.pk)] * 2
        million.fill(addresses["DATABASE_OWNER_URL"], linkages, [unit.pk], definition, 30_000)
        give(unit)
        measure(cast, unit)


def give(unit) -> None:
    """Let the unit owe so many tasks, every tenth of them still to be signed for; the rest is done with."""
    from fuyuantong.matters.models import Obligation

    rows = list(Obligation.objects.filter(duty="lead").exclude(matter__scope="named").order_by("pk")[:ROWS])
    for place, row in enumerate(rows):
        row.owner_id, row.collects, row.signed_on = unit.pk, False, None
        row.state = "pending" if place % 10 == 0 else "working"
        row.issued_on, row.due_on = date(2026, 1, 5), date(2027, 1, 1) + timedelta(days=place % 90)
    Obligation.objects.exclude(pk__in=[row.pk for row in rows]).update(state="written_off")
    fields = ["owner", "state", "collects", "due_on", "issued_on", "signed_on"]
    Obligation.objects.bulk_update(rows, fields, batch_size=2000)


def measure(cast, unit) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests import make

    from fuyuantong.common.now import today
    from fuyuantong.packs import actions

    asked = {"linkage": cast.linkage.code, "units": [unit.pk], "title": "填报", "due_on": today()}
    start = time.perf_counter()
    (pack,) = make.do(cast.office, actions.make_packs, **asked)
    made = time.perf_counter() - start
    _pack, content = make.do(cast.office, actions.take_file, pack.pk, "xlsx")
    upload = SimpleUploadedFile("返回.xlsx", filled(content))
    start = time.perf_counter()
    back = make.do(cast.office, actions.start_return, pack.pk, upload, why="无账号", received_on=today())
    read = time.perf_counter() - start
    wrong = [line["faults"] for line in back.lines if line["kind"] != "new"]
    assert not wrong, wrong[:3]
    start = time.perf_counter()
    make.do(cast.office, actions.adopt_return, back.pk, back.digest)
    adopted = time.perf_counter() - start
    plain = bare()
    base.tell(
        "packs_adopt", ratio=adopted / plain, goal=f"≤ {SECONDS} s", ok=adopted <= SECONDS, rows=ROWS,
        seconds=round(adopted, 2), bare_seconds=round(plain, 3), make_seconds=round(made, 2),
        preview_seconds=round(read, 2),
    )  # fmt: skip


def filled(content: bytes) -> bytes:
    """Words in every row, as a unit writes them."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    head = next(n for n in range(1, 12) if any(cell.value == "任务编号" for cell in page[n]))
    places = {cell.value: cell.column for cell in page[head]}
    for row in range(head + 1, head + 1 + ROWS):
        for name in ("进展情况", "存在问题", "下步措施"):
            page.cell(row, places[name]).value = SAID
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bare() -> float:
    """Three statements a row, one transaction: a report, the state of its task, a line of a log."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare_task (id int PRIMARY KEY, state text, version int)")
        cursor.execute(
            "CREATE TEMP TABLE bare_said (id int PRIMARY KEY, task int, said text, at timestamptz)"
        )
        cursor.execute("CREATE TEMP TABLE bare_log (id int PRIMARY KEY, task int, kind text, at timestamptz)")
        cursor.execute("INSERT INTO bare_task SELECT n, 'working', 1 FROM generate_series(1, %s) n", [ROWS])
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for n in range(1, ROWS + 1):
            cursor.execute("INSERT INTO bare_said VALUES (%s, %s, %s, now())", [n, n, SAID])
            cursor.execute("UPDATE bare_task SET state = 'working', version = version + 1 WHERE id = %s", [n])
            cursor.execute("INSERT INTO bare_log VALUES (%s, %s, 'report', now())", [n, n])
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
