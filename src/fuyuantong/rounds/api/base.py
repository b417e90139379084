"""The room's router, and receipts of its acts."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.rounds import policy
from fuyuantong.rounds.models import Paper, Round, Series, Sheet
from fuyuantong.rounds.queries import paper_of, round_of, series_of

room = Room("rounds", read="rounds:read", write="rounds:write")
KINDS = {Round: "round", Sheet: "round_sheet", Series: "round_series", Paper: "round_paper"}


def told(row: Round | Sheet | Series | Paper) -> Receipt:
    state = "" if isinstance(row, Series) else str(row.state)
    version = None if isinstance(row, Paper) else row.version
    return Receipt(id=row.pk, kind=KINDS[type(row)], state=state, version=version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see what it is about and open such a thing."""
    if not policy.may_open(actor):
        raise Forbidden(str(policy.OFFICE_ONLY))
    _still_seen(actor, receipt.kind, receipt.id)


def _still_seen(actor: Actor, kind: str, key: UUID) -> None:
    if kind == "round_paper":
        paper_of(actor, key)
    elif kind == "round_series":
        if not series_of(actor).filter(pk=key).exists():
            raise NotFound
    else:
        round_of(actor, key)
