"""Money of funds: balances and lines, applications, decisions, movements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, perform, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.registers import actions, queries
from fuyuantong.registers.api.base import room
from fuyuantong.registers.models import Claim
from fuyuantong.registers.schemas.inputs import Application, ClaimDecision, Moving
from fuyuantong.registers.schemas.outputs import FundOut, fund_out


@room.reads("/register-rows/{uuid:key}/fund", FundOut)
def fund(request: HttpRequest, key: UUID) -> Any:
    """一笔预算的余额、申请和流水."""
    found = queries.fund_page(viewer(request), key)
    return fund_out(found.stored, found.claims, found.lines)


@room.writes("/register-rows/{uuid:key}/fund/claims", status=201, keyed=True)
def apply_for(request: HttpRequest, key: UUID, body: Application) -> HttpResponse:
    """申请用款."""

    def work(uow: UnitOfWork) -> Receipt:
        return _claim(actions.apply_for(uow, key, body.amount, body.purpose, body.case_number))

    return perform(request, work, again=_sees_claim, status=201)


@room.writes("/fund-claims/{uuid:key}/decide", keyed=True)
def decide_claim(request: HttpRequest, key: UUID, body: ClaimDecision) -> HttpResponse:
    """审批用款申请."""
    return perform(
        request,
        lambda uow: _claim(actions.decide(uow, key, amount=body.amount, note=body.note)),
        again=_sees_claim,
    )


@room.writes("/register-rows/{uuid:key}/fund/lines", status=201, keyed=True)
def move_money(request: HttpRequest, key: UUID, body: Moving) -> HttpResponse:
    """记一笔：下达、调减、撤回批准、支付、回收、核销."""

    def work(uow: UnitOfWork) -> Receipt:
        line = actions.move(uow, key, body.movement())
        return Receipt(id=line.pk, kind="fund_line", made=[line.row_id])

    return perform(request, work, again=_sees_line, status=201)


def _claim(claim: Claim) -> Receipt:
    return Receipt(id=claim.pk, kind="fund_claim", state=claim.state, made=[claim.row_id])


def _sees_claim(actor: Actor, receipt: Receipt) -> None:
    queries.claim_for(actor, receipt.id)


def _sees_line(actor: Actor, receipt: Receipt) -> None:
    queries.row_for(actor, receipt.made[0])
