"""The money of one budget row: balances, applications, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.registers.kinds import Account, RegisterKind
from fuyuantong.registers.models import Balance, Claim, FundLine, Row
from fuyuantong.registers.queries.rows import row_for

LINES_MOST = 500


@dataclass(frozen=True, slots=True)
class Fund:
    row: Row
    stored: list[Balance]
    claims: list[Claim]
    lines: list[FundLine]

    @property
    def balances(self) -> Mapping[str, Decimal]:
        """Every account but the source, those never touched as nothing."""
        held = {balance.account: balance.amount for balance in self.stored}
        return {str(a): held.get(a, Decimal(0)) for a in Account if a is not Account.SOURCE}

    @property
    def budget(self) -> Decimal:
        """What was handed down in all, less what was taken back."""
        return -next((b.amount for b in self.stored if b.account == Account.SOURCE), Decimal(0))


def fund_of(row: Row) -> Fund:
    """The money of a row that the viewer sees already."""
    return Fund(
        row,
        list(Balance.objects.filter(row=row).order_by("account")),
        list(Claim.objects.filter(row=row).select_related("by_unit").order_by("-id")),
        list(FundLine.objects.filter(row=row).order_by("-id")[:LINES_MOST]),
    )


def fund_page(viewer: Actor, key: UUID) -> Fund:
    row = row_for(viewer, key)
    if row.book.kind != RegisterKind.FUND:
        raise NotFound
    return fund_of(row)


def claim_for(viewer: Actor, key: UUID) -> Claim:
    """One application on a budget row that the viewer sees."""
    claim = Claim.objects.select_related("row", "by_unit").filter(pk=key).first()
    if claim is None:
        raise NotFound
    row_for(viewer, claim.row_id)
    return claim
