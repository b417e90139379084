"""A white paper of 30 pages with 12 charts, from the registers to the printed PDF and the .docx.

4,000 cases of 160 units over five years; the product is the delivered 行政审判白皮书 with more tables.
Three parts are timed: the data cut with the draft (everything counted once, stored), the PDF, the .docx.
The goal is on cut and PDF together. Charts are drawn cold: no drawing is answered from memory.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import ground as base

UNITS, CASES, YEARS = 160, 4000, 5
MOST = 10.0
PAGES, CHARTS = 30, 12
FIELDS = ("住建", "自然资源", "市场", "财政", "交通", "生态环境", "公安", "人社", "教育", "卫健")
CAUSES = ("行政处罚", "征收", "许可", "信息公开", "不履行职责", "行政协议", "登记", "强制")
REASONS = ("事实", "证据", "程序", "适用法律", "超越职权", "不履职")


def main() -> None:
    with base.ground(durable=True):
        from django.conf import settings

        settings.MEDIA_ROOT = Path(os.environ["FYT_VAR"]) / "media"
        cast = base.city()
        measure(cast, product(cast))


def product(cast) -> str:
    """Registers, indicators and rows; returns the text of the product."""
    from tests import make

    from fuyuantong.common.now import read_clock
    from fuyuantong.indicators.duties import fold_all
    from fuyuantong.reports.shelf import REPORTS
    from indicators.conftest import put, shelve

    text = (REPORTS / "administrative-trial-white-paper.yaml").read_text("utf-8")
    codes = [line.split(": ")[1] for line in text.split("段落:")[0].split("指标:")[1].strip().splitlines()]
    shelve(["court-appearances", "suggestion-replies"], codes)
    units = [make.unit(f"临江市第{n}试验局").name for n in range(UNITS)]
    put("litigation-cases", [case(n, units) for n in range(CASES)], cast.court)
    fold_all(read_clock())  # as the worker does every minute
    more = "".join(
        f"      各被告机关{name}: {{指标: [{name}], 分组: 被告机关, 行数: 300}}\n"
        for name in ("判决败诉率", "含部分败诉率", "全部结案败诉率", "协调撤诉率", "上诉率", "再审率")
    )
    return text.rstrip("\n") + "\n" + more


def case(n: int, units: list[str]) -> dict[str, object]:
    year, lost = 2026 - n % YEARS, n % 7 == 0
    return {
        "案号": f"（{year}）新2899行初{n + 1}号", "审理法院": "临江市中级人民法院", "审级": "一审",
        "被告机关": units[n * 7 % len(units)], "案由": CAUSES[n * 3 % len(CAUSES)], "收案性质": "新收",
        "立案日期": f"{year}-01-{n % 27 + 1:02}", "结案日期": f"{year}-06-{n % 27 + 1:02}",
        "结案方式": "判决", "裁判结论": "行政机关败诉" if lost else "行政机关胜诉",
        "败诉原因类别": REASONS[n % len(REASONS)] if lost else "",
        "管理领域": FIELDS[n * 11 % len(FIELDS)], "上诉": n % 3 == 0, "再审": n % 40 == 0,
    }  # fmt: skip


def timed(name: str, times: dict, processor: dict, work):
    """The answer of the work; its seconds by the clock, and those of this process's processor."""
    start, begun = time.perf_counter(), time.process_time()
    answer = work()
    times[name], processor[name] = time.perf_counter() - start, time.process_time() - begun
    return answer


def measure(cast, text: str) -> None:
    from tests import make

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.documents.official import print_docx, print_pdf
    from fuyuantong.reports.actions.opening import open_issue
    from fuyuantong.reports.actions.publishing import publish_product
    from fuyuantong.reports.composing import compose

    code = make.do(SYSTEM, publish_product, text).code
    times, processor = {}, {}
    issue = timed(
        "cut", times, processor,
        lambda: make.do(cast.office, open_issue, code=code, linkage=cast.linkage.code, period="2025"),
    )  # fmt: skip
    printed = timed("pdf", times, processor, lambda: print_pdf(compose(issue)))
    timed("docx", times, processor, lambda: print_docx(compose(issue)))
    charts = len(issue.cut.body["charts"])
    whole = times["cut"] + times["pdf"]
    ok = whole <= MOST and printed.pages >= PAGES and charts >= CHARTS
    base.tell(
        "white_paper", ratio=whole / MOST, goal=f"≤ {MOST:g} s for {PAGES} pages with {CHARTS} charts", ok=ok,
        pages=printed.pages, charts=charts, **{f"{name}_s": round(took, 2) for name, took in times.items()},
        **{f"{name}_processor_s": round(took, 2) for name, took in processor.items()},
    )  # fmt: skip


if __name__ == "__main__":
    main()
