"""One page of the ledger out of 1,000,000 obligations, against a bare view: same client, same middleware.

The bare view draws the same frame and the same table of 50 rows from one indexed query, without rights,
filters, lamps or a total. One JSON line for each viewer and filter; times are medians of rounds in turns.
"""

from __future__ import annotations

import os
import sys

import ground as base

ROUNDS = 15
QUERIES = 12
GOAL = f"≤ 3 × bare, ≤ {QUERIES} queries"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with base.ground(durable=False) as addresses:
        import million
        import time_machine
        from django.conf import settings

        settings.ROOT_URLCONF = "ledger_bare"
        with time_machine.travel("2026-11-20T10:00:00+08:00", tick=True):
            cast, viewers = people()
            start = base.time.perf_counter()
            million.fill(
                addresses["DATABASE_OWNER_URL"],
                viewers["linkages"],
                viewers["units"],
                viewers["definition"],
                rows,
            )
            filled = round(base.time.perf_counter() - start)
            print(f"{rows} obligations loaded in {filled} s", file=sys.stderr)
            measure(cast, viewers, rows)


def people():
    """The city, seven more linkages, 400 units; who looks at the ledger."""
    from tests import make

    from fuyuantong.definitions.models import DefinitionVersion

    cast = base.city()
    others = [make.linkage(make.unit(f"第{n}联动市司法局"), f"linkage-{n}") for n in range(7)]
    units = [make.unit().pk for _ in range(397)]
    # ranks: the busiest, one in the middle, one that gets least
    busy, middle, idle = units[0], units[200], units[-1]
    from fuyuantong.organs.models import Unit

    seats = {
        "office": cast.office,
        "busy unit": make.actor(Unit.objects.get(pk=busy)),
        "middle unit": make.actor(Unit.objects.get(pk=middle)),
        "quiet unit": make.actor(Unit.objects.get(pk=idle)),
    }
    return seats, {
        "linkages": [(cast.linkage.code, cast.justice.pk), *((o.code, o.office_unit_id) for o in others)],
        "units": units,
        "definition": DefinitionVersion.objects.get(code="annual-plan-item").pk,
    }


def measure(seats, viewers, rows: int) -> None:
    from django.test import Client

    from fuyuantong.organs.models import Person

    for who, actor in seats.items():
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
        first = str(viewers["units"][3])
        queries = {
            "": "",
            "everything": "?state=all",
            "second page": "after",
            "last due first": "?order=-due&state=all",
            "open and overdue": "?lamp=overdue",
            "working": "?state=working",
            "words": "?q=破产处置联席会商&state=all",
            "one unit": f"?unit={first}&state=all",
            "a month": "?due_from=2026-10-01&due_until=2026-10-31&state=all",
        }
        for name, query in queries.items():
            one(client, who, name, query, rows)


def one(client, who: str, name: str, query: str, rows: int) -> None:
    import re

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if query == "after":
        page = client.get("/ledger/").content.decode()
        found = re.search(r"after=([\w-]+)", page)
        if found is None:
            return
        query = f"?after={found[1]}"
    address = f"/ledger/{query}"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        queries = len(asked)
    assert answer.status_code == 200, (answer.status_code, address)
    shown = answer.content.decode().count("<tr data-row")
    if os.environ.get("FYT_BENCH_SLOW"):
        for one_query in sorted(asked.captured_queries, key=lambda q: -float(q["time"]))[:2]:
            print(one_query["time"], one_query["sql"][:3000], file=sys.stderr)
    bare = f"/bare/?rows={shown}"
    assert client.get(bare).content.decode().count("<tr data-row") == shown
    ours, theirs = base.side_by_side(lambda: client.get(address), lambda: client.get(bare), ROUNDS)
    ratio = ours / theirs
    base.tell(
        "ledger", ratio=ratio, goal=GOAL, ok=ratio <= 3 and queries <= QUERIES, viewer=who,
        filter=name or "none", obligations=rows, rows_shown=shown, queries=queries,
        ms=round(ours * 1000, 1), bare_ms=round(theirs * 1000, 1),
    )  # fmt: skip


if __name__ == "__main__":
    main()
