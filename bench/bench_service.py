"""The thin service in batches of a hundred: rights, cap, comparison, a kept row for each question, the trail.

`bench_service.py [BATCHES]`, 100 by default; a durable database. One JSON line: checks a second of this
process's processor and of the clock, the database beside it (whose processor is not counted in the first),
without the network; how long one batch takes (median), and one subject in a call beside the same call that
logs and compares nothing. Goals: 30,000 a second of the processor; a single call no slower than twice the
bare one.
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
        ask(path, key, bodies(3, 0))
        asked = bodies(batches, 1000)
        cpu, began = time.process_time(), time.perf_counter()
        spent = ask(path, key, asked)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - began
        alone = single(path.removesuffix("s"), key, batches)
    figures = {
        "bench": "service", "checks": batches * SIZE, "checks_per_core": round(batches * SIZE / cpu),
        "checks_per_second": round(batches * SIZE / wall),
        "batch_ms": round(statistics.median(spent) * 1e3, 2), "goal": 30_000, **alone,
    }  # fmt: skip
    print(json.dumps(figures))


def single(path: str, key: str, rounds: int) -> dict[str, object]:
    """One subject in each call, in turns with the same call that logs and compares nothing."""
    from unittest import mock

    from fuyuantong.screening.actions import asking

    asked = bodies(rounds // SIZE + 1, 500, whole=False)[:rounds]
    with_, without = [], []
    for body in asked:
        with_ += ask(path, key, [body])
        with mock.patch.object(asking, "find_all", return_value=[[]]):
            without += ask(path, key, [body])
    ours, bare = (statistics.median(times) * 1e3 for times in (with_, without))
    return {
        "single_ms": round(ours, 2),
        "single_bare_ms": round(bare, 2),
        "single_ratio": round(bare / ours, 2),
        "single_goal": 0.5,
    }


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


def resident(body: str) -> str:
    from fuyuantong.screening.matching.numbers import check_of

    return body + check_of(body)


def bodies(batches: int, start: int, *, whole: bool = True) -> list[bytes]:
    """So many batches (or, one by one, their subjects), every subject another one."""
    made: list[bytes] = []
    for batch in range(start, start + batches):
        questions = [
            {
                "reference": f"施许〔2026〕{batch}-{n}号",
                "name": f"赵{chr(0x4E00 + n)}{chr(0x4E00 + batch)}",
                "number": resident(f"11010519{40 + n % 50}1231{batch % 1000:03d}"), "province": "11",
            }
            for n in range(SIZE)
        ]  # fmt: skip
        told = [{"questions": questions}] if whole else questions
        made += [json.dumps(one, ensure_ascii=False).encode() for one in told]
    return made


def ask(path: str, key: str, asked: list[bytes]) -> list[float]:
    """Ask; returns the seconds of each call."""
    from fuyuantong.screening import service

    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {key}".encode())]
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers,
        "client": ("10.0.0.9", 1),
    }  # fmt: skip
    spent = []
    for body in asked:
        began = time.perf_counter()
        status, told = service.answer(scope, body)
        spent.append(time.perf_counter() - began)
        assert status == 200, told
    return spent


if __name__ == "__main__":
    main()
