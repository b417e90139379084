"""The room's router, and receipts of its acts."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.common.refusals import Forbidden
from fuyuantong.packs import policy
from fuyuantong.packs.models import Pack, Return
from fuyuantong.packs.queries import pack_of, return_of

room = Room("packs", read="packs:read", write="packs:write")


def told(row: Pack) -> Receipt:
    return Receipt(id=row.pk, kind="pack", state=str(row.state), version=row.version)


def told_return(row: Return) -> Receipt:
    return Receipt(id=row.pk, kind="pack_return", state="done" if row.done_at else "waiting")


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see what it is about and do such a thing."""
    pack = pack_of(actor, receipt.id) if receipt.kind == "pack" else return_of(actor, receipt.id).pack
    allowed = policy.may_make(actor, pack.linkage) or (
        receipt.kind != "pack" and policy.may_return(actor, pack)
    )
    if not allowed:
        raise Forbidden(str(policy.OFFICE_ONLY))
