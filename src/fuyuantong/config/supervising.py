"""Keeping child processes alive: restart with growing pauses, stop together, never outlive the parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0


@dataclass(slots=True)
class Child:
    """One program to keep running. `stop_seconds` is how long it may take to finish what it is doing."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_seconds: float = 35.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    not_before: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  the supervisor has no threads
        )

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def revive(self, now: float) -> bool:
        """Start again if the pause after the last end is over; tell whether it was started."""
        if self.not_before == 0.0:
            if now - self.started > _STEADY_SECONDS:
                self.pause = _FIRST_PAUSE
            self.not_before = now + self.pause
            self.pause = min(self.pause * 2, _LONGEST_PAUSE)
        if now < self.not_before:
            return False
        self.not_before = 0.0
        self.start()
        return True

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Watches children until a signal asks to stop. `say` prints one line for the person at the terminal."""

    children: list[Child]
    say: Callable[[str], None]
    #: Called on each round: looks after what is not a Child (the database).
    also: Callable[[], None] = lambda: None
    stopping: bool = field(default=False)

    def catch_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def watch(self) -> None:
        """Keep everything running until asked to stop."""
        while not self.stopping:
            self.also()
            now = time.monotonic()
            for child in self.children:
                if child.ended() and child.process is not None:
                    code = child.process.returncode
                    if child.revive(now):
                        self.say(f"{child.name}意外结束（{code}），已重新启动。")
            time.sleep(0.2)

    def stop(self) -> None:
        for child in self.children:
            child.stop()
        for child in self.children:
            child.wait()

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # A Ctrl-C at the terminal reaches the whole group; only the parent decides what it means.
    os.setpgid(0, 0)
