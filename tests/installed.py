"""The fictional 临江市 as `fyt up --demo` installs it: made once in a run, copied by those that work in it.

The product's clock stands on Friday 2026-11-20, for which the sample data were written: what a test sees does not
depend on the day on which it is made.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from config.processes import Up, environment, fyt
from fuyuantong.common.now import SHANGHAI

TODAY = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


def shift_to(moment: datetime) -> str:
    """The value of FYT_CLOCK_SHIFT with which a process that starts now believes it is `moment`."""
    return str(int((moment - datetime.now(SHANGHAI)).total_seconds()))


@dataclass
class Town:
    """An installation with 临江市 in it; `at` starts the whole product on it at a moment of its own clock."""

    var: Path
    running: Up | None = None

    def at(self, moment: datetime) -> Town:
        self.stop()
        env = environment(self.var, FYT_CLOCK_SHIFT=shift_to(moment), FYT_SESSION_IDLE_SECONDS="7200")
        self.running = Up(env, "--demo").ready()
        return self

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()
        self.running = None

    @property
    def url(self) -> str:
        assert self.running is not None
        return f"http://127.0.0.1:{self.running.port}"

    def fyt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on this installation."""
        return fyt(*arguments, env=environment(self.var, FYT_DEMO="1"))


@dataclass
class Installed:
    """The installation that has been started once, stopped; of all processes of a run the first one makes it."""

    home: Path
    copies: int = field(default=0)

    @classmethod
    @contextmanager
    def of_this_run(cls) -> Iterator[Installed]:
        folder = os.environ.get("FYT_TEST_FILES")  # goes with the run
        home = Path(folder or tempfile.mkdtemp(prefix=f"fyt-town-{os.getpid()}-"))
        home.chmod(0o755)
        yield cls(home)
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)

    def first(self) -> Path:
        made, var = self.home / "town-made", self.home / "town"
        with (self.home / "town-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(var, ignore_errors=True)
                Town(var).at(TODAY - timedelta(hours=1)).stop()  # a clock that goes back is another test
                made.touch()
        return var

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """The folder of a copy, which nobody else works in."""
        self.copies += 1
        var = self.home / f"town-{os.getpid()}-{self.copies}"
        subprocess.run(["cp", "-a", str(self.first()), str(var)], check=True)
        try:
            yield var
        finally:
            shutil.rmtree(var, ignore_errors=True)
