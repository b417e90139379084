"""The proof of a due date: what was done, under which article, from when to when, skipping which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fuyuantong.clocks.terms import Unit

START_DAY = "民法典第201条第1款、民事诉讼法第85条第2款"
START_HOUR = "民法典第201条第2款"
COUNT: dict[Unit, str] = {
    Unit.HOUR: "民法典第200条、第201条第2款",
    Unit.DAY: "民法典第200条、第201条第1款",
    Unit.WORKDAY: "行政强制法第69条、行政处罚法第85条、行政复议法第88条",
    Unit.MONTH: "民法典第202条",
    Unit.YEAR: "民法典第202条",
}
ROLL = "民事诉讼法第85条第3款、民法典第203条第1款"
NOTICE = "国务院办公厅年度放假安排通知"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof. `skipped` lists the days that the step passed over."""

    rule: str
    article: str
    from_: date | datetime
    to: date | datetime
    skipped: tuple[date, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "article": self.article,
            "from": self.from_.isoformat(),
            "to": self.to.isoformat(),
            "skipped": [day.isoformat() for day in self.skipped],
        }
