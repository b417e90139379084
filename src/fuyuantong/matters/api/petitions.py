"""申请 (退办、改派、延期、暂缓、销号), their decision, and 异议或说明."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, expected, perform
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions import petitions
from fuyuantong.matters.api.base import of_result, room
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Petition
from fuyuantong.matters.queries.listing import may_still, may_still_decide
from fuyuantong.matters.schemas.inputs import Decision, NewComment, NewPetition


def _told(row: Petition) -> Receipt:
    return Receipt(id=row.pk, kind="petition", state=row.state, matter=row.obligation.matter_id)


@room.writes("/obligations/{uuid:key}/petitions", status=201, keyed=True, versioned=True)
def ask(request: HttpRequest, key: UUID, body: NewPetition) -> HttpResponse:
    """提出申请."""

    def work(uow: UnitOfWork) -> Receipt:
        return _told(
            petitions.petition(
                uow,
                key,
                PetitionKind(body.kind),
                reason=body.reason,
                wanted_due=body.wanted_due,
                wanted_unit=body.wanted_unit,
                expected=expected(request),
            )
        )

    return perform(request, work, again=lambda actor, _r: may_still(actor, key, "petition"), status=201)


@room.writes("/petitions/{uuid:key}/decision", keyed=True)
def decide(request: HttpRequest, key: UUID, body: Decision) -> HttpResponse:
    """决定申请；同意的同时即办理."""

    def work(uow: UnitOfWork) -> Receipt:
        return _told(
            petitions.decide(uow, key, granted=body.granted, remark=body.remark, new_unit=body.new_unit)
        )

    return perform(request, work, again=lambda actor, _r: may_still_decide(actor, key, "petition_decision"))


@room.writes("/petitions/{uuid:key}/drop", body=False)
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """撤销本单位的申请."""
    return perform(
        request,
        lambda uow: _told(petitions.drop(uow, key)),
        again=lambda actor, _r: may_still_decide(actor, key, "petition"),
    )


@room.writes("/obligations/{uuid:key}/objections", status=201, keyed=True)
def object_(request: HttpRequest, key: UUID, body: NewComment) -> HttpResponse:
    """对文书提出异议或说明."""
    return perform(
        request,
        lambda uow: of_result(petitions.object_to(uow, key, text=body.text)),
        again=lambda actor, _r: may_still(actor, key, "report"),
        status=201,
    )
