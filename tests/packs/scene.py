"""For the tables that hold every address and operation: what is recorded for a unit without an account."""

from __future__ import annotations

from typing import Any


class PackRows:
    """Bodies of the operations that record for a unit."""

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        why = {"why": "无账号"}
        return {
            "matters_record_sign": why,
            "matters_record_report": {"text": "进展", **why},
            "matters_record_submit": {"text": "已完成", **why},
        }
