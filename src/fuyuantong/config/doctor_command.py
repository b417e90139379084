"""`fyt doctor`: look at this machine and the database and say what is not in order."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator

import psycopg

from fuyuantong.config import fingerprint
from fuyuantong.config.checks import Finding, examine_database
from fuyuantong.config.launcher.binaries import OLDEST_MAJOR
from fuyuantong.config.launcher.open import var_folder
from fuyuantong.config.preparing_state import kept_state

_LEAST_FREE_MIB = 1024


def main(argv: list[str]) -> int:
    """Exit 0 when everything is in order, 1 when something is not."""
    parser = argparse.ArgumentParser(prog="fyt doctor", description="检查本机和数据库的状态。")
    parser.add_argument("--json", action="store_true", help="每项一行 JSON")
    options = parser.parse_args(argv)
    findings = list(examine())
    for finding in findings:
        if options.json:
            print(
                json.dumps(
                    {"check": finding.what, "ok": not finding.problem, "problem": finding.problem},
                    ensure_ascii=False,
                )
            )
        else:
            print(f"{'正常' if not finding.problem else '问题'}  {finding.what}  {finding.problem}".rstrip())
    return 1 if any(finding.problem for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Look at the interpreter, the disk and the database, in that order."""
    old = sys.version_info < (3, 11)
    yield Finding("python", "需要 Python 3.11 或更高版本。" if old else "")
    free = shutil.disk_usage(var_folder()).free // 1024 // 1024
    yield Finding("disk", f"数据文件夹所在磁盘只剩 {free} MiB。" if free < _LEAST_FREE_MIB else "")
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, connect_timeout=5) as connection:
        major = connection.info.server_version // 10000
        yield Finding(
            "postgresql",
            f"数据库版本是 {major}，需要 {OLDEST_MAJOR} 或更高。" if major < OLDEST_MAJOR else "",
        )
    current = kept_state(address).get("database") == fingerprint.of_database()
    yield Finding("migrations", "" if current else "数据库还没有升级到本版本，请执行 fyt migrate。")
    yield from examine_database(address)
