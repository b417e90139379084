"""Service of papers: an address of a register or one that a party gave, the way, the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.sealing import personal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import addresses, policy
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import Origin, ServiceState
from fuyuantong.enforcement.models import Case, Party, Service
from fuyuantong.enforcement.trail import note


@dataclass(frozen=True, slots=True)
class NewService:
    """`address` only where the party itself confirmed it (`given`); else it is taken from the register."""

    party: UUID
    origin: str
    way: str
    paper: str
    address: str = ""


def serve(uow: UnitOfWork, case: UUID, told: NewService) -> Service:
    """Enter that a paper was sent. E-ADDRESS: no register holds an address of this kind for this party."""
    row = take(uow, Case, case, policy.may_handle, OPEN, words=policy.COURTS_ONLY)
    party = Party.objects.filter(pk=told.party, case=row).first()
    if party is None:
        raise NotFound
    found = None
    address = told.address.strip()
    if told.origin != Origin.GIVEN:
        known = addresses.known(uow.actor, party)
        found = next((one for one in known if one.origin == told.origin), None)
        if found is None:
            raise wrong("E-ADDRESS", _("台账里没有这个当事人的这种地址。"), "origin")
        address = found.address
    elif not address:
        raise wrong("E-REQUIRED", _("请填写当事人确认的地址。"), "address")
    service = Service.objects.create(
        case=row, party=party, origin=told.origin, row_id=found.row if found else None,
        place={"address": personal(address[:300])},
        way=told.way, paper=told.paper.strip(), sent_on=uow.today, by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note(uow, "paper_sent", "service", service.pk, origin=told.origin, way=told.way)
    return service


def end_service(
    uow: UnitOfWork, key: UUID, *, served: bool, text: str, expected: int | None = None
) -> Service:
    """What became of it: served, or not, and how."""

    def court(actor: Any, service: Service) -> bool:
        return policy.may_handle(actor, service.case)

    service = take(uow, Service, key, court, {ServiceState.SENT}, expected=expected, words=policy.COURTS_ONLY)
    if not text.strip():
        raise wrong("E-REQUIRED", _("请写明送达情况。"), "text")
    service.state = ServiceState.SERVED if served else ServiceState.FAILED
    service.result, service.ended_on = text.strip()[:300], uow.today
    service.save()
    note(uow, "paper_served" if served else "paper_not_served", "service", service.pk)
    return service
