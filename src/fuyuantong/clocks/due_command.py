"""`fyt due`: compute one due date with its proof, without a database.

Answer on standard output, refusals on standard error; exit 0 good, 1 refused, 2 usage.
"""

from __future__ import annotations

import json
import sys

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import Due, compute_due
from fuyuantong.clocks.moments import parse_start
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.refusals import Refusal

USAGE = """用法：fyt due --from 日期[时刻] --term N{H,D,W,M,Y} [--no-roll] [--json]

  --from     起算日 2026-03-01，或带时区的时刻 2026-03-01T09:30:00+08:00
  --term     时长：H 小时，D 自然日，W 工作日，M 月，Y 年，例如 60D、5W、24H、2M
  --no-roll  最后一日为休假日时不顺延
  --json     输出 JSON
"""


def main(argv: list[str]) -> int:
    """Run the command with the arguments after `fyt due`; return the exit status."""
    if set(argv) & {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    options = _options(argv)
    if options is None:
        sys.stderr.write(USAGE)
        return 2
    try:
        answer = compute_due(
            parse_start(options["--from"]),
            parse_term(options["--term"]),
            library_calendar(),
            roll="--no-roll" not in options,
        )
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.code}: {refusal}\n")
        return 1
    text = json.dumps(answer.as_json(), ensure_ascii=False) if "--json" in options else _words(answer)
    sys.stdout.write(text + "\n")
    return 0


def _options(argv: list[str]) -> dict[str, str] | None:
    """Read the options; None when one is unknown, repeated, missing or lacks its value.

    Read by hand because a value may begin with a minus sign (`--term -3D` is refused with a sentence).
    """
    found: dict[str, str] = {}
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if name in found:
            return None
        if name in {"--from", "--term"}:
            given = value if equals else next(words, None)
            if given is None:
                return None
            found[name] = given
        elif name in {"--no-roll", "--json"} and not equals:
            found[name] = ""
        else:
            return None
    return found if {"--from", "--term"} <= found.keys() else None


def _words(answer: Due) -> str:
    lines = [f"届满：{answer.due.isoformat()}{'（暂定）' if answer.provisional else ''}"]
    for step in answer.proof:
        skipped = f"，跳过 {len(step.skipped)} 日" if step.skipped else ""
        lines.append(
            f"- {step.rule}（{step.article}）：{step.from_.isoformat()} → {step.to.isoformat()}{skipped}"
        )
    return "\n".join(lines)
