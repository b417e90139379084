"""`fyt coverage`: for every row of the inventory, what covers it, what proves it, and what is missing."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from fuyuantong.definitions import inventory


def main(argv: list[str]) -> int:
    """Print one line a row; JSON with `--json`. The exit code is 0 whatever is missing: it is a report."""
    parser = argparse.ArgumentParser(prog="fyt coverage", description="对照功能清单逐行说明完成情况。")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 文档")
    parser.add_argument("--results", type=Path, default=inventory.RESULTS, help="测试结果文件（由测试写出）")
    options = parser.parse_args(argv)
    results = inventory.read_results(options.results)
    _warn(results)
    counts: Counter[bool] = Counter()
    for answer in inventory.coverage(inventory.rows(), inventory.definitions(), results):
        counts[answer["works"]] += 1
        if options.json:
            print(json.dumps(answer, ensure_ascii=False))
        else:
            state = "完成" if answer["works"] else "；".join(answer["missing"])
            print(f"{answer['id']}\t{answer['name']}\t{state}")
    print(f"共 {counts.total()} 行，完成 {counts[True]} 行。", file=sys.stderr)
    return 0


def _warn(results: inventory.Results) -> None:
    """Say on standard error when the results were not taken from the source as it is now."""
    here = _present_commit()
    if results.commit is None:
        print("没有测试结果，请先执行 make test。", file=sys.stderr)
    elif results.dirty or (here and here != results.commit):
        changed = "（当时另有未提交的改动）" if results.dirty else ""
        print(f"测试结果出自提交 {results.commit[:12]}{changed}，现在的提交是 {here[:12]}。", file=sys.stderr)


def _present_commit() -> str:
    folder = inventory.RESULTS.parents[1]
    said = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()
