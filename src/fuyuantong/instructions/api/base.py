"""The room's router, and receipts of its acts. 批示 hand out matters, so their keys are those of matters."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.queries import own_upload
from fuyuantong.instructions import policy
from fuyuantong.instructions.models import Leader, Mandate, Submission
from fuyuantong.instructions.queries import leaders_of, linkages_of, mandates_of

room = Room("instructions", read="matters:read", write="matters:write")


def told(row: Submission | Leader | Mandate) -> Receipt:
    if isinstance(row, Mandate):
        return Receipt(id=row.pk, kind="mandate")
    if isinstance(row, Leader):
        return Receipt(id=row.pk, kind="instruction_leader", version=row.version)
    return Receipt(id=row.pk, kind="submission", state=str(row.state), version=row.version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see it and do such a thing."""
    if receipt.kind == "instruction_leader":
        if not leaders_of(actor, all_=True).filter(pk=receipt.id).exists():
            raise NotFound
        return
    if receipt.kind == "mandate":
        if not mandates_of(actor).filter(pk=receipt.id).exists():
            raise NotFound
        return
    if not linkages_of(actor):
        raise Forbidden(str(policy.NOT_YOURS))
    if not Submission.objects.visible_to(actor).filter(pk=receipt.id).exists():
        raise NotFound


def uploads(uow: UnitOfWork, keys: Sequence[UUID]) -> list[StoredFile]:
    return [own_upload(uow.actor, key) for key in keys]
