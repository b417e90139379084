"""A table of the procuratorate's case system, for the tables that hold every address and operation."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.dispatches import actions
from fuyuantong.dispatches.models import Batch

SAME = {
    "dispatches:new": "dispatches_dispatch_case",
    "dispatches:send": "dispatches_send",
    "dispatches:batches": "dispatches_dispatch_batches dispatches_start_batch",
    "dispatches:batch": "dispatches_dispatch_batch",
    "dispatches:batch-step": "dispatches_map_columns dispatches_confirm_batch dispatches_drop_batch",
}
"""Every address of the room's pages and the operations that do the same."""


class DispatchRows:
    """`batch` of the court: its id."""

    def __init__(self, city: make.City, mark: str) -> None:
        make.mechanism("judicial-recommendation")
        self.linkage, self.unit = city.linkage.code, city.housing.pk
        table = SimpleUploadedFile("a.csv", f"文号,被建议单位,建议\n{mark}1号,市住建局,{mark}\n".encode())
        told = {"recipe": "司法建议书", "linkage": self.linkage, "source": table}
        row: Any = make.do(city.judge, actions.start_batch, **told)
        self.batch = row.pk

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {"dispatch-batches": self.batch}

    @staticmethod
    def kinds() -> dict[str, Any]:
        return {"dispatch-batches": Batch}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        letter = {
            "recipe": "司法建议书",
            "linkage": self.linkage,
            "title": "关于征收的司法建议",
            "number": "1号",
        }
        return {
            "dispatches_send": {
                **letter, "kind": "综合治理类", "addressees": [str(self.unit)], "items": [{"suggestion": "完善程序"}],
            },
            "dispatches_map_columns": {"columns": {"文号": "number"}},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        keys = {f"dispatches:{name}.key": self.batch for name in ("batch", "batch-step")}
        return keys | {"dispatches:batch-step.step": "drop"}
