"""The library: reading and checking all of it, publishing a definition, what a matter of any mechanism costs.

The cost of a mechanism is the CPU time of opening a matter and of its first act through the HTTP API, as the
first golden flow of the mechanism does them; it stands beside the foundation's main act, 下达 of an item of
the annual plan, measured in turns with it. CPU time, because others may be at work on the machine; the least
of several tries, taken rounds apart, because the processor itself is not steady.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import ground as base

CHECK_MOST, PUBLISH_MOST, COST_MOST = 2.0, 0.2, 1.3
MAIN = "annual-plan-item"
FOUNDATION = (MAIN, "assigned-item", "judicial-recommendation", "administrative-dispute-resolution")
TIMES = 7


def main() -> None:
    checking()
    with base.ground(durable=False), tempfile.TemporaryDirectory(prefix="fyt-bench-files-") as folder:
        from django.conf import settings

        settings.MEDIA_ROOT = folder
        settings.FYT_API_PER_MINUTE = 10_000_000
        publishing()
        costs()


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def checking() -> None:
    """Every mechanism and register: form, relations, scenarios."""
    from fuyuantong.definitions.examining import examine
    from fuyuantong.definitions.shelf import mechanism_files, read_text
    from fuyuantong.registers.reading import examine as examine_register
    from fuyuantong.registers.shelf import register_files

    mechanisms, registers = list(mechanism_files()), list(register_files())

    def whole() -> None:
        for path in mechanisms:
            assert not examine(read_text(path), path.name)[1], path.name
        for path in registers:
            assert not examine_register(read_text(path), path.name)[1], path.name

    taken = cpu(whole)
    base.tell(
        "library_check", ratio=taken / CHECK_MOST, goal=f"≤ {CHECK_MOST} s CPU", ok=taken <= CHECK_MOST,
        cpu_seconds=round(taken, 2), mechanisms=len(mechanisms), registers=len(registers),
    )  # fmt: skip


def publishing() -> None:
    """Every definition is published once through the action: examined, rehearsed, stored, on the trail."""
    from tests import make

    from fuyuantong.definitions.actions import publish
    from fuyuantong.definitions.shelf import mechanism_files, read_text

    definer = make.actor(roles=("definer",))
    times = []
    for path in mechanism_files():
        text = re.sub(r"^版本: \d+", "版本: 50", read_text(path), count=1, flags=re.MULTILINE)
        start = time.perf_counter()
        make.do(definer, publish, text)
        times.append(time.perf_counter() - start)
    median, worst = statistics.median(times), max(times)
    base.tell(
        "library_publish", ratio=median / PUBLISH_MOST, goal=f"≤ {PUBLISH_MOST * 1000:.0f} ms",
        ok=median <= PUBLISH_MOST, median_ms=round(median * 1000), worst_ms=round(worst * 1000), n=len(times),
    )  # fmt: skip


def costs() -> None:
    """Opening and the first act of each mechanism, against the foundation's main act."""
    from conformance import flow_driver

    town = flow_driver.Town()
    flow_driver.Town = lambda: town  # type: ignore[assignment,misc,return-value]
    first: dict[str, list[dict[str, Any]]] = {}
    for code, flow in flow_driver.flows():
        steps = flow["步骤"]
        simple = len(steps) > 1 and not steps[1].get("应", {}).get("被拒") and "任务" not in steps[1]
        if simple and not steps[0].get("应", {}).get("被拒"):
            first.setdefault(code, steps[:2])
    known: dict[str, list[float]] = {code: [] for code in first}
    for code, steps in first.items():
        opened(code, steps)  # what is only paid once
    for _round in range(TIMES):
        for code, steps in first.items():
            known[code].append(opened(code, steps))
    usual = min(known[MAIN])
    ratios = {code: min(times) / usual for code, times in known.items()}
    all_four = statistics.median(min(known[code]) for code in FOUNDATION) / usual
    median = statistics.median(ratios.values())
    dear = sorted(ratios, key=lambda code: -ratios[code])[:5]
    base.tell(
        "library_act", ratio=max(ratios.values()), goal=f"every one ≤ {COST_MOST} × the foundation's",
        ok=max(ratios.values()) <= COST_MOST, median=round(median, 2), foundation_median=round(all_four, 2),
        foundation_cpu_ms=round(usual * 1000, 1), mechanisms=len(ratios),
        over=sum(ratio > COST_MOST for ratio in ratios.values()),
        dearest={code: round(ratios[code], 2) for code in dear},
    )  # fmt: skip


def opened(code: str, steps: list[dict[str, Any]]) -> float:
    """CPU seconds of the two requests; the units and the mechanism are made before.

    A file that the act names is uploaded by a request of its own, and what must lie in another room before
    the act is made by the driver: neither is the act's.
    """
    import time_machine

    from conformance import flow_driver

    drive = flow_driver.Drive(code)
    apart: list[float] = []
    town = type(drive.town)
    whole = {(town, "upload"): town.upload, (flow_driver, "agreed"): flow_driver.agreed}

    def aside(work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            begun = time.process_time()
            try:
                return work(*args, **more)
            finally:
                apart.append(time.process_time() - begun)

        return timed

    for step in steps:
        for names in [step["单位"], *step.get("参与方", {}).values()]:
            drive.town.ids(names)
        drive.town.caller(step["单位"])
    taken = 0.0
    for (owner, name), work in whole.items():
        setattr(owner, name, aside(work))
    for step in steps:
        day = date.fromisoformat(str(step["日期"]))
        with time_machine.travel(f"{day}T10:00:00+08:00", tick=True):
            start = time.process_time()
            answer = drive.send(step)
            taken += time.process_time() - start
            assert answer.status_code < 300, (code, step, answer.content.decode())
            drive.shown = drive.whole()
    for (owner, name), work in whole.items():
        setattr(owner, name, work)
    return taken - sum(apart)


if __name__ == "__main__":
    main()
