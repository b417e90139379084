"""The results file of the inventory: which rows each marked test proves, and how it ended.

`@pytest.mark.inventory("L18")` on a test says that it walks the row (proof "walk");
`@pytest.mark.inventory("L18", proof="page")` says what else it proves: the words are in `definitions.inventory.PROOFS`.
Results of the same commit are added up (`make test` runs the suite in two parts); another commit begins anew.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fuyuantong.definitions.inventory import PROOF_WORDS, RESULTS, rows

_NAME = "inventory"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hang on each marked test what it proves; a row or proof that does not exist is an error of the mark."""
    known = {row.id for row in rows()}
    for item in items:
        proves = [
            [row, mark.kwargs.get("proof", "walk")] for mark in item.iter_markers(_NAME) for row in mark.args
        ]
        wrong = [pair for pair in proves if pair[0] not in known or pair[1] not in PROOF_WORDS]
        if wrong:
            raise pytest.UsageError(f"{item.nodeid}: the inventory has no {wrong}")
        if proves:
            item.user_properties.append((_NAME, proves))


class Collector:
    """Gathers reports where they arrive (in a parallel run: in the controlling process)."""

    def __init__(self, path: Path, commit: str, *, dirty: bool) -> None:
        self.path, self.stamp = path, {"commit": commit, "dirty": dirty}
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for proves in (value for name, value in report.user_properties if name == _NAME):
            seen = self.tests.setdefault(report.nodeid, {"proves": proves, "outcome": "passed"})
            if report.outcome != "passed":
                seen["outcome"] = report.outcome

    def pytest_sessionfinish(self) -> None:
        if self.tests:
            self.write()

    def write(self) -> None:
        kept = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        same = {name: kept.get(name) for name in self.stamp} == self.stamp
        tests = (kept["tests"] if same else {}) | self.tests
        body = {**self.stamp, "at": datetime.now(UTC).isoformat(timespec="seconds"), "tests": tests}
        self.path.parent.mkdir(exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        fresh.replace(self.path)


def _git(folder: Path, *words: str) -> str:
    said = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
    return said.stdout.strip()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        commit = _git(config.rootpath, "rev-parse", "HEAD") or "unknown"
        dirty = bool(_git(config.rootpath, "status", "--porcelain", "--untracked-files=no"))
        config.pluginmanager.register(Collector(RESULTS, commit, dirty=dirty), "inventory-results")
