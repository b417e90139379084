"""POST 签收 through the HTTP API against a bare Django view with one INSERT and one UPDATE, on one server.

The product's WSGI server with its own settings and middleware, a durable cluster; several clients keep their
connections and call in turns, so that whatever else runs on the machine falls on both. The statements of one
call are counted in process.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import bench_act
import ground as base

CLIENTS, EACH, ROUNDS = 4, 60, 4
LEAST, MOST_STATEMENTS = 0.25, 20
SETTINGS = """
from fuyuantong.config.settings import *
ROOT_URLCONF = "api_bare"
"""


def main() -> None:
    with base.ground(durable=True) as addresses:
        wanted = CLIENTS * EACH * ROUNDS + CLIENTS * 10 + 5
        tasks, person = bench_act.prepare(addresses["DATABASE_OWNER_URL"], wanted)
        version, raw = credentials(tasks[0], person)
        statements = count_statements(tasks.pop(), raw, version)
        with served() as port:
            sign, bare = calls(raw, version)
            taken = run(port, sign, bare, tasks)
    done = CLIENTS * EACH * ROUNDS
    ours, theirs = done / taken["api"], done / taken["bare"]
    base.tell(
        "api", ratio=ours / theirs, goal=f"≥ {LEAST} × a bare view, < {MOST_STATEMENTS} statements",
        ok=ours / theirs >= LEAST and statements < MOST_STATEMENTS, calls_per_second=round(ours, 1),
        bare_per_second=round(theirs, 1), statements=statements, clients=CLIENTS,
    )  # fmt: skip


def credentials(task: UUID, person: UUID) -> tuple[int, str]:
    """The version of the copied tasks, and a key of the unit that owes them."""
    from tests import make

    from fuyuantong.matters.models import Obligation

    return Obligation.objects.get(pk=task).version, make.token(bench_act.actor_of(person))


def headers(raw: str, version: int) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {raw}", "Content-Type": "application/json", "If-Match": f'"{version}"',
        "Accept": "application/json",
    }  # fmt: skip


def count_statements(task: UUID, raw: str, version: int) -> int:
    """How many statements one call sends, BEGIN and COMMIT apart (the key's use is noted once a minute)."""
    from django.db import connection
    from django.test import Client

    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    told = headers(raw, version)
    del told["Content-Type"]
    client = Client()
    client.get("/api/v1/me", headers=told)
    with connection.execute_wrapper(note):
        path = f"/api/v1/obligations/{task}/sign"
        answer = client.post(path, "{}", content_type="application/json", headers=told)
    assert answer.status_code == 200, answer.content
    if os.environ.get("FYT_BENCH_SLOW"):
        print("\n".join(text[:200] for text in asked), file=sys.stderr)
    return len(asked)


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The product behind its own WSGI server, with the bare view beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folder = base.Path(os.environ["FYT_VAR"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "api_settings.py").write_text(SETTINGS)
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), *sys.path[:4]]),
        "DJANGO_SETTINGS_MODULE": "api_settings", "FYT_SECRET_KEY": "only-for-this-benchmark-" + "x" * 40,
        "FYT_TLS": "0", "FYT_LOG": "ERROR", "FYT_API_PER_MINUTE": "1000000", "FYT_HOSTS": "127.0.0.1",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "fuyuantong.config.serve:application", "--preload",
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "error",
    ]  # fmt: skip
    with (folder / "server").open("wb") as output:
        server = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "server").read_text()[-3000:])
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


Call = Callable[[http.client.HTTPConnection, object], None]


def calls(raw: str, version: int) -> tuple[Call, Call]:
    told = headers(raw, version)

    def sign(connection: http.client.HTTPConnection, task: object) -> None:
        connection.request("POST", f"/api/v1/obligations/{task}/sign", "{}", told)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        assert json.loads(body)["state"] == "working"

    def bare(connection: http.client.HTTPConnection, item: object) -> None:
        connection.request(
            "POST", f"/api/bare/{item}/", '{"kind": "signed"}', {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()

    return sign, bare


def run(port: int, sign: Call, bare: Call, tasks: list[UUID]) -> dict[str, float]:
    """Seconds spent on each kind, all clients at once, in turns."""
    taken = {"bare": 0.0, "api": 0.0}
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(CLIENTS)]

    def together(call: Call, work: list[list[object]]) -> float:
        threads = [
            threading.Thread(target=lambda c=c, part=part: [call(c, one) for one in part])
            for c, part in zip(connections, work, strict=True)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    together(sign, [[tasks.pop() for _ in range(10)] for _ in connections])
    together(bare, [[n * 100 + m for m in range(10)] for n in range(CLIENTS)])
    for _round in range(ROUNDS):
        taken["bare"] += together(bare, [[n * 1000 + m for m in range(EACH)] for n in range(CLIENTS)])
        taken["api"] += together(sign, [[tasks.pop() for _ in range(EACH)] for _ in connections])
    return taken


if __name__ == "__main__":
    main()
