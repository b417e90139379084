"""The room's router and receipts."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import row_for

room = Room("registers", read="registers:read", write="registers:write")


def of_row(row: Row) -> Receipt:
    return Receipt(id=row.pk, kind="register_row", state=row.state, version=row.revision, matter=row.matter)


def sees_row(actor: Actor, receipt: Receipt) -> None:
    """A repeated request is answered while the row can still be seen."""
    row_for(actor, receipt.id)
