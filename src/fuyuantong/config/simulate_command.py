"""`fyt simulate`: a year of made-up work in the fictional city, through the real engine on a moved clock."""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.shelf import profile_code

if TYPE_CHECKING:
    from fuyuantong.config.simulation.meeting import Held

MOST_PARTS = 16


def main(argv: list[str]) -> int:
    asked = _arguments(argv)
    began = time.monotonic()
    document = _part(asked) if asked.part else _whole(asked)
    document["seconds"] = round(time.monotonic() - began, 1)
    if asked.json or asked.part:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write(
        f"模拟数据：{document['matters']} 件事项，{document['acts']} 次办理，{document['reminders']} 次提醒，"
        f"{document['meetings']} 次会议议定 {document['decisions']} 项，用时 {document['seconds']} 秒。\n"
    )
    for sentence, count in document["stopped"].items():
        sys.stdout.write(f"  停在半路 {count} 件：{sentence}\n")
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="fyt simulate", description="在虚构城市里模拟一年的工作（模拟数据）"
    )
    parser.add_argument(
        "--profile", default="linjiang-demo", help="地区方案的代码（fyt profile list），或来源地名如 jiaozuo"
    )
    parser.add_argument("--year", type=int, default=2026, help="年度")
    parser.add_argument("--until", type=date.fromisoformat, help="演到哪一天（默认年底）")
    parser.add_argument("--seed", type=int, default=7, help="同一个数得到同样的一年")
    parser.add_argument("--matters", type=int, default=2000, help="事项件数")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="并行进程数")
    parser.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    asked = parser.parse_args(argv)
    if not (2008 <= asked.year <= 2100 and 1 <= asked.matters <= 10_000_000):  # noqa: PLR2004
        parser.error("年度应在 2008—2100 之间，件数应在 1—10000000 之间")
    asked.profile = profile_code(asked.profile)
    asked.processes = max(1, min(asked.processes, MOST_PARTS, asked.matters))
    asked.until = asked.until or date(asked.year, 12, 31)
    return asked


def _whole(asked: argparse.Namespace) -> dict[str, Any]:
    """Load city and profile, then let several processes play a part each."""
    _prepare(asked)
    commands = [
        [
            sys.executable, "-m", "fuyuantong.config.cli", "simulate", "--part", str(part),
            "--profile", asked.profile, "--year", str(asked.year), "--until", asked.until.isoformat(),
            "--seed", str(asked.seed), "--matters", str(asked.matters), "--processes", str(asked.processes),
        ]
        for part in range(1, asked.processes + 1)
    ]  # fmt: skip
    running = [
        subprocess.Popen(c, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) for c in commands
    ]
    answers = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise Refusal("E-SIMULATE", "模拟没有演完。", hint="请看上面的错误；已写入的模拟数据仍在。")
    parts = [json.loads(answer.splitlines()[-1]) for answer in answers]
    held = _meet(asked)
    _fold()
    return {
        **{key: sum(part[key] for part in parts) for key in ("matters", "acts", "reminders")},
        "by_mechanism": dict(sorted(sum((Counter(p["by_mechanism"]) for p in parts), Counter()).items())),
        "meetings": held.meetings, "decisions": held.decisions,
        "stopped": dict(sum((Counter(p["stopped"]) for p in parts), Counter(held.stopped)).most_common()),
        "profile": asked.profile, "year": asked.year, "seed": asked.seed,
    }  # fmt: skip


def _prepare(asked: argparse.Namespace) -> None:
    """Only into a demonstration: an installation with real work is never mixed with made-up work."""
    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.common.uow import unit_of_work
    from fuyuantong.config.preparing import prepare
    from fuyuantong.config.preparing_state import is_prepared
    from fuyuantong.config.roles import owner_address
    from fuyuantong.config.simulation.cast import made_up_paper
    from fuyuantong.config.simulation.playing import NUMBERED
    from fuyuantong.definitions.actions import load_profile
    from fuyuantong.matters.models import Matter

    if not is_prepared(owner_address(), demo=True):
        prepare(demo=True)
    if Matter.objects.filter(number__startswith=NUMBERED.format(asked.year)).exists():
        raise Refusal(
            "E-SIMULATE-TWICE",
            f"{asked.year} 年已经模拟过。",
            hint="请换一个年度，或用 FYT_VAR 另建一套演示系统。",
        )
    with unit_of_work(SYSTEM, purpose="模拟：地区方案") as uow:
        load_profile(uow, asked.profile)
    made_up_paper()


def _part(asked: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    from fuyuantong.config.simulation import LINKAGE, Wish, play
    from fuyuantong.definitions.models import Profile

    profile = Profile.objects.get(code=asked.profile, in_use=True)
    with connection.cursor() as cursor:  # made-up work need not survive a power cut
        cursor.execute("SET synchronous_commit = off")
    gc.collect()
    gc.freeze()  # the library and the framework stay; looking through them again and again is in vain
    played = play(Wish(
        linkage=LINKAGE, mechanisms=tuple(profile.body["mechanisms"]), year=asked.year, seed=asked.seed,
        matters=asked.matters, until=asked.until, part=asked.part - 1, parts=asked.processes,
    ))  # fmt: skip
    return {
        "matters": played.matters, "acts": played.acts, "reminders": played.reminders,
        "by_mechanism": dict(played.by_mechanism), "stopped": dict(played.stopped),
    }  # fmt: skip


def _meet(asked: argparse.Namespace) -> Held:
    from fuyuantong.config.simulation import LINKAGE
    from fuyuantong.config.simulation.meeting import hold_meetings
    from fuyuantong.definitions.models import Profile
    from fuyuantong.organs.models import Linkage

    profile = Profile.objects.get(code=asked.profile, in_use=True)
    linkage = Linkage.objects.select_related("office_unit").get(code=LINKAGE)
    return hold_meetings(linkage, profile.body["meetings"], asked.year, asked.until, asked.seed)


def _fold() -> None:
    from fuyuantong.common.now import read_clock
    from fuyuantong.matters.rollup import fold_all

    fold_all(read_clock())
