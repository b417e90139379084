"""The thin service in batches of a hundred: rights, cap, comparison, a kept row for each question, the trail.

`bench_service.py [BATCHES]`, 100 by default; a durable database. One JSON line: checks a second of this
process's processor and of the clock, the database beside it (whose processor is not counted in the first),
without the network; and how long one batch takes (median). Goal: 30,000 a second of the processor.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ground import city, ground

SIZE = 100


def main() -> None:
    batches = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with ground(durable=True), TemporaryDirectory() as folder:
        from django.conf import settings

        settings.FYT_LISTS, settings.FYT_API_PER_MINUTE = Path(folder), 1_000_000
        path, key = prepared()
        ask(path, key, 3, 0)
        cpu, began = time.process_time(), time.perf_counter()
        spent = ask(path, key, batches, 1000)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    figures = {
        "bench": "service", "checks": batches * SIZE, "checks_per_core": round(batches * SIZE / cpu),
        "checks_per_second": round(batches * SIZE / wall),
        "batch_ms": round(statistics.median(spent) * 1e3, 2), "goal": 30_000,
    }  # fmt: skip
    print(json.dumps(figures))


def prepared() -> tuple[str, str]:
    """A published and compiled list, an item that its publisher agreed to, and a key of the asking unit."""
    from tests import make
    from tests.screening.conftest import LIST, LISTED, propose

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.common.api.door import use_keys
    from fuyuantong.organs.actions import issue_token
    from fuyuantong.organs.api.entering import read_key, read_person
    from fuyuantong.organs.models import Post
    from fuyuantong.screening import actions

    town = city()
    use_keys(read_key, read_person)
    post = Post.objects.get(pk=town.housing_clerk.post)
    secadmin = make.actor(town.court, roles=("secadmin",))
    _token, raw = make.do(secadmin, issue_token, name="审批系统", post=post, scopes=["screening:write"])
    item = propose(town, daily_cap=1_000_000, valid_until=date(2099, 12, 31))
    make.do(town.judge, actions.decide_item, item.pk, agreed=True)
    records = [
        replace(LISTED, name=f"甄{chr(0x4E00 + n)}", case_no=str(n), number="", birth_year=1949)
        for n in range(500)
    ]
    make.do(town.judge, actions.publish, LIST, [LISTED, *records])
    make.do(SYSTEM, actions.compile_list, LIST, always=True)
    return f"/screening/{item.pk}/checks", str(raw)


def ask(path: str, key: str, batches: int, start: int) -> list[float]:
    """Ask so many batches, every subject another one; returns the seconds of each."""
    from fuyuantong.screening import service

    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {key}".encode())]
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers,
        "client": ("10.0.0.9", 1),
    }  # fmt: skip
    spent = []
    for batch in range(start, start + batches):
        questions = [
            {
                "reference": f"施许〔2026〕{batch}-{n}号",
                "name": f"赵{chr(0x4E00 + n)}{chr(0x4E00 + batch)}",
                "number": f"11010519{40 + n % 50}1231{batch % 1000:03d}{n % 10}", "province": "11",
            }
            for n in range(SIZE)
        ]  # fmt: skip
        body = json.dumps({"questions": questions}, ensure_ascii=False).encode()
        began = time.perf_counter()
        status, told = service.answer(scope, body)
        spent.append(time.perf_counter() - began)
        assert status == 200, told
    return spent


if __name__ == "__main__":
    main()
