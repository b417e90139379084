"""The room's router, and receipts of its acts."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.handovers.models import Handover, Slip
from fuyuantong.handovers.queries import found, slip_of

room = Room("handovers", read="organs:read", write="organs:write")


def told(row: Handover | Slip) -> Receipt:
    if isinstance(row, Slip):
        return Receipt(id=row.pk, kind="handover_slip", version=row.version)
    return Receipt(id=row.pk, kind="handover", state=str(row.state), version=row.version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may know of it."""
    if receipt.kind == "handover":
        found(actor, receipt.id)
    else:
        slip_of(actor, receipt.id)
