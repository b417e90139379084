"""`fyt screen --list LIST.parquet --input DEPT.parquet --output DECISIONS.parquet [--json]`: no database
needed.

Exit 0 good, 1 refused with a sentence, 2 usage.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fuyuantong.common.refusals import Refusal

if TYPE_CHECKING:
    from fuyuantong.screening.bulk.running import Summary

_WORDS = {"block": "应当拦截", "review": "人工复核", "pass": "未命中"}


def main(argv: list[str]) -> int:
    """Run the command with the arguments after `fyt screen`; return the exit status."""
    try:
        asked = _arguments(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    began = time.perf_counter()
    gc.disable()  # much is made here, but hardly a ring: looking for rings takes a tenth of a short run
    try:
        with tempfile.TemporaryDirectory() as folder:
            summary = _compare(asked, _inputs(asked, Path(folder)))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.code}: {refusal}\n")
        for error in refusal.errors:
            sys.stderr.write(f"  第 {error.row or error.line} 行：{error.message}\n")
        return 1
    finally:
        gc.enable()
    document = summary.as_json() | {
        "output": str(asked.output),
        "wall_seconds": round(time.perf_counter() - began, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if asked.json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return 0
    counts = "，".join(f"{_WORDS[d]} {summary.decisions[d]}" for d in _WORDS)
    sys.stdout.write(
        f"比对 {summary.rows} 行、名单 {summary.records} 条：{counts}；用时 {document['wall_seconds']} 秒。\n"
    )
    return 0


class _Inputs(NamedTuple):
    """Both files as Parquet, with the lines of their rows if they were CSV; where the list's form is kept."""

    listed: Path
    of_list: Sequence[int]
    rows: Path
    of_rows: Sequence[int]
    ready: Path | None

    def refuse_bad(self, *, texts: bool) -> None:
        """A list whose form is there was looked at then."""
        from fuyuantong.screening.bulk.files import refuse_bad_list, refuse_bad_rows

        if self.ready is None or not self.ready.is_file():
            refuse_bad_list(self.listed, self.of_list, texts=texts)
        refuse_bad_rows(self.rows, lines=self.of_rows, texts=texts)


def _compare(asked: argparse.Namespace, given: _Inputs) -> Summary:
    import duckdb

    from fuyuantong.screening.bulk import running, spark
    from fuyuantong.screening.bulk.spelling import Faulty

    output = Path(asked.output)
    if asked.engine == "spark":
        return spark.screen_on_spark(given.listed, given.rows, output, hits_only=asked.hits_only)
    try:
        return running.screen_files(
            given.listed, given.rows, output, memory=asked.memory, chunk=asked.chunk,
            hits_only=asked.hits_only, ready=given.ready, whole=True, numbers_only=asked.numbers_only,
        )  # fmt: skip
    except Faulty:
        given.refuse_bad(texts=True)
        raise
    except duckdb.Error as error:
        given.refuse_bad(texts=True)
        said = str(error).partition("\n")[0]
        hint = "请检查文件是否完整、磁盘空间是否足够，然后再试。"
        raise Refusal(
            "E-LIST-FILE", f"比对没有做完，什么也没有写出。数据引擎说：{said}", hint=hint
        ) from error


def _inputs(asked: argparse.Namespace, folder: Path) -> _Inputs:
    from fuyuantong.screening.bulk.ready import file_for

    (listed, of_list), (rows, of_rows) = (
        _parquet(Path(given), folder / f"{n}.parquet") for n, given in enumerate((asked.list, asked.input))
    )
    ready = None
    if asked.ready:
        if not Path(asked.ready).is_dir():
            raise Refusal("E-LIST-FILE", f"没有文件夹“{asked.ready}”。")
        ready = file_for(Path(asked.ready), listed)
    given = _Inputs(listed, of_list, rows, of_rows, ready)
    given.refuse_bad(texts=asked.engine == "spark")  # DuckDB looks at the texts while it spells them
    if not Path(asked.output).resolve().parent.is_dir():
        raise Refusal("E-LIST-FILE", f"没有文件夹“{Path(asked.output).parent}”。")
    return given


def _parquet(given: Path, target: Path) -> tuple[Path, Sequence[int]]:
    """A file as it was given, or what was CSV as Parquet with the lines of its rows."""
    from fuyuantong.screening.bulk.files import from_csv

    if not given.is_file():
        raise Refusal("E-LIST-FILE", f"没有文件“{given}”。")
    if given.suffix.lower() != ".csv":
        return given, ()
    return target, from_csv(given, target)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="fyt screen", description="把部门数据与名单逐行比对，给出拦截、复核、未命中"
    )
    parser.add_argument("--list", required=True, help="名单（Parquet 或 CSV）")
    parser.add_argument("--input", required=True, help="部门数据（Parquet 或 CSV）")
    parser.add_argument("--output", required=True, help="结果（Parquet），每行一条结论")
    parser.add_argument(
        "--engine",
        choices=["duckdb", "spark"],
        default="duckdb",
        help="计算引擎（spark 须另行安装 fuyuantong[spark]）",
    )
    parser.add_argument(
        "--numbers-only",
        action="store_true",
        help="只比对写得完整、规范的号码，残缺号码和姓名都不看：用于号码齐全的数据先快速过一遍",
    )
    parser.add_argument("--hits-only", action="store_true", help="结果里不写未命中的行")
    parser.add_argument(
        "--ready", default="", help="放置名单整理结果的文件夹：同一份名单再次比对时不必重新整理"
    )
    parser.add_argument(
        "--memory", default="2500MB", help="数据引擎可用的内存（默认 2500MB），超出时写临时文件"
    )
    parser.add_argument("--chunk", type=int, default=10_000_000, help="一次比对的行数")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    asked = parser.parse_args(argv)
    if asked.numbers_only and asked.engine == "spark":
        parser.error("--numbers-only 只用于 --engine duckdb")
    if asked.chunk < 1:
        parser.error("--chunk 应为正整数")
    return asked
