"""What registers tell the rooms above, inside the transaction (see common/events.py)."""

from __future__ import annotations

from dataclasses import dataclass

from fuyuantong.registers.models import Row


@dataclass(frozen=True, slots=True)
class RowDraws:
    """A row has come to fulfil the condition of one of its register's rules (拟文)."""

    row: Row
    register: str
    rule: str
