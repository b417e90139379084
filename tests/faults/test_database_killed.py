"""P1, P14: kill -9 of the database while people write. What was acknowledged is there; the product answers 503 and heals."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest

from config.processes import Up, environment, eventually, fyt
from fuyuantong.config.launcher import Cluster
from installed import TODAY, Installed, shift_to

pytestmark = [pytest.mark.launcher, pytest.mark.timeout(300)]
CYCLES, WRITERS, WANTED = 3, 4, 240


class Plain(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here, not something to follow."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Browser:
    """As little of a browser as it takes to sign in and to send a form."""

    def __init__(self, home: str) -> None:
        self.home, self.jar = home, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Plain)

    def ask(self, path: str, body: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        """(status, text, headers); status 0 when nobody answered."""
        if body is not None:
            token = next((c.value for c in self.jar if c.name == "csrftoken"), "")
            body = body | {"csrfmiddlewaretoken": token}
        data = urllib.parse.urlencode(body).encode() if body is not None else None
        request = urllib.request.Request(self.home + path, data, {"Referer": self.home + path})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)
        except OSError:
            return 0, "", {}

    def sign_in(self) -> None:
        self.ask("/sign-in/")
        status, text, _ = self.ask(
            "/sign-in/", {"username": "office", "password": "Linjiang-2026", "next": "/"}
        )
        assert status == 302, text[-2000:]


@pytest.fixture(scope="module")
def up(installed: Installed) -> Iterator[Up]:
    with (
        installed.copied() as var,
        Up(environment(var, FYT_CLOCK_SHIFT=shift_to(TODAY)), "--demo") as started,
    ):
        yield started.ready()


def test_nothing_acknowledged_is_lost_when_the_database_is_killed(up: Up) -> None:
    var = up.output.parent
    home = f"http://127.0.0.1:{up.port}"
    reader = Browser(home)
    reader.sign_in()
    matter = re.search(r"/matters/[0-9a-f-]{36}/", reader.ask("/ledger/")[1])[0]
    acknowledged, statuses, over = [], [], threading.Event()

    def write(number: int) -> None:
        own, n = Browser(home), 0
        own.jar = reader.jar
        own.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(own.jar), Plain)
        while not over.is_set():
            n += 1
            text = f"留言-{number}-{n}-完"
            status, _, headers = own.ask(
                f"{matter}comments/", {"text": text, "idempotency_key": f"key-{number}-{n}-{os.getpid()}"}
            )
            statuses.append((status, headers.get("Retry-After", "")))
            if status in {302, 303}:
                acknowledged.append(text)
            else:
                time.sleep(0.05)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for cycle in range(1, CYCLES + 1):
        assert eventually(lambda c=cycle: len(acknowledged) >= WANTED * c // (CYCLES + 1), 60), statuses[-5:]
        os.kill(up.child("postgres"), signal.SIGKILL)
        assert eventually(lambda c=cycle: up.said().count("数据库意外结束，已重新启动") >= c, 60), up.said()
    assert eventually(lambda: len(acknowledged) >= WANTED, 90), "it does not heal"
    over.set()
    for writer in writers:
        writer.join(60)

    stored = kept(var)
    assert [text for text in acknowledged if text not in stored] == [], "acknowledged and lost"
    assert all(stored.count(text) == 1 for text in acknowledged)
    codes = {status for status, _ in statuses}
    assert codes <= {0, 302, 303, 503}, codes
    assert all(retry for status, retry in statuses if status == 503), "503 says when to come back"
    told = fyt("audit", "verify", env=environment(var, FYT_DEMO="1"))
    assert told.returncode == 0, told.stdout + told.stderr


def kept(var: Path) -> list[str]:
    cluster = Cluster(var)
    with psycopg.connect(cluster.address(cluster.roles.app)) as connection:
        return [
            row[0] for row in connection.execute("SELECT text FROM matters_comment WHERE text LIKE '留言-%'")
        ]


def test_while_the_database_is_down_pages_say_so_and_heal_without_a_restart(up: Up) -> None:
    """The database is stopped (not dead, so nobody revives it), answers are 503 in time, then it goes on."""
    home = f"http://127.0.0.1:{up.port}"
    browser = Browser(home)
    browser.sign_in()
    web = up.child("gunicorn")
    os.kill(up.child("postgres"), signal.SIGKILL)
    seen = set()

    def healed() -> bool:
        status, text, headers = browser.ask("/ledger/")
        seen.add(status)
        if status == 503:
            assert "Traceback" not in text
            assert headers.get("Retry-After")
        return status == 200

    assert eventually(healed, 60), seen
    assert seen <= {0, 200, 503}, seen
    assert up.child("gunicorn") == web, "the web server was not restarted"
