"""`fyt indicators recount`: count every indicator a second time over an export, and compare."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fuyuantong.common.now import today
from fuyuantong.indicators.periods import Span, read_span


def main(argv: list[str]) -> int:
    """Exit 0 when every indicator agrees, 1 when any differs."""
    parser = argparse.ArgumentParser(prog="fyt indicators", description="指标的独立重算。")
    verbs = parser.add_subparsers(dest="verb", required=True)
    again = verbs.add_parser("recount", help="把台账导出成文件，用 DuckDB 按定义重新计算，与系统的数逐一对照")
    again.add_argument("--year", default="", help="年度，缺省今年；连同各季度、上一年度一并对照")
    again.add_argument("--export", type=Path, default=None, help="导出的文件留在这个文件夹")
    again.add_argument("--code", action="append", default=[], help="只算这些指标，可写多次")
    again.add_argument("--json", action="store_true", help="每个指标一个 JSON 文档")
    options = parser.parse_args(argv)
    year = read_span(options.year or f"{today():%Y}")
    quarters = [read_span(f"{year.first.year}Q{n}") for n in (1, 2, 3, 4)]
    if options.export:
        return _recount(options.export, [year, *quarters, year.previous], options)
    with TemporaryDirectory(prefix="fyt-recount-") as folder:
        return _recount(Path(folder), [year, *quarters, year.previous], options)


def _recount(folder: Path, spans: list[Span], options: argparse.Namespace) -> int:
    from fuyuantong.indicators.recounting.comparing import frozen_moment, recount_all

    with frozen_moment():
        found = recount_all(folder, spans, options.code)
    for one in found:
        if options.json:
            line = {
                "code": one.code,
                "version": one.version,
                "compared": one.compared,
                "different": one.different,
            }
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(f"{one.code}\t{one.compared}\t{'；'.join(one.different[:5]) or '一致'}")
    wrong = sum(bool(one.different) for one in found)
    print(f"共 {len(found)} 个指标，{len(found) - wrong} 个一致。", file=sys.stderr)
    return 1 if wrong else 0
