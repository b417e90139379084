"""考核得分: the marks of a unit by its figures, part by part and together. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fuyuantong.definitions.kinds import Direction
from fuyuantong.indicators.figures import Figure, Line
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.organs.models import Unit
from fuyuantong.reports.facets import NOTHING, said
from fuyuantong.reports.kinds import Item

FULL = Decimal(100)
APPEAL = "对得分有异议的，请自收到之日起 5 个工作日内书面提出并附依据。"
Units = Callable[[Sequence[Line]], Mapping[str, Unit]]


@dataclass(slots=True)
class Sheet:
    """The marks so far: unit → part → (mark, full marks of what counted for it)."""

    units: Units
    marks: dict[Unit, dict[str, tuple[Decimal, int]]] = field(default_factory=dict)

    def part(self, key: str, items: Sequence[Item], by: str, figures: Sequence[Figure]) -> dict[str, Any]:
        """The table of one part; courts, procuratorates, party and congress are left out."""
        everybody = {line.keys: line for figure in figures for line in figure.lines}
        units, rows = self.units(list(everybody.values())), []
        for keys, line in everybody.items():
            unit = units.get(keys[0])
            if unit is None or unit.kind in GENTLE_KINDS:
                continue
            row, sum_, full = [line.names[0]], Decimal(0), 0
            for item, figure in zip(items, figures, strict=True):
                own = next((one for one in figure.lines if one.keys == keys), None)
                mark = score(figure, own, item.weight)
                sum_, full = sum_ + (mark or 0), full + (item.weight if mark is not None else 0)
                row.append(f"{said(figure, own.value) if own else NOTHING}／{said_mark(mark)}")
            self.marks.setdefault(unit, {})[key] = sum_, full
            rows.append((_protocol(unit), [*row, said_mark(sum_)]))
        head = [by, *(f"{item.key}（{item.weight}分）" for item in items), "得分"]
        notes = [
            *(f"{item.key}：{figure.indicator.formula}；依据：{item.evidence or '台账'}"
              for item, figure in zip(items, figures, strict=True)),
            "得分按完成目标的比例计，达到目标为满分；没有应计事项的不计分。",
            APPEAL,
        ]  # fmt: skip
        return {
            "title": "考核得分",
            "head": head,
            "rows": [row for _place, row in sorted(rows)],
            "notes": notes,
        }

    def total(self) -> dict[str, Any]:
        """All parts of each unit side by side, their sum, and the full marks of what counted for it."""
        parts = list(dict.fromkeys(key for marks in self.marks.values() for key in marks))
        rows = []
        for unit, marks in sorted(self.marks.items(), key=lambda pair: _protocol(pair[0])):
            cells = [said_mark(marks[key][0]) if key in marks and marks[key][1] else NOTHING for key in parts]
            got, full = (sum(pair[place] for pair in marks.values()) for place in (0, 1))
            share = said_mark(FULL * got / full) if full else NOTHING
            rows.append([unit.name, *cells, said_mark(Decimal(got)), str(full), share])
        notes = [
            "应计满分是该单位有应计事项的各项分值之和；折合百分为总分 ÷ 应计满分。",
            "按规范次序列出，不按得分排名。",
            APPEAL,
        ]
        return {
            "title": "考核总分",
            "head": ["单位", *parts, "总分", "应计满分", "折合百分"],
            "rows": rows,
            "notes": notes,
        }


def _protocol(unit: Unit) -> tuple[int, str]:
    return unit.protocol_order, unit.code


def said_mark(mark: Decimal | None) -> str:
    return NOTHING if mark is None else f"{mark.quantize(Decimal('0.1'))}"


def score(figure: Figure, line: Line | None, weight: int) -> Decimal | None:
    """Full marks at the target (100 % where there is none), less in proportion; None where nothing counts."""
    if line is None or line.value is None:
        return None
    goal = figure.goal.value if figure.goal and figure.goal.value else FULL
    if figure.indicator.direction is Direction.AT_MOST:
        share = Decimal(1) if line.value <= goal else goal / line.value
    else:
        share = min(Decimal(1), max(Decimal(0), line.value / goal))
    return share * weight
