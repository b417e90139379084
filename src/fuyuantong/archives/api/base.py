"""The room's router, and receipts of its acts."""

from __future__ import annotations

from fuyuantong.archives import policy, queries
from fuyuantong.archives.models import Destruction, Filing, Volume
from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room

room = Room("archives", read="archives:read", write="archives:write")


def told(row: Volume | Filing | Destruction) -> Receipt:
    if isinstance(row, Volume):
        return Receipt(id=row.pk, kind="volume", state=row.retention, version=row.version)
    if isinstance(row, Filing):
        return Receipt(id=row.pk, kind="filing", state=row.state)
    return Receipt(id=row.pk, kind="destruction", state=row.state, version=row.version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still keep this unit's volumes."""
    policy.check(actor, "keep")
    if receipt.kind == "filing":
        queries.filing_of(actor, receipt.id)
    else:
        queries.destruction_view(actor, receipt.id)
