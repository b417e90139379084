"""文号登记簿: the numbers of the caller's unit, voiding one, the rules of own numbering."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, paged, perform, sliced, viewer
from fuyuantong.documents import actions, policy
from fuyuantong.documents.api.base import room
from fuyuantong.documents.models import NumberRule, PaperNumber
from fuyuantong.documents.queries import numbers as queries
from fuyuantong.documents.schemas import numbers as shapes


@room.reads("/numbers", Listed[shapes.PaperNumberOut])
def numbers(request: HttpRequest, query: Query[shapes.NumberQuery]) -> Any:
    """本单位的文号登记簿，作废的也在内."""
    rows = queries.numbers(viewer(request), year=query.year, state=query.state)
    return paged(rows, queries.NUMBER_ORDER, query, shapes.number_out)


@room.writes("/numbers/{uuid:key}/void", versioned=True)
def void_number(request: HttpRequest, key: UUID, body: shapes.VoidNumber) -> HttpResponse:
    """作废文号；作废的仍在登记簿上，不再使用."""

    def work(uow: Any) -> Receipt:
        return _of_number(actions.void_number(uow, key, reason=body.reason, expected=expected(request)))

    return perform(request, work, again=_sees_number)


@room.reads("/number-rules", Listed[shapes.NumberRuleOut])
def number_rules(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位的编号办法."""
    return sliced(queries.rules_of(viewer(request)), query, shapes.rule_out, key=attrgetter("genre"))


@room.writes("/number-rules", status=201, keyed=True)
def set_number_rule(request: HttpRequest, body: shapes.NumberRuleInput) -> HttpResponse:
    """设定一个文种的编号办法."""
    data = body.model_dump()
    return perform(request, lambda uow: _of_rule(actions.set_rule(uow, **data)), again=_keeps, status=201)


def _of_number(row: PaperNumber) -> Receipt:
    return Receipt(id=row.pk, kind="paper_number", state=row.state, version=row.version)


def _of_rule(row: NumberRule) -> Receipt:
    state = "active" if row.active else "stopped"
    return Receipt(id=row.pk, kind="number_rule", state=state, version=row.version)


def _sees_number(actor: Actor, receipt: Receipt) -> None:
    queries.get_number(actor, receipt.id)


def _keeps(actor: Actor, _receipt: Receipt) -> None:
    policy.check(actor, "number.rule")
