"""Running the product as real processes, and looking at what became of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

FYT = [sys.executable, "-m", "fuyuantong.config.cli"]
#: What a person's shell would not have, and the database under test must not be.
_NOT_INHERITED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "FYT_TEST_DATABASES",
    "DJANGO_SETTINGS_MODULE",
    "FYT_SECRET_KEY",
)


def environment(var: Path, **more: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in _NOT_INHERITED} | {"FYT_VAR": str(var)} | more


def fyt(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    return subprocess.run(
        [*FYT, *arguments], env=dict(env), stdin=-3, capture_output=True, text=True, timeout=120, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def children_of(pid: int) -> dict[int, str]:
    """Return the direct children, by number, with their command lines."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ") for child in found}


class Up:
    """`fyt up` running in the background on a free port."""

    def __init__(self, env: Mapping[str, str], *arguments: str) -> None:
        self.port = free_port()
        self.output = Path(env["FYT_VAR"]) / f"output-{self.port}"
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [*FYT, "up", "--port", str(self.port), "--web-processes", "1", *arguments],
                env=dict(env), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            )  # fmt: skip

    def answers(self) -> bool:
        """Tell whether the web server gives any HTTP answer."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def ready(self) -> Up:
        assert eventually(lambda: "已启动" in self.said() or self.process.poll() is not None, 120), (
            self.said()
        )
        assert self.process.poll() is None, self.said()
        assert eventually(self.answers, 30), self.said()
        return self

    def child(self, word: str) -> int:
        """Return the number of the child whose command line has `word`."""
        return next(pid for pid, line in children_of(self.process.pid).items() if word in line)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=90)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
