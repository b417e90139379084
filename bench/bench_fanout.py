"""查控 of one party at twelve agencies: marked, sent at once, answered, stored, on a durable database.

`bench_fanout.py [REQUESTS]`, 60 by default. The agencies are other processes (`fyt partner`) on this machine.
One JSON line: queries a second of this process's processor (marking, sending, checking, sealing and storing
included, the database beside it not), the same for the wire alone and for aiohttp with nothing around it; and
by how much twelve at once, one of them slow, take longer than the slow one alone (median, by the clock, in
turns). Goals: 600 a second; 5 ms.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ground import city, ground

AGENCIES = 12
SLOW = 0.2
ROUNDS = 15


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with partner() as url, partner() as elsewhere, ground(durable=True), TemporaryDirectory() as folder:
        from django.conf import settings

        settings.MEDIA_ROOT = Path(folder)
        ways = {f"a{n}": {"kind": "http", "url": f"{url}/ok"} for n in range(AGENCIES)}
        ways["slow"] = {"kind": "http", "url": f"{elsewhere}/slow"}
        settings.FYT_OUTSIDE = {"hosts": [url, elsewhere], "seconds": 10, "sources": ways}
        errands = asked(requests + 2)
        whole = per_core(requests, lambda n: send(errands[n + 2]))
        packets = one_packet()
        wire = per_core(requests, lambda _n: reach(packets(AGENCIES)))
        bare = per_core(requests, lambda _n: asyncio.run(barely(f"{url}/ok/queries", packets(AGENCIES))))
        over = beyond_the_slowest(packets)
    figures = {
        "bench": "fanout", "requests": requests, "agencies": AGENCIES, "queries_per_core": whole, "goal": 600,
        "wire_per_core": wire, "bare_aiohttp_per_core": bare, "beyond_slowest_ms": over, "goal_ms": 5,
    }  # fmt: skip
    print(json.dumps(figures))


@contextmanager
def partner() -> Iterator[str]:
    command = [sys.executable, "-m", "fuyuantong.enforcement.simulator", "--seconds", str(SLOW)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def per_core(rounds: int, send_one: Callable[[int], Any]) -> int:
    """Queries a second of this process's processor; the first two errands warm it up."""
    for n in (-2, -1):
        send_one(n)
    cpu = time.process_time()
    for n in range(rounds):
        send_one(n)
    return round(rounds * AGENCIES / (time.process_time() - cpu))


def asked(requests: int) -> list[list[Any]]:
    """So many requests about one party each, of twelve agencies; the keys of their messages."""
    from tests import make
    from tests.enforcement import scene

    from fuyuantong.enforcement import actions, kinds
    from fuyuantong.enforcement.actions import Wanted
    from fuyuantong.enforcement.models import Call, Source

    town = city()
    for n in range(AGENCIES):
        source = scene.source(town, ("house",), link=f"a{n}")
        Source.objects.filter(pk=source.pk).update(per_minute=30_000)
    kinds.asks_a_day = lambda: 10**6
    made = []
    for n in range(requests):
        case = scene.case(town, f"（2026）新2801执{n + 100}号")
        wanted = Wanted(case.parties.get().pk, ["house"], "协助查询通知书")
        inquiry: Any = make.do(town.judge, actions.inquire, case.pk, wanted, scene.paper())
        made.append(list(Call.objects.filter(inquiry=inquiry).values_list("pk", flat=True)))
    assert all(len(keys) == AGENCIES for keys in made)
    return made


def send(keys: list[Any]) -> None:
    from fuyuantong.enforcement import actions

    actions.send_calls(keys)


def one_packet() -> Callable[..., list[Any]]:
    """Errands like those of the requests, with numbers of their own each time."""
    from uuid import uuid4

    from fuyuantong.enforcement.adapters import Errand, Packet
    from fuyuantong.enforcement.models import Call
    from fuyuantong.enforcement.packing import packets_of

    call = Call.objects.first()
    assert call is not None
    packet = packets_of([call])[call.pk]

    def make(quick: int, slow: int = 0) -> list[Any]:
        links = [f"a{n}" for n in range(quick)] + ["slow"] * slow
        numbers = [uuid4().hex for _link in links]
        return [
            Errand(Packet(number, {**packet.body, "number": number}, packet.paper), link, uncertain=False)
            for number, link in zip(numbers, links, strict=True)
        ]

    return make


def reach(errands: list[Any]) -> None:
    from fuyuantong.enforcement.adapters import reach_all

    outcomes = [outcome for wave in reach_all(errands) for outcome in wave]
    assert len(outcomes) == len(errands), outcomes
    assert all(outcome.answer for outcome in outcomes), outcomes


async def barely(url: str, errands: list[Any]) -> None:
    """What the library takes by itself: the same bodies, the answers read and thrown away."""
    import aiohttp

    async with aiohttp.ClientSession() as session:

        async def one(body: bytes) -> None:
            async with session.post(url, data=body) as answer:
                await answer.read()

        await asyncio.gather(*(one(json.dumps(errand.packet.body).encode()) for errand in errands))


def beyond_the_slowest(packets: Callable[..., list[Any]]) -> float:
    """Milliseconds that eleven quick agencies beside a slow one add to the time of the slow one alone."""
    alone, together = [], []
    for _round in range(ROUNDS):
        for times, errands in ((alone, packets(0, 1)), (together, packets(AGENCIES - 1, 1))):
            began = time.perf_counter()
            reach(errands)
            times.append(time.perf_counter() - began)
    return round((statistics.median(together) - statistics.median(alone)) * 1e3, 1)


if __name__ == "__main__":
    main()
