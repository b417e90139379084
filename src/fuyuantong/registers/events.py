"""What registers tell the rooms above, inside the transaction (see common/events.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fuyuantong.registers.models import Row


@dataclass(frozen=True, slots=True)
class RowDraws:
    """A row has come to fulfil the condition of one of its register's rules (拟文)."""

    row: Row
    register: str
    rule: str


@dataclass(frozen=True, slots=True)
class RowsWritten:
    """Rows came, changed or went. `cells` are those of now and, of changed rows, those before.

    Not told within a batch (common/batches.py), whose rows have not reached the server yet.
    """

    register: str
    keys: tuple[UUID, ...]
    cells: tuple[Mapping[str, Any], ...]
