"""A round for the tables that hold every address and operation: its sheet, a paper made of it, a series."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import make

from fuyuantong.rounds import actions
from fuyuantong.rounds.kinds import PaperKind, Scope
from fuyuantong.rounds.models import Sheet


class RoundRows:
    """`round`, `sheet` (of the housing bureau), `entry` (on one obligation of it), `paper`, `series`: their ids."""

    def __init__(self, city: make.City, mark: str) -> None:
        asked = {"linkage": city.linkage.code, "title": f"{mark}季度进展"}
        opened: Any = make.do(city.office, actions.open_round, due_on=date(2027, 12, 31), **asked)
        sheet = Sheet.objects.get(round=opened, unit=city.housing)
        paper: Any = make.do(city.office, actions.want_paper, opened.pk, PaperKind.TABLE)
        make.do(city.office, actions.make_paper, paper.pk)
        series: Any = make.do(
            city.office, actions.start_series, cadence="month", scope=Scope(), lead_days=5, **asked
        )
        self.linkage = city.linkage.code
        self.round, self.sheet, self.paper, self.series = opened.pk, sheet.pk, paper.pk, series.pk
        self.entry = str(sheet.entries.order_by("place")[0].pk)

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {
            "rounds": self.round, "round-sheets": self.sheet, "round-series": self.series,
            "round-papers": self.paper,
        }  # fmt: skip

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        said = {"entry": self.entry, "progress": "已办"}
        return {
            "rounds_open_round": {"linkage": self.linkage, "title": "月度进展", "due_on": "2027-12-31"},
            "rounds_start_round_series": {"linkage": self.linkage, "title": "月报", "cadence": "month"},
            "rounds_make_round_paper": {"kind": "by_unit"},
            "rounds_fill_sheet": {"entries": [said], "recorded_why": "无账号"},
            "rounds_edit_sheet": {"entries": [{**said, "brief": True}]},
            "rounds_return_sheet": {"remark": "再补充"},
            "rounds_send_back_sheet": {"remark": "再补充"},
        }

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        keys = {f"rounds:{name}.key": self.round for name in ("round", "step", "make-paper")}
        keys |= {f"rounds:{name}.key": self.sheet for name in ("sheet", "sheet-step")}
        keys |= {"rounds:paper.key": self.paper, "rounds:stop.key": self.series}
        return keys | {
            "rounds:step.step": "close", "rounds:sheet-step.step": "send", "rounds:make-paper.kind": "table",
        }  # fmt: skip
